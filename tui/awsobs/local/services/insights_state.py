"""Logs Insights: the queries that were started, their work in small steps, and saved queries."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final, TypeAlias

from awsobs.languages.insights.queries import Comparison, Event, Query, Result, Run
from awsobs.local.services.log_columns import LogRecord, Mark, size_of
from awsobs.local.services.log_pointers import pointer_to
from awsobs.local.services.logs_state import LogGroup

SCHEDULED: Final = "Scheduled"
RUNNING: Final = "Running"
COMPLETE: Final = "Complete"
CANCELLED: Final = "Cancelled"
TIMEOUT: Final = "Timeout"

MOST_PARTIAL: Final = 500
MOST_RUNNING: Final = 100
MOST_ENDED: Final = 100
LONGEST_RUN: Final = timedelta(minutes=60)

_STEP_EVENTS: Final = 128
_STEP_BYTES: Final = 64 * 1024
_SHIFTS: Final = {
    Comparison.DAY: timedelta(days=1),
    Comparison.WEEK: timedelta(weeks=1),
    Comparison.MONTH: timedelta(days=30),
}
_MS: Final = timedelta(milliseconds=1)


DefinitionsJournal: TypeAlias = Callable[[str, Mapping[str, Any] | None], None]
"""Is told of every saved query by number, with nothing once it is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a query was started with; times are in milliseconds, both included."""

    number: str
    query: Query
    groups: Sequence[LogGroup]
    account: str
    start: int
    end: int
    limit: int
    created: int


class QueryRun:
    """A query at work, or what came of it."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.status = SCHEDULED
        self.scanned = 0
        self.bytes = 0
        self._run = Run(asking.query, asking.limit)
        self._rows: list[list[dict[str, str]]] = []
        self._work = self._steps()

    @property
    def matched(self) -> int:
        """How many events passed the query's filters so far."""
        return self._run.matched

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self.status not in (SCHEDULED, RUNNING)

    def rows(self) -> list[list[dict[str, str]]]:
        """The rows as they are answered; while it runs, some of what there is so far."""
        if self.status == COMPLETE:
            return self._rows
        return self._written(self._run.results()[:MOST_PARTIAL])

    def step(self) -> None:
        """Go on for a few milliseconds."""
        self.status = RUNNING
        if next(self._work, None) is None:
            self.status = COMPLETE

    def end(self, status: str) -> None:
        """Stop where it is; the rows so far stay."""
        self._work.close()
        self.status = status

    def _steps(self) -> Generator[bool]:
        earlier = _compared(self.asking)
        for batch in () if earlier is None else self._batches(earlier):
            self._run.feed_before(batch)
            yield True
        for batch in self._batches(self.asking):
            self._run.feed(batch)
            yield True
        for _ in self._run.finish():
            yield True
        results = iter(self._run.results())
        while some := list(islice(results, _STEP_EVENTS)):
            self._rows += self._written(some)
            yield True

    def _batches(self, asking: Asking) -> Iterator[list[Event]]:
        events = _newest_first(asking)
        while batch := _batch(events):
            self.scanned += len(batch)
            self.bytes += sum(size_of(event.message) for event in batch)
            yield batch

    def _written(self, results: Sequence[Result]) -> list[list[dict[str, str]]]:
        return [_row(result) for result in results]


class InsightsState:
    """All queries by number, and the saved ones."""

    def __init__(self) -> None:
        self.queries: dict[str, QueryRun] = {}
        self.definitions: dict[str, Mapping[str, Any]] = {}
        self.journal: DefinitionsJournal = _kept_nowhere
        self._waiting: deque[QueryRun] = deque()

    @property
    def is_busy(self) -> bool:
        """Whether a query waits for its next step."""
        return bool(self._waiting)

    def start(self, asking: Asking) -> None:
        """Take in a query; it runs by `step`."""
        run = self.queries[asking.number] = QueryRun(asking)
        self._waiting.append(run)
        ended = [number for number, each in self.queries.items() if each.has_ended]
        for number in ended[:-MOST_ENDED]:
            del self.queries[number]

    def step(self, now_ms: int) -> None:
        """Let the query whose turn it is go on for a few milliseconds."""
        if not self._waiting:
            return
        run = self._waiting.popleft()
        if now_ms - run.asking.created > LONGEST_RUN // _MS:
            run.end(TIMEOUT)
            return
        run.step()
        if not run.has_ended:
            self._waiting.append(run)

    def save(self, number: str, definition: Mapping[str, Any]) -> None:
        """Keep a saved query."""
        self.definitions[number] = definition
        self.journal(number, definition)

    def forget(self, number: str) -> None:
        """Forget a saved query."""
        del self.definitions[number]
        self.journal(number, None)

    def stop(self, run: QueryRun) -> None:
        """End a query that has not ended."""
        self._waiting.remove(run)
        run.end(CANCELLED)

    @property
    def running(self) -> int:
        """How many queries have not ended."""
        return len(self._waiting)


def _kept_nowhere(_number: str, _definition: Mapping[str, Any] | None) -> None:
    """Saved queries end with the process."""


def event_of(account: str, group: LogGroup, record: LogRecord) -> Event:
    """An event as queries see it."""
    mark = record.mark
    stream = group.names.get(record.stream, "")
    log = f"{account}:{group.name}"
    return Event(mark.timestamp, mark.ingested, mark.number, stream, log, record.message)


def _compared(asking: Asking) -> Asking | None:
    """The same question about the time to compare with, if there is one."""
    how = asking.query.compared
    if how is None:
        return None
    shift = _SHIFTS.get(how)
    length = asking.end + 1 - asking.start if shift is None else shift // _MS
    return replace(asking, start=asking.start - length, end=asking.end - length)


def _batch(events: Iterator[Event]) -> list[Event]:
    batch: list[Event] = []
    left = _STEP_BYTES
    for event in islice(events, _STEP_EVENTS):
        batch.append(event)
        left -= len(event.message)
        if left < 0:
            break
    return batch


def _newest_first(asking: Asking) -> Iterator[Event]:
    parts = [_of_group(asking, group) for group in asking.groups]
    if len(parts) == 1:
        return parts[0]
    return merge(*parts, key=lambda event: event[:3], reverse=True)


def _of_group(asking: Asking, group: LogGroup) -> Iterator[Event]:
    """The events of a group; those that come and go meanwhile do not disturb the others."""
    edge = Mark(asking.end + 1, 0, 0)
    columns = group.columns
    while True:
        at = columns.position(edge)
        positions = range(max(columns.since(asking.start), at - _STEP_EVENTS), at)
        if not positions:
            return
        records = list(columns.records(positions))
        edge = records[0].mark
        for record in reversed(records):
            yield event_of(asking.account, group, record)


def _row(result: Result) -> list[dict[str, str]]:
    row = [{"field": name, "value": text} for name, text in result.fields]
    if result.event is not None:
        row.append({"field": "@ptr", "value": pointer_to(result.event)})
    return row
