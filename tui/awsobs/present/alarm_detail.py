"""One alarm on a screen of its own: its state, why, who is told, what it watches, its past."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from awsobs.analysis.alarm_telling import FLAPPING, MANY, flaps, share_in_alarm, why_nobody
from awsobs.analysis.alarm_tree import rule_words, tree_of
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind
from awsobs.present.alarm_rows import WORDS, class_of
from awsobs.present.alarm_told import branch_row, told_rows
from awsobs.present.alarm_watching import watching_rows
from awsobs.present.alarm_why import condition_words, why_rows
from awsobs.present.durations import clock_time, dated_time, exact
from awsobs.present.layout import bar_cells
from awsobs.present.numbers import alarm_unit, measured, percent
from awsobs.present.rows import Row, cut, fitted, flush_right, left, placed
from awsobs.present.state_lines import state_line
from awsobs.present.view import Item

PAST = timedelta(days=14)
"""How far back CloudWatch keeps what happened to an alarm."""

_COLUMNS_FROM = 110
_MOST_CHANGES = 100
_MOST_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known about one alarm. `reason` is its StateReason as it may be shown.

    `missing` says what of its past could not be read; `acked` that somebody here has seen it.
    """

    alarm: Alarm
    reason: str
    known: Mapping[str, Alarm]
    history: Mapping[str, Sequence[AlarmChange]]
    parents: tuple[Alarm, ...] = ()
    groups: tuple[str, ...] = ()
    acked: bool = False
    missing: str = ""

    @property
    def changes(self) -> Sequence[AlarmChange]:
        """What happened to it, newest first."""
        return self.history.get(self.alarm.name, ())


def state_row(told: Told, now: datetime, width: int) -> Row:
    """`✖ ALARM since 07:41:00 4m02  41 /min  above 5 in 3 of 3 periods      acked nobody`."""
    alarm = told.alarm
    word, style = WORDS[class_of(alarm)]
    ink = style.removesuffix(" bold")
    spans: list[tuple[str, str]] = [(f" {word} ", f"background on {ink}")]
    if alarm.since is not None:
        passed = exact(now - alarm.since)
        spans += [(" since ", "muted"), (dated_time(alarm.since, now), "strong bold")]
        spans.append((f"  {passed}", "text"))
    if alarm.value is not None:
        value = measured(alarm.value, alarm_unit(alarm))
        spans += [(f"   {value.number}", style), (f" {value.unit}", "muted")]
    spans.append((f"  {condition_words(alarm)}", "muted"))
    nobody = why_nobody(alarm, told.changes, told.parents)
    told_by: list[tuple[str, str]] = [("! nobody is told", "warning")] if nobody else []
    acked = "acked here" if told.acked else "acked nobody"
    right: Row = (*told_by, (f"   {acked}", "text" if told.acked else "muted"))
    at, row = flush_right(right, width - 1)
    return placed(width, [(1, tuple(spans)), (at, row)])


def detail_items(told: Told, now: datetime, width: int) -> Iterator[Item]:
    """Everything under the chart; what can be opened has its record."""
    yield from _lines("states", _state_rows(told, now, width), width)
    yield from _lines("why", _columns(told, now, width), width)
    yield from _tree(told, now, width)
    yield from _past(told, now, width)


def _lines(name: str, rows: Iterable[Row], width: int) -> Iterator[Item]:
    for place, row in enumerate(rows):
        yield Item(key=f"{name} {place}", rows=(fitted(row, width),))


def _title(text: str, words: str = "") -> Row:
    return ((" ", ""), (text, "strong bold"), (f" {words}" if words else "", "muted"))


