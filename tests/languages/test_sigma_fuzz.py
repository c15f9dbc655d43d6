"""Whatever a rule says, it is understood or refused in words, and never fails on a record."""

from typing import Any

from hypothesis import given, settings, strategies as st

from awsobs.languages.sigma.correlations import correlation_of
from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.modifiers import KNOWN
from awsobs.languages.sigma.rules import rule_of
from awsobs.languages.sigma.yaml_text import documents_of

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "eventName"]) | st.text(max_size=5), inner)
    ),
    max_leaves=8,
)


def field(name: str, modifiers: list[str]) -> str:
    return "|".join((name, *modifiers))


FIELDS = st.builds(
    field,
    st.sampled_from(["eventName", "a", "a.b", "", "."]),
    st.lists(st.sampled_from(sorted(KNOWN)), max_size=3),
)
SELECTIONS = st.dictionaries(FIELDS, SCALARS | st.lists(SCALARS, max_size=3), max_size=3) | TREES
WORDS = st.sampled_from(["s", "t", "and", "or", "not", "(", ")", "1", "of", "all", "s*", "them"])
CONDITIONS = st.lists(WORDS, max_size=9).map(" ".join) | TREES
HEAD = {"title": "t", "logsource": {"product": "aws"}}


@settings(max_examples=400, deadline=None)
@given(one=SELECTIONS, other=SELECTIONS, condition=CONDITIONS, record=TREES)
def test_a_rule_is_understood_or_refused(one: Any, other: Any, condition: Any, record: Any) -> None:
    detection = {"s": one, "t": other, "condition": condition}
    try:
        rule = rule_of({**HEAD, "detection": detection}, {})
    except SigmaError:
        return
    for row in ({}, {"eventName": "A", "a": record}):
        assert isinstance(rule.selection.test(row), bool)


@settings(max_examples=200, deadline=None)
@given(said=st.dictionaries(st.sampled_from(["type", "rules", "timespan", "condition"]), TREES))
def test_a_correlation_is_understood_or_refused(said: dict[str, Any]) -> None:
    body = {"type": "event_count", "rules": ["a"], "timespan": "1m", "condition": {"gte": 1}}
    try:
        correlation = correlation_of({"title": "t", "correlation": {**body, **said}})
    except SigmaError:
        return
    assert correlation.rules


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("ab:- \n[]{}&*!'\"|#%@`,?\t0"), max_size=40))
def test_any_text_is_yaml_or_refused(text: str) -> None:
    try:
        documents = documents_of(text)
    except SigmaError:
        return
    assert all(isinstance(one, dict) for one in documents)
