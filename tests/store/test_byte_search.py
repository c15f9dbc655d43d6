"""Letters are found in just the lines that hold them, wherever these stand."""

from itertools import accumulate

import pytest
from hypothesis import given, strategies as st

from awsobs.store.byte_search import lines_with

ascii_lines = st.lists(st.text("aAkKsSzZ =1\n", max_size=12), min_size=1, max_size=8)
any_lines = st.lists(st.text("aAsSß\u212aé ", max_size=12), min_size=1, max_size=8)


def _obvious(letters: bytes, lines: list[bytes]) -> list[int]:
    return [number for number, line in enumerate(lines) if letters in line]


def _found(letters: bytes, lines: list[bytes], first: int, *, ignores_case: bool) -> list[int]:
    """The lines from one on that hold the letters within themselves."""
    ends = list(accumulate(map(len, lines)))
    text, rows = b"".join(lines[first:]), range(first, len(lines))
    found = lines_with(letters, text, ends, rows, ignores_case=ignores_case)
    return [line for line, is_inside in found if is_inside]


@given(ascii_lines, st.text("aAkKsSzZ =1", min_size=1, max_size=3), st.data())
def test_letters_of_any_case_are_found_as_by_looking_at_each_line(
    lines: list[str], letters: str, data: st.DataObject
) -> None:
    whole = [(line + ".").encode() for line in lines]
    first = data.draw(st.integers(0, len(whole) - 1))
    lowered = [line.lower() for line in whole]
    expected = [row for row in _obvious(letters.lower().encode(), lowered) if row >= first]
    assert _found(letters.encode(), whole, first, ignores_case=True) == expected


@given(any_lines, st.text("aAsSß", min_size=1, max_size=3))
def test_letters_of_their_own_case_are_found_as_by_looking_at_each_line(
    lines: list[str], letters: str
) -> None:
    whole = [(line + ".").encode() for line in lines]
    wanted = letters.encode()
    assert _found(wanted, whole, 0, ignores_case=False) == _obvious(wanted, whole)


@pytest.mark.parametrize("ignores_case", [False, True])
def test_letters_across_the_end_of_a_line_are_told_apart(*, ignores_case: bool) -> None:
    found = lines_with(b"ab", b"xaby", [2, 4], range(2), ignores_case=ignores_case)
    assert list(found) == [(0, False)]
