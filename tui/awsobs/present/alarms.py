"""ALARMS: firing first, then billing, without data, and the rest in one line."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState
from awsobs.domain.context import Context
from awsobs.domain.source_state import SourceState
from awsobs.present.alarm_foot import paged_row
from awsobs.present.durations import age, dated_minute, short_age
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.numbers import NOTHING, alarm_unit, condition, measured, short_measure
from awsobs.present.rows import Row, flush_right, left, placed, width_of
from awsobs.present.state_lines import state_lines
from awsobs.present.states import Asked, Told, dimmed, told
from awsobs.present.view import Header, Item, PaneView

_NAME_AT = 10
_NARROW = 54
_WIDE_LIST = 7
"""Rows that the list keeps in the wide layout, where the states of the last hours stand below."""

_WORDS = {
    "alarm": ("✖ ALARM", "fault bold"),
    "billing": ("! BILL", "warning bold"),
    "nodata": ("? NODATA", "muted bold"),
    "ok": ("✔ OK", "ok"),
}
_NOWHERE = Context()


def alarms_view(
    alarms: Sequence[Alarm],
    *,
    state: SourceState | None,
    received: datetime | None,
    now: datetime,
    width: int,
    height: int,
    kind: str,
    matches: Callable[[Alarm], bool] | None = None,
    zoomed: bool = False,
    acked: frozenset[str] = frozenset(),
    history: Mapping[str, Sequence[AlarmChange]] | None = None,
    progress: str = "",
    context: Context = _NOWHERE,
    role: str = "",
) -> PaneView:
    """The pane; `height` is its rows under the header.

    `acked` are names of alarms that somebody here has acknowledged, `history` the changes of
    those alarms whose history is known.
    """
    asked = Asked(
        pane="alarms",
        now=now,
        width=width,
        height=height,
        has_data=bool(alarms),
        progress=progress,
        context=context,
        role=role,
    )
    said = told(state, asked)
    header = Header(number="3", title="ALARMS", facts=said.facts or _facts(alarms, received, now))
    if not alarms:
        notice = said.notice or (empty_row("alarms", width, region=context.region),)
        return PaneView(header=header, notice=notice)
    wanted = [alarm for alarm in alarms if matches is None or matches(alarm)]
    if not wanted:
        return PaneView(header=header, notice=(no_match_row(len(alarms), width),))
    foot = _foot(wanted, said, width, height, kind, now, acked, history)
    room = height - len(said.notice) - len(foot)
    shown, folded = _folded(wanted, room, is_whole=zoomed or matches is not None)
    rows = [_item(alarm, _row(alarm, width, kind, now)) for alarm in shown]
    if folded:
        rows.append(Item(key="", rows=(_more(len(folded), width),)))
    return PaneView(
        header=header,
        notice=said.notice,
        items=tuple(_faded(rows) if said.faded else rows),
        foot=tuple(dimmed(row) for row in foot) if said.faded else foot,
    )


def class_of(alarm: Alarm) -> str:
    """How the alarm is told: alarm, billing, nodata or ok."""
    if alarm.state is AlarmState.ALARM:
        return "billing" if alarm.is_billing else "alarm"
    return "nodata" if alarm.state is AlarmState.INSUFFICIENT_DATA else "ok"


def in_order(alarms: Sequence[Alarm]) -> list[Alarm]:
    """What fires, the first failure on top; then billing, no data, and what came back last."""
    classes = list(_WORDS)

    def rank(alarm: Alarm) -> tuple[int, float, str]:
        since = alarm.since.timestamp() if alarm.since is not None else 0.0
        is_ok = alarm.state is AlarmState.OK
        return classes.index(class_of(alarm)), -since if is_ok else since, alarm.name

    return sorted(alarms, key=rank)


# --- which rows ----------------------------------------------------------------------------


def _folded(
    alarms: Sequence[Alarm], room: int, *, is_whole: bool
) -> tuple[list[Alarm], list[Alarm]]:
    """What is listed, and what stands in the line `✔ OK  37 more`."""
    ordered = in_order(alarms)
    if is_whole:
        return ordered, []
    unwell = [alarm for alarm in ordered if class_of(alarm) != "ok"]
    if unwell:
        return unwell, ordered[len(unwell) :]
    # the last row stays free: the same rows as on a screen where something fails
    listed = len(ordered) if len(ordered) <= room else max(1, room - 2)
    return ordered[:listed], ordered[listed:]


def _item(alarm: Alarm, row: Row) -> Item:
    return Item(key=alarm.arn or alarm.name, rows=(row,), record=alarm)


def _faded(items: Sequence[Item]) -> list[Item]:
    return [
        Item(key=item.key, rows=tuple(dimmed(row) for row in item.rows), record=item.record)
        for item in items
    ]


def _facts(alarms: Sequence[Alarm], received: datetime | None, now: datetime) -> Row:
    """`2 ✖ 1 ! 1 ? 37 ✔  4s`."""
    counts = dict.fromkeys(_WORDS, 0)
    for alarm in alarms:
        counts[class_of(alarm)] += 1
    styles = {"alarm": "fault bold", "billing": "warning", "nodata": "muted", "ok": "ok"}
    spans: list[tuple[str, str]] = []
    for name, count in counts.items():
        if count:
            glyph = _WORDS[name][0][0]
            spans += [(" ", "")] if spans else []
            spans.append((f"{count} {glyph}", styles[name]))
    if received is not None:
        spans.append((f"{'  ' if spans else ''}{age(now - received)}", "muted"))
    return tuple(spans)


# --- one row -------------------------------------------------------------------------------


def _row(alarm: Alarm, width: int, kind: str, now: datetime) -> Row:
    if width < _NARROW and kind != "wide":
        return _short_row(alarm, width, now)
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
        (1, (_WORDS[class_of(alarm)],)),
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


def _short_row(alarm: Alarm, width: int, now: datetime) -> Row:
    """Name, value with its unit, age: the compact layout."""
    value = (
        "" if alarm.kind is AlarmKind.COMPOSITE else short_measure(alarm.value, alarm_unit(alarm))
    )
    value_end = width - 6
    value_at, value_row = flush_right(((value, _value_style(alarm)),), value_end)
    name_end = min(value_end - 6, value_at - 1)
    name = left(alarm.name, name_end - _NAME_AT).rstrip()
    parts: list[tuple[int, Row]] = [
        (1, (_WORDS[class_of(alarm)],)),
        (_NAME_AT, ((name, _name_style(alarm)),)),
    ]
    if name_end > _NAME_AT + 2:
        parts.append((value_at, value_row))
    if alarm.since is not None:
        parts.append(flush_right(((short_age(now - alarm.since), "muted"),), width - 1))
    return placed(width, [(at, row) for at, row in parts if at >= 0 and width_of(row)])


def _more(count: int, width: int) -> Row:
    return placed(width, [(1, (("✔ OK", "ok"),)), (_NAME_AT, ((f"{count} more", "muted"),))])


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


# --- below the list ------------------------------------------------------------------------


def _foot(
    alarms: Sequence[Alarm],
    said: Told,
    width: int,
    height: int,
    kind: str,
    now: datetime,
    acked: frozenset[str],
    history: Mapping[str, Sequence[AlarmChange]] | None,
) -> tuple[Row, ...]:
    firing = [alarm for alarm in in_order(alarms) if class_of(alarm) == "alarm"]
    paged = paged_row(firing, width, now=now, acked=acked, history=history)
    rows: list[Row] = list(said.foot)
    listed = sum(class_of(alarm) != "ok" for alarm in alarms) + 1
    if firing and height >= max(6, min(listed, 8) + 1) and width >= _NARROW:
        rows.append(paged)
    room = height - _WIDE_LIST - len(rows) - 1
    if kind == "wide" and history is not None and room >= 2:
        lines = state_lines(in_order(alarms), history, now=now, width=width, height=room)
        if lines:
            blank = placed(width, ())
            rows += [blank, *lines, *[blank] * (room - len(lines))]
    return tuple(rows)
