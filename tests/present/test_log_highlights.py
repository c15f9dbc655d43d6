"""Texts that stand out in log lines."""

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.linear_regex import RegexError
from awsobs.present.log_highlights import (
    LONGEST,
    MOST,
    STYLES,
    Mark,
    chip,
    free_style,
    mark_of,
)
from awsobs.present.rows import text_of
from awsobs.present.searchable import LOGS


def places(text: str, line: str) -> list[str]:
    return [line[start:stop] for start, stop, _ in mark_of(text, STYLES[0])(line)]


def test_small_letters_match_any_case_and_others_their_own() -> None:
    assert places("timeout", "Timeout, TIMEOUT and timeout") == ["Timeout", "TIMEOUT", "timeout"]
    assert places("Timeout", "Timeout, TIMEOUT and timeout") == ["Timeout"]


def test_an_expression_stands_out_wherever_it_matches() -> None:
    assert places(r"re:5\d\d", "502 and 504, not 405x") == ["502", "504"]
    assert places("re:é+", "aééb") == ["éé"]
    assert places("re:x*", "abc") == ["", "", "", ""]


def test_letters_that_grow_when_small_shift_nothing() -> None:
    assert places("b", "İİab") == ["b"]


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "nothing to highlight"), ("re:", "nothing"), ("x" * (LONGEST + 1), "characters")],
)
def test_what_cannot_stand_out_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        mark_of(text, "")


def test_an_expression_that_re2_does_not_take_is_refused() -> None:
    with pytest.raises(RegexError):
        mark_of("re:(", "")


def test_there_are_five_looks_and_no_more() -> None:
    marks: list[Mark] = []
    for number in range(MOST):
        marks.append(mark_of(f"text {number}", free_style(marks)))
    assert {mark.style for mark in marks} == set(STYLES)
    with pytest.raises(ValueError, match="5 highlights are the most"):
        free_style(marks)
    assert free_style(marks[1:]) == marks[0].style


def test_a_chip_tells_the_text_and_its_count() -> None:
    mark = mark_of("timeout after", STYLES[1])
    assert text_of(chip(mark, 1204, is_counting=False)).strip() == "timeout after 1,204"
    assert text_of(chip(mark, 8, is_counting=True)).strip() == "timeout after 8…"


@given(st.text(min_size=1, max_size=40), st.text(max_size=80))
def test_whatever_stands_out_can_be_counted_by_a_filter(text: str, line: str) -> None:
    try:
        mark = mark_of(text, STYLES[0])
    except (ValueError, RegexError):
        return
    LOGS.filter(mark.filter_text)
    for start, stop, _ in mark(line):
        assert 0 <= start <= stop <= len(line)


@given(st.from_regex(r"re:[\\/a-c.*+?()\[\]|\" ]{1,12}", fullmatch=True))
def test_any_expression_that_re2_takes_is_a_filter_too(text: str) -> None:
    try:
        mark = mark_of(text, STYLES[0])
    except (ValueError, RegexError):
        return
    LOGS.filter(mark.filter_text)
