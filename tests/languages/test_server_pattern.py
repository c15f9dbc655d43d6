"""A filter and its pattern let the same messages through, or there is no pattern."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.console_filter import FilterError, compile_filter
from awsobs.languages.filter_pattern import parse
from awsobs.languages.server_pattern import necessary_pattern, server_pattern

FIELDS: dict[str, Callable[[str], object]] = {
    name: lambda message: message for name in ("msg", "svc", "level")
}


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("", ""),
        ("ERROR", "ERROR"),
        ("404", "404"),
        ('ERROR "Task timed out" !5031', 'ERROR "Task timed out" -5031'),
        ("ERROR | WARN", "?ERROR ?WARN"),
        ("timeout", "%[tT][iI][mM][eE][oO][uU][tT]%"),
        ("a.b | 50", r"%[aA]\.[bB]|50%"),
        ("!ERROR", "-ERROR"),
        ("(ERROR)", "ERROR"),
        ("/shop/cart", None),
        ("timeout ERROR", None),
        ("!timeout", None),
        ("svc:payments", None),
        (r"/5\d\d/", None),
        ("ERROR (A | B)", None),
        ('"say ""', None),
        ("für", None),
    ],
)
def test_what_has_a_pattern_and_what_has_none(text: str, pattern: str | None) -> None:
    try:
        assert server_pattern(text, FIELDS) == pattern
    except FilterError:
        assert pattern is None


_word = st.text(st.sampled_from("aAbB5_.-/ %|"), min_size=1, max_size=4)
_part = st.one_of(_word.map('"{}"'.format), _word.map('!"{}"'.format))
_bits = st.sampled_from(("aB", "B5", "5", "b", "(", ")", "|", "!", " "))
_filter = st.one_of(
    st.lists(_part, min_size=1, max_size=3).map(" ".join),
    st.lists(_part, min_size=1, max_size=3).map(" | ".join),
    st.lists(_bits, max_size=7).map("".join),
)
_message = st.text(st.sampled_from("aAbB5_.-/ %|"), max_size=10)


@given(_filter, st.lists(_message, min_size=1, max_size=8))
def test_the_pattern_lets_through_what_the_filter_does(text: str, messages: list[str]) -> None:
    try:
        pattern = server_pattern(text, FIELDS)
        local = compile_filter(text, FIELDS, lambda message: message)
    except FilterError:
        return
    if pattern is not None:
        remote = parse(pattern)
        assert [remote.matches(one) for one in messages] == [local.matches(one) for one in messages]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("", True)),
        ("ERROR", ("ERROR", True)),
        ("timeout", ("%[tT][iI][mM][eE][oO][uU][tT]%", True)),
        ("timeout ERROR", ("ERROR", False)),
        ("timeout later", ("%[tT][iI][mM][eE][oO][uU][tT]%", False)),
        ("ERROR svc:payments", ("ERROR", False)),
        ("svc:payments", ("", False)),
        ("order=12 ERROR", ("ERROR", False)),
        ("ERR Timeout", ("Timeout", False)),
        ("payments Timeout", ("Timeout", False)),
        ("pay", ("", False)),
        ("(ERR | Timeout)", ("", False)),
        ("ERROR !WRN", ("ERROR", False)),
        ("(A | B) C", ("C", False)),
    ],
)
def test_what_must_be_in_the_message_is_sent_and_the_rest_stays_here(
    text: str, found: tuple[str, bool]
) -> None:
    assert necessary_pattern(text, FIELDS, {"ERR", "WRN", "payments"}) == found


@given(_filter, st.lists(_message, min_size=1, max_size=8))
def test_no_message_that_passes_the_filter_is_kept_back(text: str, messages: list[str]) -> None:
    try:
        pattern, is_whole = necessary_pattern(text, FIELDS)
    except FilterError:
        return
    passes = compile_filter(text, FIELDS, lambda message: message).matches
    matches = parse(pattern).matches
    for message in messages:
        assert matches(message) or not passes(message)
        assert not is_whole or matches(message) == passes(message)
