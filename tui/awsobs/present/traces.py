"""Traces as rows: when, how it went, how long, with which status, and who answered."""

from collections.abc import Iterable
from datetime import datetime

from awsobs.domain.traces import TraceSummary
from awsobs.present.durations import dated_time
from awsobs.present.numbers import NOTHING, latency
from awsobs.present.rows import Row, cut, flush_right, left, placed
from awsobs.present.searchable import worst_of

_WORDS = {
    "fault": ("✖ FAULT", "fault bold"),
    "throttle": ("↯ THR", "throttle bold"),
    "error": ("▲ ERR", "error bold"),
    "ok": ("✔ OK", "ok"),
}
_ORDER = tuple(_WORDS)
_ID_FROM = 100
_ID = 35
_ENTRY = 18


def worst_first(summaries: Iterable[TraceSummary]) -> list[TraceSummary]:
    """Faults, throttles, errors, the rest; of each the slowest first."""

    def rank(summary: TraceSummary) -> tuple[int, float, float]:
        slowness = summary.duration or 0.0
        return _ORDER.index(worst_of(summary)), -slowness, -summary.start.timestamp()

    return sorted(summaries, key=rank)


def trace_row(summary: TraceSummary, width: int, now: datetime) -> Row:
    """One trace in one row; its id stands last, where there is room or nothing else to name it."""
    word = worst_of(summary)
    end = width - 1
    parts: list[tuple[int, Row]] = [
        (1, ((dated_time(summary.start, now), "muted"),)),
        (10, (_WORDS[word],)),
        flush_right(((_duration(summary.duration), "strong"),), 27),
        (29, ((str(summary.status or ""), "text"),)),
        (33, ((left(summary.entry, _ENTRY).rstrip(), "text"),)),
    ]
    if width >= _ID_FROM or not summary.url:
        parts.append(flush_right(((cut(summary.id, _ID), "info"),), end))
        end -= _ID + 1
    url_at = 33 + _ENTRY + 1
    if end - url_at >= 8:
        parts.insert(5, (url_at, ((cut(summary.url, end - url_at), "muted"),)))
    return placed(width, parts)


def listed_row(summary: TraceSummary, width: int, now: datetime) -> Row:
    """One trace in one row of the list: what was asked, by whom, and what was noted of it."""
    extra_at = 52 + max(10, (width - 53) * 3 // 5)
    parts: list[tuple[int, Row]] = [
        (1, ((dated_time(summary.start, now), "muted"),)),
        (10, (_WORDS[worst_of(summary)],)),
        flush_right(((_duration(summary.duration), "strong"),), 27),
        (29, ((str(summary.status or ""), "text"),)),
        (33, ((left(summary.entry, _ENTRY).rstrip(), "text"),)),
    ]
    if width < 60:
        return placed(width, parts)
    extra = extra_words(summary) if width >= _ID_FROM else ""
    room = (extra_at if extra else width) - 53
    parts.append((52, ((cut(_asked(summary, room), room), "muted"),)))
    if extra:
        parts.append((extra_at, ((cut(extra, width - extra_at - 1), "info"),)))
    return placed(width, parts)


def _asked(summary: TraceSummary, room: int) -> str:
    """Method and address; the path alone where there is no room for the host."""
    whole = f"{summary.method} {summary.url}".strip()
    host, slash, path = summary.url.partition("://")[2].partition("/")
    if len(whole) <= room or not (host and slash):
        return whole
    return f"{summary.method} /{path}".strip()


def list_heads(width: int) -> Row:
    """What stands in the columns of the list."""
    names = ["time", "outcome", "status", "entry", "request"]
    parts: list[tuple[int, Row]] = [
        (at, ((name, "muted"),)) for at, name in zip((1, 10, 29, 36, 52), names, strict=True)
    ]
    parts.insert(2, (23, (("took", "muted"),)))
    if width >= _ID_FROM:
        parts.append((52 + (width - 53) * 3 // 5, (("user, annotations", "muted"),)))
    return placed(width, parts)


def extra_words(summary: TraceSummary) -> str:
    """Who asked, and what the services noted."""
    notes = [f"{key}={value}" for key, value in summary.annotations]
    return " ".join([*summary.users, *notes])


def _duration(seconds: float | None) -> str:
    return NOTHING if seconds is None else latency(seconds)
