"""`awsobs local` as a child process, from both sides: it never outlives its parent."""

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Thread
from types import FrameType
from typing import IO, Any, Self

_PR_SET_PDEATHSIG = 1
_KEPT_LINES = 20


class LocalProcessError(Exception):
    """The child did not come up; the text is what it said itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    endpoint_url: str
    xray_daemon_address: str
    region: str
    pid: int


class LocalProcess:
    """A running `awsobs local`, asked to go when this process goes."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", ready: _Ready, drains: tuple[Thread, ...]
    ) -> None:
        self.endpoint_url = ready.endpoint_url
        self.xray_daemon_address = ready.xray_daemon_address
        self.region = ready.region
        self.pid = ready.pid
        self._process = process
        self._drains = drains

    @classmethod
    def start(cls, arguments: Sequence[str] = (), *, patience: float = 30.0) -> Self:
        """Start the child on free ports and wait until it is ready.

        Args:
            arguments: more options for `awsobs local`, such as `--scenario`.
            patience: how many seconds it may take.

        Raises:
            LocalProcessError: it ended, or was not ready in time.
        """
        # A folder called awsobs where the user stands must not be imported (-P).
        command = [sys.executable, "-P", "-m", "awsobs", "local", "--parent", str(os.getpid())]
        process = subprocess.Popen(
            [*command, "--port", "0", "--xray-port", "0", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        said: deque[bytes] = deque(maxlen=_KEPT_LINES)
        first: Queue[bytes] = Queue(maxsize=1)
        drains = (_drain(process.stderr, said.append), _drain(process.stdout, _into(first)))
        try:
            ready = _ready_from(first.get(timeout=patience))
        except Empty:
            _end(process, 0, drains)
            raise LocalProcessError(f"awsobs local was not ready in {patience:.0f} s") from None
        except ValueError:
            _end(process, patience, drains)
            text = b"".join(said).decode(errors="replace").strip()
            raise LocalProcessError(text or "awsobs local ended without a word") from None
        return cls(process, ready, drains)

    @property
    def is_running(self) -> bool:
        """Whether the child is still there."""
        return self._process.poll() is None

    def stop(self, *, patience: float = 2.0) -> None:
        """Ask the child to go, and make it go when it does not in time."""
        _end(self._process, patience, self._drains)


def follow_parent(pid: int) -> None:
    """Have Linux tell this process when its parent ends; called first thing in the child.

    Until `on_orphaned` is called the signal simply ends the process.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGUSR1)
    if sys.platform != "win32" and os.getppid() != pid:
        raise SystemExit(0)  # the parent was gone before it could be followed


def on_orphaned(pid: int, leave: Callable[[], None]) -> None:
    """Call `leave`, once or twice and from any thread, when the parent `pid` has ended."""
    if sys.platform == "linux":
        # Linux sends the signal too when only the thread that started us ends.
        def look(_number: int, _frame: FrameType | None) -> None:
            if os.getppid() != pid:
                leave()

        signal.signal(signal.SIGUSR1, look)
    Thread(target=_wait_for_end, args=(leave,), daemon=True).start()


def _wait_for_end(leave: Callable[[], None]) -> None:
    # The parent holds the other end of standard input, which the kernel closes with it.
    while os.read(0, 4096):
        pass
    leave()


def _ready_from(line: bytes) -> _Ready:
    found: dict[str, Any] = json.loads(line)
    return _Ready(
        endpoint_url=str(found["endpoint_url"]),
        xray_daemon_address=str(found["xray_daemon_address"]),
        region=str(found["region"]),
        pid=int(found["pid"]),
    )


def _drain(pipe: IO[bytes] | None, keep: Callable[[bytes], None]) -> Thread:
    """Read a pipe to its end in a thread, so that the child never waits for us."""

    def read() -> None:
        for line in pipe or ():
            keep(line)
        keep(b"")

    thread = Thread(target=read, daemon=True)
    thread.start()
    return thread


def _into(first: "Queue[bytes]") -> Callable[[bytes], None]:
    def offer(line: bytes) -> None:
        with suppress(Full):
            first.put_nowait(line)

    return offer


def _end(process: "subprocess.Popen[bytes]", patience: float, drains: tuple[Thread, ...]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for drain in drains:
        drain.join()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
