"""ALARMS: firing first, then billing, without data, and the rest in one line."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.context import Context
from awsobs.domain.source_state import SourceState
from awsobs.present.alarm_foot import paged_row
from awsobs.present.alarm_rows import NARROW, WORDS, alarm_row, class_of, more_row
from awsobs.present.durations import age
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.rows import Row, placed
from awsobs.present.state_lines import state_lines
from awsobs.present.states import Asked, Told, dimmed, told
from awsobs.present.view import Header, Item, LazyRow, PaneView

_WIDE_LIST = 7
"""Rows that the list keeps in the wide layout, where the states of the last hours stand below."""

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
    wanted = in_order(wanted)
    foot = _foot(wanted, said, width, height, kind, now, acked, history, zoomed=zoomed)
    room = height - len(said.notice) - len(foot)
    shown, folded = _folded(wanted, room, is_whole=zoomed or matches is not None)

    def row_of(alarm: Alarm) -> Row:
        row = alarm_row(alarm, width, kind, now, acked=alarm.name in acked)
        return dimmed(row) if said.faded else row

    rows = [_item(alarm, partial(row_of, alarm)) for alarm in shown]
    if folded:
        more = more_row(len(folded), width)
        rows.append(Item(key="", rows=(dimmed(more) if said.faded else more,)))
    return PaneView(
        header=header,
        notice=said.notice,
        items=tuple(rows),
        foot=tuple(dimmed(row) for row in foot) if said.faded else foot,
    )


def in_order(alarms: Sequence[Alarm]) -> list[Alarm]:
    """What fires, the first failure on top; then billing, no data, and what came back last."""
    classes = list(WORDS)

    def rank(alarm: Alarm) -> tuple[int, float, str]:
        since = alarm.since.timestamp() if alarm.since is not None else 0.0
        is_ok = alarm.state is AlarmState.OK
        return classes.index(class_of(alarm)), -since if is_ok else since, alarm.name

    return sorted(alarms, key=rank)


# --- which rows ----------------------------------------------------------------------------


def _folded(ordered: list[Alarm], room: int, *, is_whole: bool) -> tuple[list[Alarm], list[Alarm]]:
    """What is listed, and what stands in the line `✔ OK  37 more`."""
    if is_whole:
        return ordered, []
    unwell = [alarm for alarm in ordered if class_of(alarm) != "ok"]
    if unwell:
        return unwell, ordered[len(unwell) :]
    # the last row stays free: the same rows as on a screen where something fails
    listed = len(ordered) if len(ordered) <= room else max(1, room - 2)
    return ordered[:listed], ordered[listed:]


def _item(alarm: Alarm, make: Callable[[], Row]) -> Item:
    return Item(key=alarm.arn or alarm.name, rows=LazyRow(make), record=alarm)


def _facts(alarms: Sequence[Alarm], received: datetime | None, now: datetime) -> Row:
    """`2 ✖ 1 ! 1 ? 37 ✔  4s`."""
    counts = dict.fromkeys(WORDS, 0)
    for alarm in alarms:
        counts[class_of(alarm)] += 1
    styles = {"alarm": "fault bold", "billing": "warning", "nodata": "muted", "ok": "ok"}
    spans: list[tuple[str, str]] = []
    for name, count in counts.items():
        if count:
            glyph = WORDS[name][0][0]
            spans += [(" ", "")] if spans else []
            spans.append((f"{count} {glyph}", styles[name]))
    if received is not None:
        spans.append((f"{'  ' if spans else ''}{age(now - received)}", "muted"))
    return tuple(spans)


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
    *,
    zoomed: bool,
) -> tuple[Row, ...]:
    """Whether a human knows, and in a big pane the states of the last hours."""
    rows: list[Row] = list(said.foot)
    firing = [alarm for alarm in alarms if class_of(alarm) == "alarm"]
    listed = sum(class_of(alarm) != "ok" for alarm in alarms) + 1
    if firing and height >= max(6, min(listed, 8) + 1) and width >= NARROW:
        rows.append(paged_row(firing, width, now=now, acked=acked, history=history))
    if history is None or not (zoomed or kind == "wide"):
        return tuple(rows)
    # zoomed, the list has the room; else the lines begin under its seventh row
    room = height // 4 if zoomed else height - _WIDE_LIST - len(rows) - 1
    lines = state_lines(alarms, history, now=now, width=width, height=room)
    if not lines:
        return tuple(rows)
    blank = placed(width, ())
    below = 0 if zoomed else room - len(lines)
    return (*rows, blank, *lines, *[blank] * below)