def _state_rows(told: Told, now: datetime, width: int) -> Iterator[Row]:
    """Two weeks of this alarm, of its composites and of what mutes it."""
    first, cells = bar_cells(width, 2 if width >= _COLUMNS_FROM else 1)
    cells = max(8, min(cells, width - first - 9))
    start = now - PAST
    count = flaps(told.changes, now)
    moves = sum(change.new is not None for change in told.changes)
    plural = "" if moves == 1 else "s"
    flapping = f"flapping: {count} in the last {FLAPPING.seconds // 60}m"
    calm = "not flapping"
    words, style = (flapping, "warning") if count >= MANY else (calm, "muted")
    facts: Row = ((f"{moves} change{plural} · ", "muted"), (words, style))
    at, row = flush_right(facts, width - 1)
    yield placed(width, [(0, _title("STATES", "last 14 days")), (at, row)])
    shown = [told.alarm, *told.parents]
    if (muting := told.known.get(told.alarm.suppressor)) is not None:
        shown.append(muting)
    for alarm in shown[:_MOST_LINES]:
        changes = told.history.get(alarm.name, ())
        line = state_line(alarm, changes, start, now, cells)
        share = percent(share_in_alarm(alarm, changes, start, now))
        name = left(alarm.name, first - 2).rstrip() if first > 12 else cut(alarm.name, first - 2)
        yield placed(
            width,
            [
                (1, ((name, "text" if alarm is told.alarm else "muted"),)),
                (first, line),
                flush_right(((share, "muted"),), width - 1),
            ],
        )
    if told.missing:
        yield ((" ! ", "warning"), (told.missing, "muted"))
    yield ()


def _columns(told: Told, now: datetime, width: int) -> Iterator[Row]:
    """WHY, WHO IS TOLD and WHAT IT WATCHES: beside each other where there is room."""
    if width < _COLUMNS_FROM:
        for title, rows in _sections(told, now, width - 3):
            yield _title(title)
            yield from (((" ", ""), *row) for row in rows)
            yield ()
        return
    room = (width - 8) // 3
    sections = list(_sections(told, now, room))
    places = [1 + at * (room + 3) for at in range(3)]
    heads = [((title, "strong bold"),) for title, _ in sections]
    yield placed(width, zip(places, heads, strict=True))
    for row in zip_longest(*(rows for _, rows in sections), fillvalue=()):
        yield placed(width, zip(places, (fitted(cell, room) for cell in row), strict=True))
    yield ()


def _sections(told: Told, now: datetime, width: int) -> Iterator[tuple[str, Iterator[Row]]]:
    alarm = told.alarm
    yield "WHY", why_rows(alarm, told.reason, now, width)
    yield "WHO IS TOLD", told_rows(alarm, told.changes, told.parents, now, width)
    yield "WHAT IT WATCHES", watching_rows(alarm, told.groups, width)


def _tree(told: Told, now: datetime, width: int) -> Iterator[Item]:
    roots = [told.alarm] if told.alarm.kind is AlarmKind.COMPOSITE else told.parents
    for root in roots:
        head = _title("COMPOSITE", f"{root.name}: {rule_words(root)}")
        yield Item(key=f"tree {root.name}", rows=(fitted(head, width),), record=root)
        for place, branch in enumerate(tree_of(root, told.known)):
            row = branch_row(branch, now, width)
            yield Item(key=f"{root.name} {place}", rows=(row,), record=branch.alarm)
        yield Item(key=f"gap {root.name}", rows=(placed(width, ()),))


_STATE_STYLES = {"ALARM": "fault bold", "OK": "ok", "INSUFFICIENT_DATA": "muted"}


def _past(told: Told, now: datetime, width: int) -> Iterator[Item]:
    if not told.changes:
        return
    yield Item(key="past", rows=(fitted(_title("HISTORY", "newest first"), width),))
    for place, change in enumerate(told.changes[:_MOST_CHANGES]):
        new = change.new.value if change.new else ""
        word = {"INSUFFICIENT_DATA": "NODATA"}.get(new, new)
        day = f"{change.at:%m-%d} " if change.at.date() != now.date() else "      "
        row: Row = (
            (f" {day}{clock_time(change.at)}  ", "muted"),
            (left(word or change.kind, 14), _STATE_STYLES.get(new, "muted")),
            (change.reason or change.summary, "text"),
        )
        yield Item(key=f"change {place}", rows=(fitted(row, width),), record=change)
