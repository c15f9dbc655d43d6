"""The bytes of one file, or of what a pipe brings, as they come."""

import errno
import gzip
import os
import stat
import zlib
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Protocol

BLOCK = 256 * 1024
"""Bytes that are read at a time."""

_QUEUED = 16
"""Blocks of a pipe that wait; whoever writes into it waits when there are more."""

_GZIP = b"\x1f\x8b"


class Tail(Protocol):
    """Where bytes come from."""

    name: str
    start: int
    """Where in the file its first byte is."""
    is_over: bool
    """Whether nothing more will come."""
    starts_anew: bool
    """Whether what comes next is of another file: an unfinished line stays unfinished."""
    trouble: str
    """What is wrong with it, in words."""

    def read(self) -> bytes:
        """The next block; nothing where there is none yet."""
        ...

    def close(self) -> None:
        """Read nothing any more."""
        ...


class FileTail:
    """Follows a file by its name: when it is rotated or truncated, it goes on with the new one.

    It begins at the byte `start`, and reads up to `end`, or whatever is written.
    """

    def __init__(self, path: str, *, follow: bool, start: int = 0, end: int | None = None) -> None:
        self.name = path
        self.start = start
        self.is_over = self.starts_anew = False
        self.trouble = ""
        self._follow = follow
        self._path = Path(path)
        self._file = os.open(path, os.O_RDONLY)
        self._at = os.lseek(self._file, start, os.SEEK_SET)
        self._end = end

    def read(self) -> bytes:
        self.starts_anew = False
        data = self._next()
        if data:
            return data
        if not self._follow:
            self.is_over = True
        elif self._is_cut():
            os.lseek(self._file, 0, os.SEEK_SET)
            self._start_anew()
        elif self._is_other() and not (data := self._next()) and self._open_again():
            # Asked once more, since it may have been written to until its name was taken away.
            self._start_anew()
        return data

    def close(self) -> None:
        os.close(self._file)

    def _next(self) -> bytes:
        try:
            most = BLOCK if self._end is None else min(BLOCK, self._end - self._at)
            data = os.read(self._file, most)
        except OSError as error:
            self.trouble = f"{self.name}: {error.strerror}"
            return b""
        self._at += len(data)
        return data

    def _start_anew(self) -> None:
        self.starts_anew = True
        self._at = 0

    def _is_cut(self) -> bool:
        return os.fstat(self._file).st_size < self._at

    def _is_other(self) -> bool:
        """Whether the name belongs to another file by now."""
        try:
            named, ours = self._path.stat(), os.fstat(self._file)
        except OSError:
            self.trouble = f"{self.name} is gone, waiting for it to come back"
            return False
        self.trouble = ""
        return (named.st_dev, named.st_ino) != (ours.st_dev, ours.st_ino)

    def _open_again(self) -> bool:
        try:
            newer = os.open(self._path, os.O_RDONLY)
        except OSError as error:
            self.trouble = f"{self.name}: {error.strerror}"
            return False
        os.close(self._file)
        self._file = newer
        return True


class PackedTail:
    """Reads a gzip file once, as far as it is whole."""

    def __init__(self, path: str) -> None:
        self.name = path
        self.start = 0
        self.is_over = self.starts_anew = False
        self.trouble = ""
        self._file = gzip.GzipFile(path)

    def read(self) -> bytes:
        try:
            data = self._file.read1(BLOCK)
        except (EOFError, OSError, zlib.error):
            self.trouble = f"{self.name} is no whole gzip file"
            data = b""
        self.is_over = not data
        return data

    def close(self) -> None:
        self._file.close()


class PipeTail:
    """Reads what comes through a pipe, in a thread of its own, because that may wait for ever.

    Args:
        name: What to call it.
        opened: Gives its descriptor; waits for somebody at the other end, if it has to.
    """

    def __init__(self, name: str, opened: Callable[[], int]) -> None:
        self.name = name
        self.start = 0
        self.is_over = self.starts_anew = False
        self.trouble = ""
        self._opened = opened
        self._closed = False
        self._blocks: Queue[bytes] = Queue(_QUEUED)
        Thread(target=self._run, name="pipe", daemon=True).start()

    def read(self) -> bytes:
        try:
            data = self._blocks.get_nowait()
        except Empty:
            return b""
        self.is_over = not data
        return data

    def close(self) -> None:
        self._closed = True

    def _run(self) -> None:
        data = b"?"
        try:
            descriptor = self._opened()
            while data and not self._closed:
                data = os.read(descriptor, BLOCK)
                self._blocks.put(data)
        except OSError as error:
            self.trouble = f"{self.name}: {error.strerror}"
            self._blocks.put(b"")


STDIN = "-"
"""The name under which standard input is asked for."""


def tail_of(path: str, *, follow: bool, stdin: int = 0) -> Tail:
    """What reads a file, a pipe, or standard input.

    Raises:
        OSError: it cannot be read; nothing waits for what will be written into a pipe.
    """
    if path == STDIN:
        return PipeTail("stdin", lambda: stdin)
    mode = Path(path).stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(mode):
        return PipeTail(path, lambda: os.open(path, os.O_RDONLY))
    with Path(path).open("rb") as file:
        is_packed = file.read(len(_GZIP)) == _GZIP
    return PackedTail(path) if is_packed else FileTail(path, follow=follow)
