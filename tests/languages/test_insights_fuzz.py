"""Any query at all, and filters against a slow, obvious reference."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from hypothesis import given, settings, strategies as st

from awsobs.languages.insights.queries import Event, InsightsError, Run, parse


def ran(query: str, messages: Sequence[str]) -> list[int]:
    """Which of the messages, by number, are behind the rows of a query."""
    run = Run(parse(query))
    run.feed(Event(at, at, at, "s", "1:/g", message) for at, message in enumerate(messages))
    for _ in run.finish():
        pass
    return [row.event.number for row in run.results() if row.event is not None]


WORDS = (
    "fields |filter |stats |by |@message |n |= |1 |'x' |/a/ |( |) |count(*) |like |not |in |[ |] |"
    ", |"
    'as |bin(5m) |parse |sort |limit |dedup |display |`|#|"|\\|é|\ud800|-|*'
)
PIECES = st.sampled_from(["| ", *WORDS.split("|")])


@given(
    pieces=st.lists(PIECES, max_size=25),
    messages=st.lists(st.text() | st.just('{"n": 1}'), max_size=3),
)
@settings(max_examples=600)
def test_any_query_runs_or_is_refused_with_a_place(pieces: list[str], messages: list[str]) -> None:
    text = "".join(pieces)
    place = refused_at(text)
    if place is None:
        ran(text, messages)
    else:
        assert 0 <= place[0] <= len(text)
        assert place[1] > place[0]


def refused_at(text: str) -> tuple[int, int] | None:
    try:
        parse(text)
    except InsightsError as error:
        return error.start, error.end
    return None


Document: TypeAlias = dict[str, Any]
Condition: TypeAlias = tuple[str, Callable[[Document], bool]]
"""A condition as it is spelled, and the slow, obvious reference."""

FIELDS = st.sampled_from(["a", "b", "c"])
VALUES: st.SearchStrategy[Any] = st.sampled_from([0, 1, 2, "x", "xy", "1"])


def equal(left: Any, right: Any) -> bool:
    return left is not None and str(left) == str(right)


def less(left: Any, right: Any) -> bool:
    if str(left).isdigit() and str(right).isdigit():
        return int(left) < int(right)
    return str(left) < str(right)


def equality(name: str, wanted: Any) -> Condition:
    return f"{name} = {json.dumps(wanted)}", lambda of: equal(of.get(name), wanted)


def difference(name: str, wanted: Any) -> Condition:
    return f"{name} != {json.dumps(wanted)}", lambda of: not equal(of.get(name), wanted)


def smaller(name: str, limit: Any) -> Condition:
    return f"{name} < {json.dumps(limit)}", lambda of: name in of and less(of[name], limit)


def not_smaller(name: str, limit: Any) -> Condition:
    return f"{name} >= {json.dumps(limit)}", lambda of: name in of and not less(of[name], limit)


def likeness(name: str, part: str) -> Condition:
    return f"{name} like /{part}/", lambda of: name in of and part in str(of[name])


def among(name: str, words: list[Any]) -> Condition:
    spelled = f"{name} in {json.dumps(words)}"
    return spelled, lambda of: any(equal(of.get(name), word) for word in words)


def present(name: str) -> Condition:
    return f"ispresent({name})", lambda of: name in of


def both(one: Condition, other: Condition) -> Condition:
    return f"({one[0]} and {other[0]})", lambda of: one[1](of) and other[1](of)


def either(one: Condition, other: Condition) -> Condition:
    return f"({one[0]} or {other[0]})", lambda of: one[1](of) or other[1](of)


def negation(one: Condition) -> Condition:
    return f"not {one[0]}", lambda of: not one[1](of)


CONDITIONS = st.recursive(
    st.one_of(
        *(st.builds(make, FIELDS, VALUES) for make in (equality, difference, smaller, not_smaller)),
        st.builds(likeness, FIELDS, st.sampled_from(["x", "y", "1"])),
        st.builds(among, FIELDS, st.lists(VALUES, min_size=1, max_size=3)),
        st.builds(present, FIELDS),
    ),
    lambda inner: st.one_of(
        st.builds(both, inner, inner), st.builds(either, inner, inner), st.builds(negation, inner)
    ),
    max_leaves=8,
)


@given(condition=CONDITIONS, documents=st.lists(st.dictionaries(FIELDS, VALUES), max_size=5))
@settings(max_examples=600)
def test_filters_agree_with_a_slow_reference(
    condition: Condition, documents: list[Document]
) -> None:
    text, holds = condition
    found = ran(f"filter {text}", [json.dumps(document) for document in documents])
    assert found == [number for number, document in enumerate(documents) if holds(document)]
