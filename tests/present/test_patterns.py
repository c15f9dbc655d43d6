"""Patterns as rows, and the filter that finds their lines."""

from math import inf

import pytest

from awsobs.analysis.log_patterns import LogPatterns, Pattern
from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.domain.logs import Level, LogEvent
from awsobs.present.patterns import filter_text, pattern_row, pattern_words, summary_words
from awsobs.present.rows import text_of, width_of
from awsobs.present.searchable import LOGS


def count_of(pattern: Pattern, change: Change = Change.NEW, **known: object) -> PatternCount:
    values: dict[str, object] = {"now": pattern.count, "before": 0, "ratio": inf, **known}
    return PatternCount(
        id=pattern.id,
        key=pattern.key,
        is_wide=pattern.is_wide,
        template=pattern.template,
        level=Level.ERROR,
        change=change,
        first=None,
        last=None,
        cells=(0, 1, 2),
        **values,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # of a test
    )


def pattern_of(*lines: str) -> Pattern:
    patterns = LogPatterns()
    return [patterns.add(line) for line in lines][-1].whole


def matches(filter_of: str, line: str) -> bool:
    event = LogEvent(timestamp=0, ingestion_time=0, group="/a", stream="s", message=line)
    return LOGS.filter(filter_of).matches(event)


@pytest.mark.parametrize(
    ("lines", "others"),
    [
        (["took 1 ms", "took 2 ms"], ["took long", "it took 1 ms"]),
        ([f"user {name} signed in" for name in ("ann", "bo", "cy")], ["user ann signed out"]),
        (['[a: 1] "x" said \\\\n?', '[a: 2] "y" said \\\\n?'], ["[a: 1] said"]),
        (["x" * 1_500 + " 1", "x" * 1_500 + " 2"], ["y" * 1_500 + " 1"]),
        ([f"[x] job {name} is [done]?" for name in ("ab", "bc", "cd")], ["[x] job is"]),
    ],
)
def test_the_filter_lets_the_lines_of_a_pattern_through(
    lines: list[str], others: list[str]
) -> None:
    wanted = filter_text(count_of(pattern_of(*lines)))
    assert all(matches(wanted, line) for line in lines)
    assert not any(matches(wanted, line) for line in others)


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_rows_take_all_of_a_width_and_no_more(width: int) -> None:
    pattern = count_of(pattern_of("x" * 300))
    assert width_of(pattern_row(pattern, width)) == width


def test_a_surge_says_how_many_times_as_often() -> None:
    surged = count_of(pattern_of("took 1 ms"), Change.SURGED, now=328, before=10, ratio=31.02)
    assert "SURGED" in text_of(pattern_row(surged, 120))
    assert text_of(pattern_row(surged, 120)).endswith("328      ×31 ")
    assert text_of(pattern_words(surged, compares=True)).startswith("SURGED ")


def test_templates_are_safe_to_print() -> None:
    row = text_of(pattern_words(count_of(pattern_of("a \x1b[31m b")), compares=False))
    assert "\x1b" not in row


def test_a_summary_says_what_changed() -> None:
    patterns = [count_of(pattern_of("a b")), count_of(pattern_of("c d"), Change.GONE)]
    told = summary_words(patterns, lines=7, baseline_lines=9)
    assert told == "2 patterns, 1 new, 0 surged, 1 gone against 9 lines before"
    assert summary_words(patterns, lines=7, baseline_lines=0).endswith("with no baseline")
