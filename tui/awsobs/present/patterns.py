"""Patterns of log lines as rows: what is new, surged or gone, and the rest by count."""

from collections.abc import Sequence
from math import isfinite

from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.domain.logs import Level
from awsobs.domain.safe_text import safe_text
from awsobs.present.logs import LEVEL_WORDS
from awsobs.present.numbers import number
from awsobs.present.rows import Row, Span, cut, placed, right
from awsobs.present.sparkline import sparkline

_CHANGES = {
    Change.NEW: ("NEW", "fault bold"),
    Change.SURGED: ("SURGED", "warning bold"),
    Change.GONE: ("GONE", "info bold"),
    Change.SAME: ("", "muted"),
}
_INKS = {Change.NEW: "fault", Change.SURGED: "warning", Change.GONE: "info"}
_NARROW = 100
_COUNT = 9
_WIDE_SPARK, _SHORT_SPARK = 24, 12


def spark_cells(width: int) -> int:
    """How many parts of the time a row of a width draws."""
    return _SHORT_SPARK if width < _NARROW else _WIDE_SPARK


def heads_row(width: int) -> Row:
    """The names of the columns."""
    end = width - spark_cells(width) - 2 * _COUNT - 3
    return placed(
        width,
        [
            (1, (("change", "muted"),)),
            (9, (("lvl", "muted"),)),
            (13, (("pattern", "muted"),)),
            (end, (("", ""),)),
            (width - 2 * _COUNT - 1, ((right("lines", _COUNT), "muted"),)),
            (width - _COUNT - 1, ((right("before", _COUNT), "muted"),)),
        ],
    )


def pattern_row(pattern: PatternCount, width: int, *, compares: bool = True) -> Row:
    """One pattern of the screen; without `compares` there was nothing to compare it with."""
    word, style = _CHANGES[pattern.change] if compares else ("", "muted")
    spark = spark_cells(width)
    at = width - 2 * _COUNT - spark - 2
    loud = compares and pattern.change in _INKS
    ink = _INKS.get(pattern.change, "calm") if compares else "calm"
    return placed(
        width,
        [
            (1, ((word, style),)),
            (9, (_level(pattern.level),)),
            (13, ((cut(safe_text(pattern.template), at - 14), "text" if loud else "muted"),)),
            (at, _spark(pattern.cells, ink)),
            (width - 2 * _COUNT - 1, ((right(number(pattern.now), _COUNT), style),)),
            (width - _COUNT - 1, (_before(pattern, compares=compares),)),
        ],
    )


def pattern_words(pattern: PatternCount, *, compares: bool) -> Row:
    """One pattern in a row that is as wide as it has to be."""
    word, style = _CHANGES[pattern.change]
    change: Row = ()
    if compares:
        before = _before(pattern, compares=True)
        change = ((f"{word:7}", style), (f"{before[0]:>10} ", before[1]))
    return (
        *change,
        (f"{pattern.now:>{_COUNT},} ", "text"),
        _level(pattern.level),
        (f" {safe_text(pattern.template)}", "text"),
    )


def summary_words(patterns: Sequence[PatternCount], *, lines: int, baseline_lines: int) -> str:
    """How many patterns there are of which kind."""
    if not baseline_lines:
        return f"{len(patterns):,} patterns in {lines:,} lines, with no baseline"
    kinds = [one.change for one in patterns]
    told = (f"{kinds.count(kind):,} {kind.value}" for kind in Change if kind is not Change.SAME)
    return f"{len(patterns):,} patterns, {', '.join(told)} against {baseline_lines:,} lines before"


def _level(level: Level) -> Span:
    word, style, _ = LEVEL_WORDS[level]
    return word, style


def _spark(cells: Sequence[int], ink: str) -> Row:
    drawn = "".join(text for text, _ in sparkline([float(cell) for cell in cells]))
    return ((drawn, ink),)


def _before(pattern: PatternCount, *, compares: bool) -> Span:
    """How it was: `was 340`, or how many times as often it comes now."""
    if not compares or pattern.change is Change.SAME:
        return (number(pattern.before) if pattern.before else "", "faint")
    if pattern.change is Change.SURGED and isfinite(pattern.ratio):
        return f"×{number(round(pattern.ratio, 1))}", "warning bold"
    return f"was {number(pattern.before)}", "muted"
