"""When a command that serves is to leave."""

import asyncio
import signal
import sys
from contextlib import suppress

from awsobs.local.child import on_orphaned


def leaving_event(parent: int | None = None) -> asyncio.Event:
    """What SIGTERM, SIGINT and the parent's end set."""
    leaving = asyncio.Event()
    loop = asyncio.get_running_loop()

    def leave(*_: object) -> None:
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(leaving.set)

    for name in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(name, leave)
        else:
            loop.add_signal_handler(name, leave)
    if parent is not None:
        on_orphaned(parent, leave)
    return leaving
