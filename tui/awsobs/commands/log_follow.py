"""`awsobs logs GROUP… --follow`: what the console's own tail reads, printed as it comes."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from os import environ
from threading import Event

from awsobs.collecting.collector import Collector
from awsobs.collecting.preflight import signed_in
from awsobs.collecting.schedules import SCHEDULES
from awsobs.commands.asking import refused
from awsobs.commands.live_tail import LiveTailTeller, is_wanted
from awsobs.commands.log_lines import LinePrinter, tell_account
from awsobs.commands.output import Output, output_of, printed
from awsobs.commands.twin import filter_of
from awsobs.domain.clock import ServerClock, SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import Condition, SourceError, SourceState
from awsobs.present.searchable import LOGS
from awsobs.settings import Settings
from awsobs.settings.pacing import paced
from awsobs.store.memory import Memory

_PAUSE = 0.1
"""Seconds between two looks for more."""

_UNSEEN = frozenset(SCHEDULES) - {"logs", "identity"}
_FATAL = {
    Condition.DENIED: ExitStatus.CREDENTIALS,
    Condition.EXPIRED: ExitStatus.CREDENTIALS,
    Condition.UNSUPPORTED: ExitStatus.UNREACHABLE,
}
"""What ends it before anything was read: later it may pass, and is waited for."""

_WELL = frozenset({Condition.LOADING, Condition.READY})


def follow_groups(settings: Settings, namespace: Namespace) -> int:
    """Print the window's lines and all that come later, until interrupted.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    output = output_of(namespace, "logs")
    printer = LinePrinter(output, settings, filter_of(LOGS, settings))
    clock = ServerClock(SystemClock())
    try:
        settings = paced(signed_in(settings, environ, clock, None))
        is_live = is_wanted(settings, namespace, output)
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    memory = Memory(settings.log_lines)
    collector = Collector(settings, memory, clock)
    collector.set_hidden(_UNSEEN)
    collector.start()
    begin = partial(collector.switch_live_tail, on=True) if is_live else None
    following = _Following(memory, output, begin)
    status: int = ExitStatus.OK
    try:
        status = printed(printer.lines(following.events())) or following.status
    except KeyboardInterrupt:
        status = ExitStatus.INTERRUPTED
    finally:
        collector.stop()
    following.live.close()
    if status != ExitStatus.BROKEN_PIPE:
        counts = memory.feeds.counts("logs")
        evicted = max(0, counts.kept - following.taken) if memory.logs.evicted else 0
        # What came in after the last look is no part of the account.
        missing = 0 if evicted else counts.kept - following.taken
        tell_account(
            output,
            replace(counts, received=counts.received - missing, kept=following.taken),
            kept=following.taken,
            shown=printer.shown,
            evicted=evicted,
            throttled=memory.feeds.meter.throttles("logs:"),
        )
    return status


class _Following:
    """What the collector puts into memory, in order as far as it has come.

    Once the window's lines are there `begin` is called, which begins a live tail.
    """

    def __init__(self, memory: Memory, output: Output, begin: Callable[[], None] | None) -> None:
        self.status = ExitStatus.OK
        self.taken = 0
        self.live = LiveTailTeller(output)
        self._begin = begin
        self._memory = memory
        self._output = output
        self._seen = 0
        self._told: SourceState | None = None
        self._pause = Event()

    def events(self) -> Iterator[LogEvent]:
        """The window's lines once all of them are read, and then the others as they come."""
        board = self._memory.feeds
        while not self.status:
            self._tell_state(board.state("logs"))
            self.live.tell(board.live_tail)
            if board.received("logs") is not None:
                yield from self._fresh()
                if self._begin is not None:
                    self._begin()
                    self._begin = None
            self._pause.wait(_PAUSE)

    def _fresh(self) -> Iterator[LogEvent]:
        store = self._memory.logs
        numbers, self._seen = store.arrived(self._seen)
        for number in numbers:
            if store.is_kept(number):
                self.taken += 1
                yield store.event_numbered(number)

    def _tell_state(self, state: SourceState | None) -> None:
        """Say what keeps lines from coming, once each time that it changes."""
        before = self._told
        if state is None or (before is not None and before.condition is state.condition):
            return
        self._told = state
        if state.condition not in _WELL:
            self._output.tell(". ".join(part for part in (state.what, state.hint) if part))
            if self._memory.feeds.received("logs") is None:
                self.status = _FATAL.get(state.condition, ExitStatus.OK)
        elif before is not None and before.condition not in _WELL:
            self._output.note("reading again")
