import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.event_pattern import EventPatternError, parse
from awsobs.languages.event_pattern_words import Mismatch, first_mismatch, pattern_words

EVENT: dict[str, Any] = {
    "source": "aws.lambda",
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {"eventName": "Invoke", "size": 4, "tags": ["a", "b"], "who": {"type": "Root"}},
}

PARTS = {
    "source": ["aws.lambda"],
    "detail": {
        "eventName": [{"prefix": "Inv"}],
        "size": [{"numeric": [">", 3, "<=", 9]}],
        "who": {"type": [{"anything-but": "AWSService"}]},
    },
}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ({"source": ["aws.ec2", "aws.s3"]}, "source aws.ec2, aws.s3"),
        ({"source": ["a", "b", "c", "d", "e"]}, "source a, b, c +2"),
        ({"detail": {"eventName": [{"prefix": "Put"}]}}, "eventName Put*"),
        ({"a": [{"suffix": {"equals-ignore-case": ".PNG"}}]}, "a *~.PNG"),
        ({"a": [{"numeric": [">", 0, "<=", 5]}]}, "a > 0 and <= 5"),
        ({"a": [{"exists": False}]}, "a absent"),
        ({"a": [{"cidr": "10.0.0.0/8"}]}, "a in 10.0.0.0/8"),
        ({"a": [{"anything-but": {"prefix": ["x", "y"]}}]}, "a not x*, y*"),
        ({"a": {"b": {"c": [1, None, True]}}}, "a.b.c 1, null, true"),
        ({"$or": [{"a": [1]}, {"b": [{"wildcard": "x*y"}]}]}, "(a 1 or b x*y)"),
    ],
)
def test_a_pattern_is_told_shortly(pattern: object, words: str) -> None:
    assert pattern_words(json.dumps(pattern)) == words


def test_a_pattern_that_matches_has_no_mismatch() -> None:
    assert first_mismatch(json.dumps(PARTS), EVENT) is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.ec2"]}, Mismatch(path="source", wanted="aws.ec2", had="aws.lambda")),
        (
            {**PARTS, "detail": {"eventName": ["Invoke"], "who": {"type": ["AWSService"]}}},
            Mismatch(path="detail.who.type", wanted="AWSService", had="Root"),
        ),
        (
            {"detail": {"region": ["eu-west-1"]}},
            Mismatch(path="detail.region", wanted="eu-west-1", had=None),
        ),
        (
            {"detail": {"tags": ["c"]}},
            Mismatch(path="detail.tags", wanted="c", had='["a", "b"]'),
        ),
        (
            {"$or": [{"source": ["x"]}, {"source": ["y"]}]},
            Mismatch(path="$or", wanted="(source x or source y)", had=None),
        ),
    ],
)
def test_the_first_field_that_is_not_as_wanted_is_told(pattern: object, expected: object) -> None:
    assert first_mismatch(json.dumps(pattern), EVENT) == expected


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"a": 1}', '{"a": []}', "{" * 9999])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(EventPatternError):
        pattern_words(text)
    with pytest.raises(EventPatternError):
        first_mismatch(text, EVENT)


_LEAVES = st.lists(
    st.one_of(
        st.integers(0, 3),
        st.sampled_from(["a", "b", ""]),
        st.just({"exists": False}),
        st.just({"anything-but": ["a"]}),
        st.just({"prefix": "a"}),
    ),
    min_size=1,
    max_size=3,
)
_NAMES = st.sampled_from(["a", "b", "detail"])
_PATTERNS = st.recursive(
    st.dictionaries(_NAMES, _LEAVES, min_size=1, max_size=3),
    lambda inner: st.dictionaries(_NAMES, inner | _LEAVES, min_size=1, max_size=3),
    max_leaves=8,
)
_EVENTS = st.recursive(
    st.integers(0, 3) | st.sampled_from(["a", "b"]) | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(pattern=_PATTERNS, event=st.dictionaries(_NAMES, _EVENTS, max_size=3))
def test_there_is_a_mismatch_just_where_there_is_no_match(
    pattern: dict[str, Any], event: dict[str, Any]
) -> None:
    text = json.dumps(pattern)
    assert (first_mismatch(text, event) is None) == parse(text).matches(event)
    assert pattern_words(text)
