import re

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.xray_filter import Facts, parsed

CHARGES = Facts(flags={"fault": False, "ok": True, "throttle": False}, texts={"name": ("charges",)})
PAYMENTS = Facts(
    flags={"fault": True, "ok": False},
    texts={"name": ("payments",), "type": ("AWS::Lambda::Function",)},
)
FACTS = Facts(
    flags={"fault": True, "error": False, "ok": False, "throttle": False, "partial": False},
    numbers={"http.status": 502.0, "duration": 3.2},
    texts={"http.url": ("https://shop.example/checkout",), "user": ("u1", "u2")},
    annotations={"acquirer": ("northbank",), "attempt": (3.0,), "vip": (False,)},
    services=lambda: (CHARGES, PAYMENTS),
)


@pytest.mark.parametrize(
    "expression",
    [
        "fault",
        "!ok",
        "ok = false",
        "ok != true",
        "!!fault",
        "fault AND !error",
        "fault !error http.status = 502",
        "error OR fault",
        "error AND error OR fault",
        "(error OR fault) AND duration > 3",
        "http.status >= 500 AND http.status < 600",
        'http.url CONTAINS "/checkout"',
        'http.url BEGINSWITH "https://"',
        'http.url ENDSWITH "checkout"',
        'http.url != "https://shop.example/"',
        'user CONTAINS ""',
        'user = "u2"',
        'annotation.acquirer = "northbank"',
        'annotation[acquirer] BEGINSWITH "north"',
        "annotation.attempt >= 3",
        "annotation.vip = false",
        "annotation.vip",
        'service("payments")',
        'service("payments") { fault }',
        "service() { fault }",
        'service() { fault AND type = "AWS::Lambda::Function" }',
        '!service("charges") { fault }',
        '!service("orders")',
        'annotation.acquirer = "northbank" fault',
    ],
)
def test_an_expression_that_holds(expression: str) -> None:
    assert parsed(expression)(FACTS)


@pytest.mark.parametrize(
    "expression",
    [
        "ok",
        "fault = false",
        "fault AND error",
        "http.status = 200",
        "responsetime > 0",
        'user = "u3"',
        'annotation.acquirer = "east"',
        'annotation.missing = "x"',
        "annotation.missing",
        'annotation.attempt = "3"',
        "annotation.vip = true",
        'service("charges") { fault }',
        'service("payments") { ok }',
    ],
)
def test_an_expression_that_does_not_hold(expression: str) -> None:
    assert not parsed(expression)(FACTS)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('edge("a", "b") { fault }', "'edge' is not understood at character 1"),
        ("fault AND", "it ends at character 10"),
        ("http.status = ", "it ends"),
        ("http.status = abc", "'abc' is not understood at character 15"),
        ("http.url = 3", "'3' is not understood"),
        ("fault = maybe", "'maybe' is not understood"),
        ("(fault", "expected ')'"),
        ("fault)", "')' is not understood"),
        ("fault ~", "'~' is not understood at character 7"),
        ("%", "'%' is not understood at character 1"),
        ("(" * 60 + "ok" + ")" * 60, "nested deeper than 40"),
        ("ok " * 1000, "longer than 2000 characters"),
        ("", "it ends"),
    ],
)
def test_what_is_not_understood_is_named(expression: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parsed(expression)


@given(st.text(alphabet='ok!(){}"=<>AND OR service annotation.x[]1.5\\', max_size=60))
def test_any_text_is_parsed_or_refused(expression: str) -> None:
    try:
        test = parsed(expression)
    except ValueError:
        return
    assert test(FACTS) in (True, False)
