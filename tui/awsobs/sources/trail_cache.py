"""Stretches of the event history that were read before, on disk, so that a second look is free.

LookupEvents grants two calls a second of 50 events each, and what is older than the delay of
delivery does not change any more: it is kept, masked as everything is, in one SQLite file that
only its owner may read. A file that cannot be used is no failure: the trail is read again.
"""

import json
import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from awsobs.analysis.trail_records import event_of
from awsobs.domain.spans import Span, Spans
from awsobs.domain.trail import TrailEvent

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # else what nobody keeps would go to stderr

VERSION = 1
MOST_BYTES = 256 * 1024 * 1024
OLDEST = timedelta(days=90)
_MOST_RECORD = 4 * 1024 * 1024
_SCHEMA = """
CREATE TABLE IF NOT EXISTS spans (scope TEXT, start REAL, until REAL);
CREATE TABLE IF NOT EXISTS events (
    scope TEXT, id TEXT, time REAL, body BLOB, PRIMARY KEY (scope, id)
);
CREATE INDEX IF NOT EXISTS events_by_time ON events (scope, time);
"""


class Kept(NamedTuple):
    """What is kept of a stretch: which parts of it are whole, and their events."""

    spans: Spans
    events: tuple[TrailEvent, ...]


_NOTHING = Kept(Spans(), ())
Answer = TypeVar("Answer")


class TrailCache:
    """One file for all accounts; a scope names account, region and attribute.

    Every method is made for a thread: it opens the file, and closes it.
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._is_useless = False

    def kept(self, scope: str, start: datetime, end: datetime) -> Kept:
        """What of a stretch was read before."""
        return self._with_file(lambda file: _kept(file, scope, start, end)) or _NOTHING

    def keep(self, scope: str, span: Span, events: Iterable[TrailEvent]) -> None:
        """Keep a stretch that was read, with all of its events."""

        def work(file: sqlite3.Connection) -> None:
            _keep(file, scope, span, events)
            self._make_room(file, span[1])

        self._with_file(work)

    def _make_room(self, file: sqlite3.Connection, now: datetime) -> None:
        """Drop what CloudTrail itself has no more; and everything, where it is still too much."""
        oldest = ((now - OLDEST).timestamp(),)
        file.execute("DELETE FROM events WHERE time < ?", oldest)
        file.execute("DELETE FROM spans WHERE until < ?", oldest)
        file.execute("UPDATE spans SET start = ? WHERE start < ?", oldest * 2)
        (pages,), (size,) = (
            file.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
        )
        if pages * size > self._most_bytes:
            file.execute("DELETE FROM events")
            file.execute("DELETE FROM spans")

    def _with_file(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """Do something in one transaction; None where the file cannot be used."""
        if self._is_useless:
            return None
        try:
            with closing(self._opened()) as file, file:
                return work(file)
        except (sqlite3.Error, OSError, ValueError, zlib.error) as error:
            # Whatever is wrong with it now will be wrong at the next page.
            self._is_useless = True
            _log.warning("the trail's cache %s is left alone: %s", self._path, error)
            return None

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.touch(mode=0o600, exist_ok=True)
        file = sqlite3.connect(self._path, timeout=1.0)
        try:
            (version,) = file.execute("PRAGMA user_version").fetchone()
            if version != VERSION:
                if version > VERSION:
                    raise ValueError(f"it is of a newer version, {version}")
                file.executescript(_SCHEMA)
                file.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            file.close()
            raise
        return file


def _kept(file: sqlite3.Connection, scope: str, start: datetime, end: datetime) -> Kept:
    spans = Spans()
    wanted = (scope, start.timestamp(), end.timestamp())
    for begin, until in file.execute(
        "SELECT start, until FROM spans WHERE scope = ? AND until > ? AND start < ?", wanted
    ):
        spans = spans.joined(max(start, _moment(begin)), min(end, _moment(until)))
    if not spans.parts:
        return _NOTHING
    bodies = file.execute(
        "SELECT body FROM events WHERE scope = ? AND time >= ? AND time <= ? ORDER BY time DESC",
        wanted,
    )
    events = tuple(_event(body) for (body,) in bodies)
    return Kept(spans, tuple(event for event in events if _within(event.time, spans)))


def _keep(file: sqlite3.Connection, scope: str, span: Span, events: Iterable[TrailEvent]) -> None:
    known = Spans((span,))
    rows = file.execute("SELECT start, until FROM spans WHERE scope = ?", (scope,)).fetchall()
    for begin, until in rows:
        known = known.joined(_moment(begin), _moment(until))
    file.execute("DELETE FROM spans WHERE scope = ?", (scope,))
    file.executemany(
        "INSERT INTO spans VALUES (?, ?, ?)",
        [(scope, begin.timestamp(), until.timestamp()) for begin, until in known.parts],
    )
    file.executemany(
        "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?)",
        [(scope, event.id, event.time.timestamp(), _body(event)) for event in events],
    )


def _within(time: datetime, spans: Spans) -> bool:
    return any(start <= time <= end for start, end in spans.parts)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _body(event: TrailEvent) -> bytes:
    """What an event is made from again."""
    row = {
        "EventId": event.id,
        "EventName": event.name,
        "EventTime": event.time.isoformat(),
        "EventSource": event.source,
        "Username": event.who,
        "Resources": [
            {"ResourceName": one.name, "ResourceType": one.type} for one in event.resources
        ],
    }
    return zlib.compress(json.dumps([event.record, row], default=str).encode(), 1)


def _event(body: object) -> TrailEvent:
    """An event as it was kept.

    Raises:
        ValueError: it was not kept by us.
    """
    if not isinstance(body, bytes):
        raise ValueError("an event is damaged")
    unpacked = zlib.decompressobj().decompress(body, _MOST_RECORD)
    try:
        record, row = json.loads(unpacked)
        return event_of(cast("Mapping[str, Any]", record), cast("Mapping[str, Any]", row))
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError("an event is damaged") from error
