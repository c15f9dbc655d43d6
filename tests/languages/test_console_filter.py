from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.console_filter import FilterError, compile_filter

Row = Mapping[str, object]
NAMES = ("svc", "user", "event", "error", "latency_ms", "state", "fault", "group", "msg")


def field(name: str) -> Callable[[Row], object]:
    return lambda row: row.get(name)


FIELDS = {name: field(name) for name in NAMES}
PAYMENTS: Row = {
    "msg": "timeout after 2000 ms POST /charge order=8820",
    "svc": "payments",
    "latency_ms": 2031,
    "fault": True,
    "group": "/aws/lambda/payments",
}
DEPLOY: Row = {"msg": "UpdateFunctionConfiguration", "user": "ci-deploy", "error": "", "event": "x"}


def matches(text: str, row: Row) -> bool:
    return compile_filter(text, FIELDS, message).matches(row)


def message(row: Row) -> str:
    return str(row.get("msg", ""))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "timeout",
        "TIMEOUT | timeout",
        "timeout !health svc:payments",
        "latency_ms>500",
        "latency_ms>=2031 latency_ms<=2031",
        r"/\d{4} ms/ | ERR",
        "/TIMEOUT AFTER/i",
        '"2000 ms"',
        "fault:yes",
        "fault=yes",
        "group:/aws/lambda/payments",
        "group:*payments",
        "svc:pay*",
        "svc!=checkout",
        "svc~^pay",
        "svc~/^PAY/i",
        "(svc:orders | svc:payments) timeout",
        "!(svc:orders | health)",
        "order=8820",
        'msg:"after 2000"',
        "latency_ms:*",
    ],
)
def test_a_filter_keeps_what_it_asks_for(text: str) -> None:
    assert matches(text, PAYMENTS)


@pytest.mark.parametrize(
    "text",
    [
        "Timeout",
        "timeout health",
        "svc:checkout",
        "latency_ms>5000",
        "latency_ms<2031",
        "svc:PAYMENTS",
        "error:*",
        "user:*",
        "!timeout",
        "svc=pay",
        "fault:no",
        "user!=x svc:orders",
    ],
)
def test_a_filter_hides_the_rest(text: str) -> None:
    assert not matches(text, PAYMENTS)


def test_globs_cover_the_whole_field() -> None:
    assert matches("user:ci-* ", DEPLOY)
    assert not matches("user:ci", {"user": "x"})
    assert not matches("user:eploy*", DEPLOY)


def test_an_unknown_name_before_an_operator_is_text() -> None:
    assert matches("http://x", {"msg": "see http://x now"})
    assert matches("trace=1-67", {"msg": "trace=1-67"})
    assert not matches("trace=1-67", PAYMENTS)


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("a | ", 4, "ends too early"),
        ("(a", 2, "ends too early"),
        ("a )", 2, "nothing opens"),
        ("/abc", 0, "closing /"),
        ('x "abc', 2, 'closing "'),
        ("| a", 0, "both sides"),
        ("latency_ms>fast", 11, "needs a number"),
        ("x /(/", 2, "missing"),
        (r"/(?<=a)b/", 0, "invalid"),
    ],
)
def test_a_bad_filter_says_what_and_where(text: str, position: int, says: str) -> None:
    with pytest.raises(FilterError, match=says) as caught:
        matches(text, PAYMENTS)
    assert caught.value.position == position


def test_a_filter_has_a_longest_length() -> None:
    with pytest.raises(FilterError, match="at most"):
        matches("a" * 5000, PAYMENTS)


def test_a_regular_expression_cannot_explode() -> None:
    assert not matches(r"/(a+)+$/", {"msg": "a" * 5000 + "b"})


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_an_error_with_a_place_in_it(text: str) -> None:
    position = 0
    try:
        matches(text, PAYMENTS)
    except FilterError as error:
        position = error.position
    assert 0 <= position <= len(text)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_a_word_finds_itself(word: str) -> None:
    assert matches(f'"{word}"', {"msg": f"before {word} after"})
