"""The lines around a line, among those that are kept."""

from collections.abc import Iterator

from awsobs.domain.logs import LogEvent, Surroundings
from awsobs.store.lines import LineStore

FURTHEST = 100_000
"""Lines of all streams that are looked at in each direction."""

_PIECE = 512


def kept_around(store: LineStore, event: LogEvent, count: int) -> Surroundings:
    """`count` kept lines of the same stream before a line and after it, with the line itself."""
    at = store.place_of((event.timestamp, event.ingestion_time, event.event_id))
    before, from_start = _some(backwards(store, at), event, count)
    after, to_end = _some(forwards(store, at), event, count + 1)
    return Surroundings(events=(*before[::-1], *after), from_start=from_start, to_end=to_end)


def _some(events: Iterator[LogEvent], event: LogEvent, count: int) -> tuple[list[LogEvent], bool]:
    """The first `count` of the line's stream, and whether all kept lines were looked at."""
    found: list[LogEvent] = []
    for number, other in enumerate(events):
        if len(found) >= count or number >= FURTHEST:
            return found, False
        if other.stream == event.stream and other.group == event.group:
            found.append(other)
    return found, True


def backwards(store: LineStore, at: int) -> Iterator[LogEvent]:
    """The lines before a place, the nearest first."""
    while at > 0:
        start = max(0, at - _PIECE)
        yield from reversed(store.slice(start, at))
        at = start


def forwards(store: LineStore, at: int) -> Iterator[LogEvent]:
    """The lines from a place on."""
    while piece := store.slice(at, at + _PIECE):
        yield from piece
        at += len(piece)
