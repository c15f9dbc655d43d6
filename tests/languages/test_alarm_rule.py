import pytest
from hypothesis import given, strategies as st

from awsobs.languages.alarm_rule import RuleError, rule_of

STATES = {"a": "ALARM", "b": "OK", "c": "INSUFFICIENT_DATA", "my alarm (1)": "ALARM"}


def holds(text: str) -> bool:
    return rule_of(text).holds(lambda name: STATES.get(name, ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRUE", True),
        ("FALSE", False),
        ("ALARM(a)", True),
        ('ALARM("a")', True),
        ("ALARM('a')", True),
        ('ALARM("my alarm (1)")', True),
        ("OK(a)", False),
        ("OK ( b )", True),
        ("INSUFFICIENT_DATA(c)", True),
        ("NOT ALARM(a)", False),
        ("NOT NOT ALARM(a)", True),
        ("ALARM(b) OR ALARM(c) OR OK(b)", True),
        ("ALARM(a) AND OK(b) AND ALARM(c)", False),
        ("TRUE OR FALSE AND FALSE", True),
        ("(TRUE OR FALSE) AND FALSE", False),
        ("NOT FALSE AND FALSE", False),
        ("NOT (FALSE AND FALSE)", True),
        ("ALARM(gone)", False),
        ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)", True),
        ('ALARM("a")\n  AND\tOK(b)  ', True),
    ],
)
def test_a_rule_is_evaluated(text: str, expected: bool) -> None:
    assert holds(text) is expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("ALARM(a) AND", 12),
        ("ALARM(a) OK(b)", 9),
        ("(ALARM(a)", 9),
        ("ALARM()", 0),
        ("alarm(a)", 0),
        ("ALARM(a) XOR OK(b)", 9),
        ("TRUE)", 4),
        ("TRUE AND ANDY", 9),
    ],
)
def test_a_rule_that_cannot_be_read_says_where(text: str, position: int) -> None:
    with pytest.raises(RuleError) as refused:
        rule_of(text)
    assert refused.value.position == position


def test_the_alarms_of_a_rule_are_named_once_each_in_order() -> None:
    assert rule_of('ALARM(b) OR (OK("a") AND NOT ALARM(b))').alarms == ("b", "a")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 240 + "TRUE" + ")" * 240,
        "NOT " * 400 + "TRUE",
        " OR ".join(["TRUE"] * 300),
        " OR ".join(f"ALARM(n{place})" for place in range(101)),
        "ALARM(" + "n" * 11_000 + ")",
    ],
)
def test_a_rule_beyond_the_limits_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        rule_of(text)


def outcome(text: str) -> bool | int:
    """What the rule says, or where it cannot be read."""
    try:
        return rule_of(text).holds(lambda _: "OK")
    except RuleError as error:
        return error.position


@given(st.text(alphabet="ALRMOKNTFUSED()\"' ab\\", max_size=80))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    assert 0 <= outcome(text) <= max(len(text), 1)
