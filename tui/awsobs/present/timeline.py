"""The timeline as rows: one cell of a lane is one moment on every lane, and under the bar.

The lanes stand under the cells of the time bar where the screen has one. What is drawn first
yields to what tells more: a lane's own ground, the guides at the change and at the onset,
stretches and values, labels of marks, marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.cells import cell_len

from awsobs.domain.timeline import Group, Kind, Lane, Mark, Timeline
from awsobs.present.durations import age, clock_minute, clock_time, distance
from awsobs.present.numbers import percent
from awsobs.present.rows import Row, Span, cut, flush_right, merged, placed
from awsobs.present.sparkline import GAP, STEPS, cell_of, step_of
from awsobs.present.timeline_words import label_of
from awsobs.present.view import Header

_WIDE = 100
_GUIDE = "┊"
_TITLE_AT, _NAME_AT = 1, 3
_BESIDE = 7
"""Cells behind the lanes, for what stands at their right."""

_GROUND: Mapping[Group, Span] = {
    Group.CHANGES: (GAP, "faint"),
    Group.RULES: (GAP, "faint"),
    Group.PATTERNS: (STEPS[0], "faint"),
    Group.FAULTS: (STEPS[0], "faint"),
}
_STRETCHES: Mapping[Kind, Span] = {
    Kind.OK: ("─", "faint"),
    Kind.ALARM: ("━", "fault"),
    Kind.NO_DATA: (GAP, "muted"),
    Kind.COMPLETE: ("─", "ok"),
    Kind.PENDING: ("╌", "faint"),
    Kind.GAP: ("×", "warning"),
}
_MARKS: Mapping[Kind, Span] = {
    Kind.SUSPECT: ("◆", "warning bold"),
    Kind.CHANGE: ("◇", "muted bold"),
    Kind.DENIED: ("▲", "error bold"),
    Kind.WARNING: ("!", "warning bold"),
    Kind.FIRED: ("│", "info"),
    Kind.FAILED: ("✖", "fault bold"),
}
_LABELS: Mapping[Kind, str] = {
    Kind.SUSPECT: "warning",
    Kind.WARNING: "warning",
    Kind.DENIED: "error",
}


@dataclass(frozen=True, slots=True)
class LaneItem:
    """A lane that the cursor can stand on; of the first of a group, the `lead` rows are heads."""

    key: str
    rows: tuple[Row, ...]
    lane: Lane
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the lanes are: their first cell, and how many there are."""

    first: int
    cells: int


def plan_of(width: int) -> Plan:
    """The cells of the time bar where it stands at the same place, else all there is room for."""
    first = 24 if width >= _WIDE else 18
    return Plan(first, max(1, width - first - _BESIDE))


def header_of(timeline: Timeline, anchor: str, width: int) -> Header:
    """`anchor 07:41 checkout-5xx-rate   1 cell = 20 s`."""
    facts: list[Span] = []
    if timeline.onset is not None:
        facts += [("onset ", "muted"), (clock_minute(timeline.onset), "text")]
        if anchor and width >= _WIDE:
            facts += [(f" {cut(anchor, 40)}", "text")]
        facts += [("   ", "")]
    seconds = timeline.window.width.total_seconds() / plan_of(width).cells
    facts += [(f"1 cell = {_cell_words(seconds)}", "muted")]
    return Header(number="6", title="TIMELINE", facts=tuple(facts))


def _cell_words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else age(timedelta(seconds=seconds))


def lane_items(timeline: Timeline, width: int, chosen: Mark | None = None) -> list[LaneItem]:
    """A row for each lane, the groups apart; `chosen` is the mark at the cursor of time."""
    drawing = _Drawing(timeline, width, chosen)
    items: list[LaneItem] = []
    for lane in timeline.lanes:
        heads: tuple[Row, ...] = ()
        if not items or items[-1].lane.group is not lane.group:
            heads = drawing.heads(lane.group, is_first=not items)
        items.append(LaneItem(lane.key, (*heads, drawing.row(lane)), lane, len(heads)))
    return items


