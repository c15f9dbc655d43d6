"""The lines of files and of standard input for commands that read to the end."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

LONGEST = 1024 * 1024
"""Bytes of a line that are kept."""

STDIN = "-"
_GZIP = b"\x1f\x8b"


class _Readable(Protocol):
    def readline(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


def lines_in(name: str) -> Iterator[str]:
    """Each line of a file, packed with gzip or not, or of standard input for `-`.

    Raises:
        OSError: it can't be read, or not to its end.
    """
    if name == STDIN:
        yield from _lines(sys.stdin.buffer)
        return
    with closing(_opened(name)) as file:
        try:
            yield from _lines(file)
        except (EOFError, zlib.error) as error:
            raise OSError(f"{name} is no whole gzip file") from error


def _opened(name: str) -> _Readable:
    path = Path(name)
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(_GZIP)) == _GZIP:
                return gzip.open(path)
    return path.open("rb")


def _lines(file: _Readable) -> Iterator[str]:
    while line := file.readline(LONGEST):
        rest = line
        while len(rest) == LONGEST and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST)
        yield line.decode("utf-8", "replace").rstrip("\r\n")
