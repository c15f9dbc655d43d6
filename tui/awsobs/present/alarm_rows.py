"""One alarm in one row: state, name, value, condition and age."""

from datetime import datetime

from awsobs.domain.alarms import Alarm, AlarmKind, AlarmState
from awsobs.present.durations import age, dated_minute, short_age
from awsobs.present.numbers import NOTHING, alarm_unit, condition, measured, short_measure
from awsobs.present.rows import Row, cut, flush_right, left, placed, width_of

NARROW = 54
"""Cells below which a row has no condition, and the unit beside the value."""

_NAME_AT = 10
_REASON_FROM = 100
_LONGEST = 80
"""Cells of all columns but the reason: further apart they are hard to follow."""
WORDS = {
    "alarm": ("✖ ALARM", "fault bold"),
    "billing": ("! BILL", "warning bold"),
    "nodata": ("? NODATA", "muted bold"),
    "ok": ("✔ OK", "ok"),
}


def class_of(alarm: Alarm) -> str:
    """How the alarm is told: alarm, billing, nodata or ok."""
    if alarm.state is AlarmState.ALARM:
        return "billing" if alarm.is_billing else "alarm"
    return "nodata" if alarm.state is AlarmState.INSUFFICIENT_DATA else "ok"


def alarm_row(alarm: Alarm, width: int, kind: str, now: datetime, *, acked: bool = False) -> Row:
    """All columns, or the few of a narrow pane; the wide layout says since when, too.

    Where there is room the reason follows.
    """
    if width >= _REASON_FROM:
        columns = min(_LONGEST, width - _REASON_FROM // 3)
        reason = cut(alarm.reason, width - columns - 1)
        row = alarm_row(alarm, columns, "wide", now, acked=acked)
        return placed(width, [(0, row), (columns, ((reason, "muted"),))])
    if width < NARROW and kind != "wide":
        return _short_row(alarm, width, now, acked)
    is_wide = kind == "wide" and width >= 60
    shift = 6 if is_wide else 0
    condition_at = width - 15 - shift
    unit = alarm_unit(alarm)
    shown = _value(alarm, unit)
    value_at, value = flush_right(((shown[0], _value_style(alarm)),), condition_at - 6)
    name = left(alarm.name, min(condition_at - 11, value_at - 1) - _NAME_AT)
    is_silent = alarm.state is AlarmState.INSUFFICIENT_DATA
    limit = "" if is_silent else condition(alarm.comparison, alarm.threshold, unit)
    ends_at = width - 4 if is_wide else width - 1
    parts: list[tuple[int, Row]] = [
        (1, (_word(alarm, acked),)),
        (_NAME_AT, ((name.rstrip(), _name_style(alarm)),)),
        (value_at, value),
        (condition_at - 5, ((shown[1], "muted"),)),
        (condition_at, ((limit, "muted"),)),
    ]
    since = alarm.since
    if since is not None:
        if is_wide:
            parts.append((width - 14, ((dated_minute(since, now), "muted"),)))
        parts.append(flush_right(((age(now - since), _age_style(alarm)),), ends_at))
    return placed(width, parts)


def _short_row(alarm: Alarm, width: int, now: datetime, acked: bool) -> Row:
    """Name, value with its unit, age: the compact layout."""
    value = (
        "" if alarm.kind is AlarmKind.COMPOSITE else short_measure(alarm.value, alarm_unit(alarm))
    )
    value_end = width - 6
    value_at, value_row = flush_right(((value, _value_style(alarm)),), value_end)
    name_end = min(value_end - 6, value_at - 1)
    name = left(alarm.name, name_end - _NAME_AT).rstrip()
    parts: list[tuple[int, Row]] = [
        (1, (_word(alarm, acked),)),
        (_NAME_AT, ((name, _name_style(alarm)),)),
    ]
    if name_end > _NAME_AT + 2:
        parts.append((value_at, value_row))
    if alarm.since is not None:
        parts.append(flush_right(((short_age(now - alarm.since), "muted"),), width - 1))
    return placed(width, [(at, row) for at, row in parts if at >= 0 and width_of(row)])


def more_row(count: int, width: int) -> Row:
    """`✔ OK  37 more`: alarms that nobody has to look at."""
    return placed(width, [(1, (("✔ OK", "ok"),)), (_NAME_AT, ((f"{count} more", "muted"),))])


def _word(alarm: Alarm, acked: bool) -> tuple[str, str]:
    """Its class; what somebody looks after already asks for less attention."""
    word, style = WORDS[class_of(alarm)]
    return (f"{word[0]} acked", "muted") if acked else (word, style)


def _value(alarm: Alarm, unit: str) -> tuple[str, str]:
    if alarm.kind is AlarmKind.COMPOSITE and alarm.value is None:
        return "", ""
    shown = measured(alarm.value, unit)
    return shown.number, "" if shown.number == NOTHING else shown.unit


def _value_style(alarm: Alarm) -> str:
    return "fault bold" if class_of(alarm) == "alarm" else "text"


def _name_style(alarm: Alarm) -> str:
    return "strong" if class_of(alarm) == "alarm" else "text"


def _age_style(alarm: Alarm) -> str:
    return "muted" if alarm.state is AlarmState.OK else "text"
