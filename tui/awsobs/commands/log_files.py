"""`awsobs logs FILE… | -` in print: lines as they stand in the files, merged by their times."""

import asyncio
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from threading import Event

from awsobs.commands.log_lines import LinePrinter, tell_account
from awsobs.commands.output import output_of, printed
from awsobs.commands.twin import filter_of
from awsobs.domain.accounting import Counts
from awsobs.domain.clock import Clock, SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.domain.window import Window, live_window
from awsobs.present.searchable import LOGS
from awsobs.settings import Settings, SettingsError
from awsobs.settings.opening import opening_window
from awsobs.sources.file_tail import Tail, tail_of
from awsobs.sources.files import FileSource

_PAUSE = 0.02
"""Seconds between two looks for more."""


def print_files(settings: Settings, namespace: Namespace) -> int:
    """Print the lines of all files, and with `--follow` what is written to them from then on.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    output = output_of(namespace, "logs")
    printer = LinePrinter(output, settings, filter_of(LOGS, settings))
    clock = SystemClock()
    reading = _Reading(settings, clock, follow=namespace.follow)
    status: int = ExitStatus.OK
    try:
        status = printed(printer.lines(reading.events()))
    except KeyboardInterrupt:
        status = ExitStatus.INTERRUPTED
    finally:
        reading.close()
    if status != ExitStatus.BROKEN_PIPE:
        for trouble in reading.troubles:
            output.tell(trouble)
        tell_account(
            output, reading.counts, kept=reading.counts.kept, shown=printer.shown, evicted=0
        )
    return status


class _Reading:
    """Reads the files without keeping their lines."""

    def __init__(self, settings: Settings, clock: Clock, *, follow: bool) -> None:
        self.counts = Counts()
        self._clock = clock
        self._follow = follow
        self._window = _asked_window(settings, clock.now())
        # asyncio's runner would take ^c for itself, and lose one that comes as a task ends.
        self._loop = asyncio.new_event_loop()
        self._pause = Event()
        self._sources = [
            FileSource([_tail(name, settings, follow=follow)], clock, number=number)
            for number, name in enumerate(settings.log_files)
        ]

    @property
    def troubles(self) -> list[str]:
        """What is wrong with the files, in words."""
        found = [source.shortfall for source in self._sources if source.shortfall]
        if cut := sum(source.cut for source in self._sources):
            found.append(f"{cut:,} entries were too long for one and are given in parts")
        return found

    def close(self) -> None:
        """Close all files."""
        for source in self._sources:
            source.close()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def events(self) -> Iterator[LogEvent]:
        """The lines of the window: of whole files by their times, else as they come."""
        if self._follow:
            found = self._as_they_come()
        else:
            files = (self._of(source) for source in self._sources)
            found = merge(*files, key=lambda event: event.timestamp)
        return filter(self._is_in_window, found)

    def _of(self, source: FileSource) -> Iterator[LogEvent]:
        while True:
            yield from self._passed(source)
            if source.is_over:
                return
            self._pause.wait(_PAUSE)

    def _as_they_come(self) -> Iterator[LogEvent]:
        while True:
            for source in self._sources:
                yield from self._passed(source)
            if all(source.is_over for source in self._sources):
                return
            self._pause.wait(_PAUSE)

    def _passed(self, source: FileSource) -> Iterator[LogEvent]:
        """One pass over a file."""
        batches = source.poll(live_window(self._clock.now()))
        while (batch := self._loop.run_until_complete(anext(batches, None))) is not None:
            self.counts += batch.counts
            yield from batch.records

    def _is_in_window(self, event: LogEvent) -> bool:
        window = self._window
        if window is None:
            return True
        start, end = (int(at.timestamp() * 1000) for at in (window.start, window.end))
        return start <= event.timestamp and (window.live or event.timestamp < end)


def _tail(name: str, settings: Settings, *, follow: bool) -> Tail:
    try:
        return tail_of(name, follow=follow, stdin=settings.stdin)
    except OSError as error:
        raise SettingsError(f"{safe_text(name)}: {error.strerror}") from error


def _asked_window(settings: Settings, now: datetime) -> Window | None:
    """The window that the command line names; a file is printed whole where it names none."""
    origins = (settings.origins.get(name, "") for name in ("start", "end", "window"))
    is_asked = any(origin.startswith("--") for origin in origins)
    return opening_window(settings, now) if is_asked else None
