"""From settings to a running console, and from that to an exit status."""

import sys
from collections.abc import Callable

from awsobs.app.collecting_port import CannotStart, Collecting
from awsobs.app.console import Console
from awsobs.app.signals import leaving_on_signals
from awsobs.app.themes import is_theme
from awsobs.domain.clock import SystemClock
from awsobs.local.child import LocalProcessError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

FAILED = 1
USAGE_ERROR = 2


def run_cockpit(settings: Settings) -> int:
    """The console on the account that the settings name; its exit status."""
    return _run(settings, lambda given: given)


def run_demo_console(settings: Settings, local: Callable[[Settings], Settings]) -> int:
    """The console on local AWS; `local` waits for that and points the settings at it."""

    def ready(given: Settings) -> Settings:
        try:
            return local(given)
        except LocalProcessError as error:
            raise CannotStart(str(error), FAILED) from error

    return _run(settings, ready)


def _run(settings: Settings, ready: Callable[[Settings], Settings]) -> int:
    if not is_theme(settings.theme):
        sys.stderr.write(f"awsobs: --theme: no theme {settings.theme}; dark, light or contrast\n")
        return USAGE_ERROR
    memory, clock = Memory(), SystemClock()

    def collect() -> Collecting:
        from awsobs.collecting.collector import Collector

        return Collector(ready(settings), memory, clock)

    console = Console(settings, memory, clock, collect)
    with leaving_on_signals(console.leave_on_signal):
        console.run(mouse=settings.mouse)
    if console.last_words:
        sys.stderr.write(f"awsobs: {console.last_words}\n")
    return console.return_code or 0
