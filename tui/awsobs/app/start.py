"""From settings to a running console, and from that to an exit status."""

import gc
import sys
from collections.abc import Callable
from os import environ

from awsobs.app.collecting_port import Collecting
from awsobs.app.console import Console
from awsobs.app.look import with_look
from awsobs.app.signals import leaving_through
from awsobs.domain.clock import ServerClock, SystemClock
from awsobs.settings import Settings
from awsobs.settings.pacing import paced
from awsobs.settings.program_log import keeping_log
from awsobs.store.memory import Memory

_SELDOM = (100_000, 50, 1_000)
"""When to look for cycles of garbage: with 20,000 trail events in memory each look at the old ones
takes 0.1 s, in which no key is answered, and hardly anything we keep is in a cycle."""


def run_cockpit(settings: Settings) -> int:
    """The console on the account that the settings name; its exit status."""
    return run_console(settings, lambda given: given)


def run_console(settings: Settings, ready: Callable[[Settings], Settings]) -> int:
    """The console on whatever `ready` points the settings at, after the first frame.

    `ready` may take its time, and raises `CannotStart` where it cannot.

    Raises:
        SettingsError: what the console cannot look like, or cannot listen to.
    """
    settings = with_look(settings)
    memory, clock = Memory(settings.log_lines), ServerClock(SystemClock())

    def collect() -> Collecting:
        from awsobs.collecting.collector import Collector

        return Collector(paced(ready(settings)), memory, clock)

    for name in ("COLUMNS", "LINES"):
        # They do not change with the terminal's size; it is asked itself.
        environ.pop(name, None)
    gc.set_threshold(*_SELDOM)
    console = Console(settings, memory, clock, collect)
    with (
        keeping_log(settings),
        leaving_through(console.leave_on_signal),
        console.watching_threads(),
    ):
        console.run(mouse=settings.mouse)
    if console.failure is not None:
        raise console.failure
    if console.last_words:
        sys.stderr.write(f"awsobs: {console.last_words}\n")
    return console.return_code or 0