class _Drawing:
    def __init__(self, timeline: Timeline, width: int, chosen: Mark | None) -> None:
        self._timeline, self._width, self._chosen = timeline, width, chosen
        self._plan = plan_of(width)
        shares = [v for lane in timeline.lanes if lane.group is Group.FAULTS for v in lane.values]
        self._top_share = max((v for v in shares if v is not None), default=0.0)
        self._guides: dict[int, Span] = {}
        for at, style in ((timeline.change_at, "warning"), (timeline.onset, "fault")):
            cell = self._cell(at) if at is not None else None
            if cell is not None:
                self._guides[cell] = (_GUIDE, style)

    def heads(self, group: Group, *, is_first: bool) -> tuple[Row, ...]:
        """A blank row between groups, and the title of one."""
        lanes = self._placed([(_TITLE_AT, ((group.value, "strong bold"),))], self._blank())
        return (lanes,) if is_first else (self._placed([], self._blank()), lanes)

    def row(self, lane: Lane) -> Row:
        """Its name, its cells, and what stands behind them."""
        style = "strong bold" if lane.is_bad else "text"
        if lane.group in (Group.ALARMS, Group.FAULTS) and not lane.is_bad:
            style = "muted"
        name = cut(lane.name, self._plan.first - _NAME_AT - 1)
        return self._placed([(_NAME_AT, ((name, style),))], self._cells(lane), _value(lane))

    def _placed(
        self, words: Sequence[tuple[int, Row]], cells: list[Span], value: Span | None = None
    ) -> Row:
        parts = [*words, (self._plan.first, merged(cells))]
        if value is not None:
            parts.append(flush_right((value,), self._width - 1))
        return placed(self._width, parts)

    def _blank(self) -> list[Span]:
        cells: list[Span] = [(" ", "")] * self._plan.cells
        for cell, guide in self._guides.items():
            cells[cell] = guide
        return cells

    def _cell(self, at: datetime) -> int | None:
        cell = cell_of(at, self._timeline.window, self._plan.cells)
        return cell if 0 <= cell < self._plan.cells else None

    def _cells(self, lane: Lane) -> list[Span]:
        cells: list[Span] = [_GROUND.get(lane.group, (" ", ""))] * self._plan.cells
        for cell, guide in self._guides.items():
            cells[cell] = guide
        self._draw_stretches(lane, cells)
        self._draw_values(lane, cells)
        self._draw_labels(lane, cells)
        for mark in lane.marks:
            self._draw_mark(mark, cells)
        return cells

    def _draw_stretches(self, lane: Lane, cells: list[Span]) -> None:
        window, count = self._timeline.window, self._plan.cells
        for stretch in lane.stretches:
            first = max(0, cell_of(stretch.start, window, count))
            last = min(count, max(first + 1, cell_of(stretch.end, window, count)))
            glyph = _STRETCHES[stretch.kind]
            yields = stretch.kind in (Kind.OK, Kind.NO_DATA, Kind.PENDING)
            for cell in range(first, last):
                if not (yields and cell in self._guides):
                    cells[cell] = glyph

    def _draw_values(self, lane: Lane, cells: list[Span]) -> None:
        known = [value for value in lane.values if value is not None]
        top = self._top_share if lane.group is Group.FAULTS else max(known, default=0.0)
        style = "fault" if lane.is_bad else "calm"
        for cell, value in enumerate(lane.values[: len(cells)]):
            if value is None and cell not in self._guides:
                cells[cell] = (GAP, "faint")
            elif value:
                cells[cell] = (step_of(value, top), style)

    def _draw_labels(self, lane: Lane, cells: list[Span]) -> None:
        """Words left of their marks, as far as there is room behind the mark before."""
        free = 0
        for mark in lane.marks:
            cell = self._cell(mark.at)
            if cell is None or mark.kind not in _MARKS:
                continue
            words = cut(label_of(mark), cell - free - 2) if cell - free > 4 else ""
            glyphs = list(_glyphs(words))
            style = _LABELS.get(mark.kind, "muted")
            for place, glyph in enumerate(glyphs, cell - len(glyphs) - 1):
                cells[place] = (glyph, style)
            if words:
                cells[cell - 1] = (" ", "")
            free = cell + 1

    def _draw_mark(self, mark: Mark, cells: list[Span]) -> None:
        cell = self._cell(mark.at)
        if cell is None:
            return
        if mark.kind in _MARKS:
            cells[cell] = _MARKS[mark.kind]
        if mark is self._chosen:
            cells[cell] = (cells[cell][0].strip() or _GUIDE, "background bold on accent")


def _glyphs(text: str) -> Iterator[str]:
    """A text cell by cell; the second cell of a wide letter is empty."""
    for letter in text:
        cells = cell_len(letter)
        if cells:
            yield letter
        if cells == 2:
            yield ""


def _value(lane: Lane) -> Span | None:
    if lane.total is None:
        return None
    style = "fault bold" if lane.is_bad else "muted"
    match lane.group:
        case Group.ALARMS:
            return age(timedelta(seconds=lane.total)), style
        case Group.FAULTS:
            return percent(lane.total), style
        case Group.DATA:
            return percent(lane.total), "muted" if lane.total > 0.5 else "warning"
        case _:
            return f"{lane.total:,.0f}", style if lane.group is Group.PATTERNS else "muted"


def chosen_row(timeline: Timeline, chosen: tuple[Lane, Mark] | None, width: int) -> Row:
    """What the cursor of time stands on, in words; else what its keys do."""
    if chosen is None:
        count = len(timeline.moments)
        words = f"{count} moment{'' if count == 1 else 's'}; < and > step through them"
        return placed(width, [(_TITLE_AT, ((words, "muted"),))])
    lane, mark = chosen
    onset = timeline.onset
    told = tuple(_mark_words(lane, mark, onset))
    return placed(width, [(_TITLE_AT, told)])


def _mark_words(lane: Lane, mark: Mark, onset: datetime | None) -> Iterator[Span]:
    yield clock_time(mark.at), "strong bold"
    if onset is not None:
        yield f"  {distance(mark.at, onset)}", "muted"
    yield f"  {mark.kind.value}  ", "muted"
    yield label_of(mark, is_long=True), "text"
    if lane.group is Group.CHANGES:
        yield f"  by {lane.name}", "muted"
