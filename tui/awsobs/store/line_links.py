"""What belongs to a log line or to a trace, among the lines that are kept."""

from collections.abc import Container, Iterator
from itertools import chain, islice, zip_longest

from awsobs.analysis.log_patterns import key_of
from awsobs.domain.line_ids import request_ids_in
from awsobs.domain.logs import LogEvent
from awsobs.store.line_context import backwards, forwards
from awsobs.store.lines import LineStore

FURTHEST = 50_000
"""Lines that are looked at."""

_ASIDE = 60_000
"""Milliseconds before and after a trace in which its lines are looked for."""


def lines_of_trace(
    store: LineStore, trace_id: str, start: float, end: float, most: int
) -> list[LogEvent]:
    """The first lines with a trace's id, which begins and ends at these epoch seconds."""
    first, last = int(start * 1000) - _ASIDE, int(end * 1000) + _ASIDE
    found: list[LogEvent] = []
    for event in islice(forwards(store, store.place_of((first, 0, ""))), FURTHEST):
        if event.timestamp > last or len(found) == most:
            break
        if event.trace_id == trace_id:
            found.append(event)
    return found


def trace_of_request(store: LineStore, event: LogEvent) -> str:
    """The trace id of a line of the same request, where the line itself has none."""
    wanted = request_ids_in(event.message)
    if not wanted:
        return ""
    for other in _nearest(store, event):
        if other.trace_id and any(identity in other.message for identity in wanted):
            return other.trace_id
    return ""


def traced_alike(
    store: LineStore, event: LogEvent, known: Container[str], most: int
) -> list[LogEvent]:
    """The nearest lines of the same pattern whose traces are known, one of each trace."""
    key = key_of(event.message)
    found: dict[str, LogEvent] = {}
    for other in _nearest(store, event):
        identity = other.trace_id
        if identity in known and identity not in found and key_of(other.message) == key:
            found[identity] = other
            if len(found) == most:
                break
    return list(found.values())


def _nearest(store: LineStore, event: LogEvent) -> Iterator[LogEvent]:
    """Lines after and before one, by turns."""
    at = store.place_of((event.timestamp, event.ingestion_time, event.event_id))
    pairs = zip_longest(forwards(store, at), backwards(store, at))
    return islice((one for one in chain.from_iterable(pairs) if one is not None), FURTHEST)
