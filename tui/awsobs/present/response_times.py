"""The spread of response times in cells, the range that is chosen in it, and its percentiles."""

from collections.abc import Iterator, Sequence

from awsobs.analysis.response_times import EVERY, Brush, Spread
from awsobs.domain.traces import TraceSummary
from awsobs.present.numbers import latency
from awsobs.present.rows import Row, Span, cut, placed
from awsobs.present.searchable import worst_of

LEFT = 24
"""Cells of the words before the first bar."""

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def cells_for(width: int) -> int:
    """How many bars there is room for."""
    return max(1, width - LEFT - 2)


def timed(summaries: Sequence[TraceSummary]) -> Iterator[tuple[float, bool]]:
    """How long each trace took, and whether it failed; without those of which it is not known."""
    for summary in summaries:
        if summary.duration is not None:
            yield summary.duration, worst_of(summary) != "ok"


def spread_rows(spread: Spread | None, brush: Brush, width: int, height: int) -> tuple[Row, ...]:
    """Bars of so many rows, and the axis under them with what marks the percentiles."""
    if spread is None or height < 1:
        return ()
    words = [*_mark_words(spread), _range_words(brush)]
    rows = [
        placed(width, [(1, _word(words, line)), (LEFT, tuple(_bars(spread, brush, line, height)))])
        for line in range(height)
    ]
    return (*rows, _axis(spread, brush, width, words[height:]))


def range_words(brush: Brush) -> str:
    """A range in words; nothing where it has no bounds."""
    low = "" if brush.low is None else latency(brush.low)
    high = "" if brush.high is None else latency(brush.high)
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"up to {high}" if high else ""


def _range_words(brush: Brush) -> Row:
    words = range_words(brush)
    return ((cut(words, LEFT - 2), "accent bold"),) if words else ()


def _mark_words(spread: Spread) -> Iterator[Row]:
    for name, seconds in spread.marks:
        yield (f"{name} ", "muted"), (latency(seconds), "strong")


def _word(words: Sequence[Row], line: int) -> Row:
    return words[line] if line < len(words) else ()


def _bars(spread: Spread, brush: Brush, line: int, height: int) -> Iterator[Span]:
    """One row of the bars; a cell with any request shows at least an eighth."""
    top = max(spread.counts)
    for cell, count in enumerate(spread.counts):
        eighths = max(bool(count), round(count / top * 8 * height)) if top else 0
        step = max(0, min(8, eighths - 8 * (height - 1 - line)))
        yield _EIGHTHS[step], _style(spread, brush, cell)


def _style(spread: Spread, brush: Brush, cell: int) -> str:
    middle = (spread.scale.edge(cell) + spread.scale.edge(cell + 1)) / 2
    if not brush.holds(middle):
        return "faint"
    return "fault" if 2 * spread.failed[cell] > spread.counts[cell] else "calm"


def _axis(spread: Spread, brush: Brush, width: int, rest: Sequence[Row]) -> Row:
    """The fastest and the slowest at its ends, the percentiles and the chosen range between."""
    scale = spread.scale
    line: list[Span] = [
        ("━", "accent")
        if brush != EVERY and _style(spread, brush, cell) != "faint"
        else ("─", "rule")
        for cell in range(scale.cells)
    ]
    slowest = f" {latency(scale.high)}"
    end = scale.cells - len(slowest)
    behind = end
    for name, seconds in reversed(spread.marks):
        cell = min(scale.cell_of(seconds), end - 1)
        _write(line, cell, f"▲{name}"[: max(1, behind - cell)], "mark")
        behind = cell
    _write(line, 0, f"{latency(scale.low)} ", "muted")
    _write(line, end, slowest, "muted")
    kind = "log" if scale.is_log else "linear"
    said = rest[-1] if rest and rest[-1] else ((f"response time, {kind}", "muted"),)
    return placed(width, [(1, said), (LEFT, tuple(line))])


def _write(line: list[Span], at: int, text: str, style: str) -> None:
    for offset, letter in enumerate(text):
        if 0 <= at + offset < len(line):
            line[at + offset] = letter, style
