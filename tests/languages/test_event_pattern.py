import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.event_pattern import EventPatternError, parse

EVENT: dict[str, Any] = {
    "source": "aws.ec2",
    "detail-type": "EC2 Instance State-change Notification",
    "account": "123456789012",
    "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-1", "arn:x"],
    "detail": {
        "state": "terminated",
        "count": 5,
        "ratio": 0.5,
        "on": True,
        "none": None,
        "empty": [],
        "ip": "10.0.0.12",
        "v6": "2001:db8::1",
        "File": "image.PNG",
        "path": "a/b*c/d",
        "items": [{"id": 1, "tag": "x"}, {"id": 2, "tag": "y"}],
    },
}


def detail(**tests: object) -> dict[str, object]:
    return {"detail": tests}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.ec2"]}, True),
        ({"source": ["aws.s3", "aws.ec2"], "account": ["123456789012"]}, True),
        ({"source": ["aws.ec2"], "account": ["1"]}, False),
        ({"source": ["AWS.EC2"]}, False),
        ({"resources": ["arn:x"]}, True),
        ({"resources": ["arn/x"]}, False),
        (detail(state=["terminated"]), True),
        (detail(count=[5]), True),
        (detail(count=["5"]), False),
        (detail(count=[5.0]), True),
        (detail(on=[True]), True),
        (detail(on=[1]), False),
        (detail(none=[None]), True),
        (detail(missing=[None]), False),
        (detail(state=[{"prefix": "term"}]), True),
        (detail(state=[{"prefix": "nated"}]), False),
        (detail(state=[{"prefix": {"equals-ignore-case": "TERM"}}]), True),
        (detail(File=[{"suffix": ".PNG"}]), True),
        (detail(File=[{"suffix": ".png"}]), False),
        (detail(File=[{"suffix": {"equals-ignore-case": ".png"}}]), True),
        (detail(count=[{"prefix": "5"}]), False),
        (detail(state=[{"anything-but": "stopped"}]), True),
        (detail(state=[{"anything-but": ["stopped", "terminated"]}]), False),
        (detail(count=[{"anything-but": [4, 6]}]), True),
        (detail(count=[{"anything-but": 5}]), False),
        (detail(state=[{"anything-but": {"prefix": "term"}}]), False),
        (detail(state=[{"anything-but": {"suffix": ["x", "y"]}}]), True),
        (detail(state=[{"anything-but": {"equals-ignore-case": "TERMINATED"}}]), False),
        (detail(path=[{"anything-but": {"wildcard": "a/*"}}]), False),
        (detail(missing=[{"anything-but": "x"}]), False),
        (detail(count=[{"numeric": ["=", 5]}]), True),
        (detail(count=[{"numeric": [">", 0, "<=", 5]}]), True),
        (detail(count=[{"numeric": [">", 5]}]), False),
        (detail(ratio=[{"numeric": ["<", 1]}]), True),
        (detail(state=[{"numeric": ["<", 1]}]), False),
        (detail(on=[{"numeric": ["=", 1]}]), False),
        (detail(state=[{"exists": True}]), True),
        (detail(state=[{"exists": False}]), False),
        (detail(missing=[{"exists": False}]), True),
        (detail(missing=[{"exists": True}]), False),
        (detail(none=[{"exists": True}]), True),
        (detail(empty=[{"exists": True}]), False),
        (detail(missing={"deep": [{"exists": False}]}), True),
        (detail(empty={"deep": [{"exists": False}]}), True),
        ({"nothing": {"deep": [{"exists": False}]}}, True),
        (detail(missing=[{"exists": False}, "x"]), True),
        (detail(ip=[{"cidr": "10.0.0.0/24"}]), True),
        (detail(ip=[{"cidr": "10.0.1.0/24"}]), False),
        (detail(v6=[{"cidr": "2001:db8::/32"}]), True),
        (detail(state=[{"cidr": "10.0.0.0/24"}]), False),
        (detail(state=[{"equals-ignore-case": "TERMINATED"}]), True),
        (detail(path=[{"wildcard": "a/*/d"}]), True),
        (detail(path=[{"wildcard": "*b\\*c*"}]), True),
        (detail(path=[{"wildcard": "a/b\\*d"}]), False),
        (detail(path=[{"wildcard": "*/d/*"}]), False),
        (detail(path=[{"wildcard": "a/b*c/d"}]), True),
        (detail(items={"id": [2], "tag": ["y"]}), True),
        (detail(items={"id": [1], "tag": ["y"]}), False),
        ({"$or": [{"source": ["aws.s3"]}, {"account": ["123456789012"]}]}, True),
        ({"$or": [{"source": ["aws.s3"]}, {"account": ["1"]}]}, False),
        ({"source": ["aws.s3"], "$or": [{"source": ["aws.ec2"]}, {"account": ["1"]}]}, False),
        (detail(**{"$or": [{"count": [{"numeric": [">", 9]}]}, {"ratio": [0.5]}]}), True),
    ],
)
def test_events_match_as_the_guide_says(pattern: object, expected: bool) -> None:
    assert parse(json.dumps(pattern)).matches(EVENT) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[]",
        '"x"',
        "{",
        "{}",
        '{"a": {}}',
        '{"a": []}',
        '{"a": "x"}',
        '{"a": 1}',
        '{"a": [["x"]]}',
        '{"a": [{"prefix": 1}]}',
        '{"a": [{"prefix": {"suffix": "x"}}]}',
        '{"a": [{"exists": "yes"}]}',
        '{"a": [{"no-such": 1}]}',
        '{"a": [{"prefix": "x", "suffix": "y"}]}',
        '{"a": [{}]}',
        '{"a": [{"numeric": [">"]}]}',
        '{"a": [{"numeric": ["~", 1]}]}',
        '{"a": [{"numeric": [">", "1"]}]}',
        '{"a": [{"numeric": 1}]}',
        '{"a": [{"anything-but": []}]}',
        '{"a": [{"anything-but": [null]}]}',
        '{"a": [{"anything-but": {"cidr": "10.0.0.0/8"}}]}',
        '{"a": [{"cidr": "10.0.0.0/99"}]}',
        '{"a": [{"wildcard": "a**b"}]}',
        '{"a": [{"wildcard": "a\\\\b"}]}',
        '{"$or": [{"a": [1]}]}',
        '{"a":' * 60 + "[1]" + "}" * 60,
        '{"a":' * 5000,
    ],
)
def test_what_cannot_be_a_test_is_refused(pattern: str) -> None:
    with pytest.raises(EventPatternError):
        parse(pattern)


_VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "ab"])
_EVENTS = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("xyz"), _EVENTS, min_size=1))
def test_a_value_and_its_absence_are_told_apart_everywhere(event: dict[str, Any]) -> None:
    for name in "xyz":
        there = parse(json.dumps({name: [{"exists": True}]})).matches(event)
        absent = parse(json.dumps({name: [{"exists": False}]})).matches(event)
        assert there is not absent


@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_wildcards_stand_for_any_text(pattern: str, text: str) -> None:
    if "**" in pattern:
        return

    def fits(pattern: str, text: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(fits(pattern[1:], text[at:]) for at in range(len(text) + 1))
        return text[:1] == pattern[0] and fits(pattern[1:], text[1:])

    parsed = parse(json.dumps({"x": [{"wildcard": pattern}]}))
    assert parsed.matches({"x": text}) is fits(pattern, text)
