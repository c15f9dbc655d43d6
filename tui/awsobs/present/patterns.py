"""Patterns of log lines as rows: what is new, surged or gone, and the rest by count."""

import re
from collections.abc import Sequence
from datetime import datetime
from math import isfinite

from awsobs.analysis.pattern_changes import Change, PatternCount, Stretches
from awsobs.domain.logs import Level
from awsobs.domain.safe_text import safe_text
from awsobs.present.durations import clock_minute
from awsobs.present.log_rows import LEVEL_WORDS
from awsobs.present.numbers import number
from awsobs.present.rows import Row, Span, cut, fitted, flush_right, placed
from awsobs.present.sparkline import sparkline

_CHANGES = {
    Change.NEW: ("NEW", "fault bold"),
    Change.SURGED: ("SURGED", "warning bold"),
    Change.GONE: ("GONE", "info bold"),
    Change.SAME: ("", "muted"),
}
_INKS = {Change.NEW: "fault", Change.SURGED: "warning", Change.GONE: "info"}
_SPECIAL = re.compile(r"([\[?])")
_LONGEST_FILTER = 1_000
_NARROW = 100
_COUNT = 9
_WIDE_SPARK, _SHORT_SPARK = 24, 12


def filter_text(pattern: PatternCount) -> str:
    """The filter of log lines that lets a pattern's lines through."""
    key = pattern.key
    is_glob = pattern.is_wide or len(key) > _LONGEST_FILTER
    if is_glob:
        cut_off = "*" if len(key) > _LONGEST_FILTER else ""
        key = _SPECIAL.sub(r"[\1]", key[:_LONGEST_FILTER]) + cut_off
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'pattern{":" if is_glob else "="}"{quoted}"'


def spark_cells(width: int) -> int:
    """How many parts of the time a row of a width draws."""
    return _SHORT_SPARK if width < _NARROW else _WIDE_SPARK


def heads_row(width: int) -> Row:
    """The names of the columns."""
    return placed(
        width,
        [
            (1, (("change", "muted"),)),
            (9, (("lvl", "muted"),)),
            (13, (("pattern", "muted"),)),
            flush_right((("lines", "muted"),), width - _COUNT - 1),
            flush_right((("before", "muted"),), width - 1),
        ],
    )


def pattern_row(pattern: PatternCount, width: int, *, compares: bool = True) -> Row:
    """One pattern of the screen; without `compares` there was nothing to compare it with."""
    change = pattern.change if compares else Change.SAME
    word, style = _CHANGES[change]
    at = width - 2 * _COUNT - spark_cells(width) - 2
    ink = _INKS.get(change, "calm")
    text = "text" if change in _INKS or not compares else "muted"
    return placed(
        width,
        [
            (1, ((word, style),)),
            (9, (_level(pattern.level),)),
            (13, ((cut(safe_text(pattern.template), at - 14), text),)),
            (at, _spark(pattern.cells, ink)),
            flush_right(((number(pattern.now), style),), width - _COUNT - 1),
            flush_right((_before(pattern, compares=compares),), width - 1),
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


def scope_row(stretches: Stretches, now: datetime) -> Row:
    """What is compared with what."""
    (start, end), before = stretches.now, stretches.before
    since = f"since {clock_minute(start)}" if end >= now else _span((start, end))
    return ((since, "text"), (" vs ", "muted"), (_span(before), "text"))


def facts_row(
    patterns: Sequence[PatternCount],
    lines: int,
    baseline_lines: int,
    *,
    sorting: tuple[int, int] | None,
) -> Row:
    """How many patterns and lines there are; `sorting` are the lines that are done, of all."""
    if sorting is not None:
        done, kept = sorting
        return ((f"sorting {done:,} of {kept:,} lines", "info"),)
    unchanged = sum(one.change is Change.SAME for one in patterns)
    told = (
        f"{len(patterns):,} patterns, {unchanged:,} unchanged"
        if baseline_lines
        else (f"{len(patterns):,} patterns")
    )
    compared = f"  before {number(baseline_lines)}" if baseline_lines else ""
    return ((told, "text"), (f"  lines {number(lines)}{compared}", "muted"))


def notice_rows(
    lines: int, baseline_lines: int, stretches: Stretches, width: int
) -> tuple[Row, ...]:
    """What to know before reading: that nothing can be compared, or that there is nothing."""
    if not lines and not baseline_lines:
        return (fitted(((f" no lines in {_span(stretches.now)}", "muted"),), width),)
    if baseline_lines:
        return ()
    words = f" no baseline: no line is known from {_span(stretches.before)}, so all are new"
    return (fitted(((words, "warning"),), width),)


def rest_row(rest: Sequence[PatternCount], width: int) -> tuple[Row, ...]:
    """How many patterns are not shown."""
    if not rest:
        return ()
    lines = sum(one.now for one in rest)
    words = f" and {len(rest):,} more patterns of {lines:,} lines"
    return (fitted(((words, "muted"),), width),)


def _span(stretch: tuple[datetime, datetime]) -> str:
    start, end = stretch
    return f"{clock_minute(start)}–{clock_minute(end)}"


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
