"""A trace's spans as rows: a tree at the left, and bars over one axis at the right.

A bar is heavy where the span spends its own time on the critical path and light where it waits
or does not count, so that the one heavy line is the answer without any colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from awsobs.analysis.span_facts import has_own_cause, kind_of, name_of, status_of
from awsobs.analysis.waterfall import Span, Waterfall
from awsobs.present.numbers import number
from awsobs.present.rows import Row, cut, flush_right, placed

MARKS = {
    "fault": ("✖", "fault"),
    "throttle": ("↯", "throttle"),
    "error": ("▲", "error"),
    "ok": ("✔", "ok"),
}
_DEEPEST = 7
"""Levels that are indented; what is deeper stands below the last of them."""

_WIDE_FROM, _BARS_FROM, _USUAL = 100, 60, 120
_MOST_TICKS = 5
_TICK_ROOM = 9
_SHORTEST = 1e-9
"""Seconds; what takes less has no axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Where things stand: the cell after a column that is flush right, 0 where it is left out."""

    name_end: int
    kind: int = 0
    status_end: int
    ms_end: int
    own_end: int = 0
    bar: int = 0
    bar_end: int = 0


def columns_for(width: int) -> _Columns:
    """The columns for a width; in few cells there are no bars."""
    if width >= _WIDE_FROM:
        more = max(0, (width - _USUAL) // 4)
        return _Columns(
            name_end=23 + more,
            kind=24 + more,
            status_end=38 + more,
            ms_end=45 + more,
            own_end=52 + more,
            bar=54 + more,
            bar_end=width - 1,
        )
    if width >= _BARS_FROM:
        return _Columns(name_end=26, status_end=34, ms_end=42, bar=44, bar_end=width - 1)
    return _Columns(name_end=max(2, width - 17), status_end=width - 9, ms_end=width - 1)


def heads_row(fall: Waterfall, width: int) -> Row:
    """The names of the columns, and the axis."""
    columns = columns_for(width)
    parts: list[tuple[int, Row]] = [(1, (("span", "muted"),))]
    parts.append(flush_right((("ms", "muted"),), columns.ms_end))
    if columns.own_end:
        parts.append(flush_right((("self", "muted"),), columns.own_end))
    if columns.bar:
        parts += _axis(fall, columns.bar, columns.bar_end)
    return placed(width, parts)


def _axis(fall: Waterfall, first: int, behind: int) -> list[tuple[int, Row]]:
    room = behind - first
    total = fall.seconds * 1000
    if fall.seconds <= _SHORTEST:
        return [(first, (("0 ms", "muted"),))]
    step = _nice(total / max(1, min(_MOST_TICKS - 1, room // _TICK_ROOM)))
    ticks: list[tuple[int, Row]] = [(first, (("0 ms", "muted"),))]
    used, at = first + 4, step
    while at <= total * 1.0001:
        text = number(at)
        cell = min(first + round(room * at / total), behind - len(text))
        if cell > used:
            ticks.append((cell, ((text, "muted"),)))
            used = cell + len(text)
        at += step
    return ticks


def _nice(value: float) -> float:
    """The next of 1, 2, 5, 10, 20 and so on."""
    scale = 10.0 ** floor(log10(value))
    return next((n * scale for n in (1, 2, 5) if n * scale >= value * 0.999), 10 * scale)


def span_row(span: Span, fall: Waterfall, width: int, *, folded: int = 0) -> Row:
    """One span; `folded` are the spans below it that are not shown."""
    columns = columns_for(width)
    status, status_style = status_of(span), _status_style(span)
    parts: list[tuple[int, Row]] = [(1, _named(span, fall, columns.name_end - 1, folded))]
    if columns.kind:
        room = columns.status_end - columns.kind - len(status) - 1
        parts.append((columns.kind, ((cut(kind_of(span), room), "muted"),)))
    parts.append(flush_right(((status, status_style),), columns.status_end))
    parts.append(flush_right((_time(span),), columns.ms_end))
    if columns.own_end:
        parts.append(flush_right((_own(span, fall),), columns.own_end))
    if columns.bar:
        parts.append((columns.bar, _bar(span, fall, columns.bar_end - columns.bar)))
    return placed(width, parts)


def _status_style(span: Span) -> str:
    word = span.outcome.word
    return "muted" if word == "ok" else word


def _named(span: Span, fall: Waterfall, room: int, folded: int) -> Row:
    guides = _guides(span, fall)
    word = span.outcome.word
    is_local = not span.is_segment and not getattr(span.part, "namespace", "")
    mark, mark_style = MARKS[word]
    if span.in_progress:
        mark, mark_style = "●", "warning"
    elif word == "ok" and is_local:
        mark = " "
    name_style = "muted" if not span.on_path and word == "ok" else "text"
    if word != "ok" or span.is_segment:
        name_style = f"{'strong' if word != 'ok' else 'text'} bold"
    note = f" +{folded:,}" if folded else ""
    lost = "? " if span.lost else ""
    name = cut(f"{lost}{name_of(span)}", max(1, room - len(guides) - 3 - len(note)))
    return (
        (guides, "rule"),
        (mark, mark_style),
        (" ", ""),
        (name, name_style),
        (note, "accent"),
    )


def _guides(span: Span, fall: Waterfall) -> str:
    """The lines of the tree before a name, two cells a level."""
    if not span.depth:
        return ""
    pieces = ["└ " if span.is_last else "├ "]
    at = span.parent
    while at is not None and len(pieces) < min(span.depth, _DEEPEST):
        above = fall.spans[at]
        pieces.append("  " if above.is_last else "│ ")
        at = above.parent
    return "".join(reversed(pieces))


def _time(span: Span) -> tuple[str, str]:
    if span.seconds is None:
        return ("…" if span.in_progress else "–", "muted")
    style = "fault" if span.outcome.fault and span.on_path else "text"
    return _milliseconds(span.seconds), "text" if style == "text" else "strong"


def _own(span: Span, fall: Waterfall) -> tuple[str, str]:
    if span.seconds is None:
        return "", "muted"
    is_answer = bool(fall.chain) and fall.chain[-1] == span.place
    style = ("fault bold" if span.outcome.fault else "strong bold") if is_answer else "muted"
    return _milliseconds(span.own), style


def _milliseconds(seconds: float) -> str:
    ms = seconds * 1000
    return number(ms if ms < 10 and ms == round(ms, 1) else round(ms, 0 if ms >= 1 else 2))


# --- bars ----------------------------------------------------------------------------------


def _bar(span: Span, fall: Waterfall, room: int) -> Row:
    """The span's part of the axis; at least one cell, so that nothing vanishes."""
    if span.start is None or span.end is None or room <= 0:
        return (("", ""),)
    scale = room / fall.seconds if fall.seconds > _SHORTEST else 0.0
    first = min(room - 1, int((span.start - fall.start) * scale))
    behind = max(first + 1, min(room, round((span.end - fall.start) * scale)))
    line, heavy = _styles(span)
    cells = ["─"] * (behind - first)
    for start, end in span.path:
        low = max(first, min(behind - 1, int((start - fall.start) * scale)))
        high = max(low + 1, min(behind, round((end - fall.start) * scale)))
        if high > low + 1 or (end - start) * scale >= 0.5:
            cells[low - first : high - first] = ["━"] * (high - low)
    tail: Row = ()
    if span.in_progress:
        cells[-1:], tail = [], (("▸", "warning"),)
    elif has_own_cause(span) and span.outcome.fault:
        cells[-1:], tail = [], (("✖", "fault"),)
    return (" " * first, ""), *_runs(cells, line, heavy), *tail


def _styles(span: Span) -> tuple[str, str]:
    """How the light and the heavy parts of a bar look."""
    if not span.on_path:
        return "calm", "calm"
    word = span.outcome.word
    return ("text", "strong") if word == "ok" else (word, f"{word} bold")


def _runs(cells: Sequence[str], line: str, heavy: str) -> Row:
    spans: list[tuple[str, str]] = []
    for cell in cells:
        style = heavy if cell == "━" else line
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + cell, style)
        else:
            spans.append((cell, style))
    return tuple(spans)
