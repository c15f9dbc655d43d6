"""The rows of those who choose among log groups or streams."""

from datetime import datetime, timedelta

from awsobs.domain.logs import LogGroup, LogStream, datetime_of
from awsobs.present.durations import short_age
from awsobs.present.numbers import short_measure
from awsobs.present.rows import Row, flush_right, placed

_TICK, _NAME = 2, 4
_SIZE_END, _LAST_END = 15, 1


def candidate_row(
    name: Row,
    width: int,
    *,
    chosen: bool,
    now: datetime,
    group: LogGroup | None = None,
    stream: LogStream | None = None,
    means: int | None = None,
) -> Row:
    """A tick if it is chosen, the name, what it stores or means, and for how long or since when."""
    tick: Row = (("✔", "ok bold") if chosen else (" ", ""),)
    parts: list[tuple[int, Row]] = [(_TICK, tick), (_NAME, name)]
    if group is not None:
        size = short_measure(group.stored_bytes, "B")
        parts.append(flush_right(((f" {size}", "muted"),), width - _SIZE_END))
        parts.append(flush_right(((f" {_kept(group)}", "muted"),), width - _LAST_END))
    elif stream is not None:
        parts.append(flush_right(((f" {_last(stream, now)}", "muted"),), width - _LAST_END))
    elif means is not None:
        parts.append(flush_right(((f" {groups_word(means)}", "accent"),), width - _LAST_END))
    return placed(width, parts)


def groups_word(count: int) -> str:
    """`1 group`, `40 groups`."""
    return f"{count:,} group{'' if count == 1 else 's'}"


def _kept(group: LogGroup) -> str:
    return f"keeps {group.retention_days} d" if group.retention_days else "keeps all"


def _last(stream: LogStream, now: datetime) -> str:
    if stream.last_event is None:
        return "no events"
    passed = max(timedelta(), now - datetime_of(stream.last_event))
    return f"last {short_age(passed)} ago"
