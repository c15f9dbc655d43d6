from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.analysis.trail_changes import changes_of, flattened
from awsobs.domain.situation import Change
from awsobs.domain.trail import Resource, TrailEvent

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def event(
    minute: int, parameters: Any, *, name: str = "UpdateFunctionConfiguration", on: str = "pay",
    error: str = "",
) -> TrailEvent:  # fmt: skip
    return TrailEvent(
        id=str(minute),
        time=NOON + timedelta(minutes=minute),
        name=name,
        source="lambda.amazonaws.com",
        who="ci",
        resources=(Resource(name=on),),
        error_code=error,
        record={"requestParameters": parameters},
    )


def test_only_what_differs_from_the_event_before_is_told() -> None:
    before = event(0, {"functionName": "pay", "timeout": 10, "memorySize": 512})
    after = event(5, {"functionName": "pay", "timeout": 2, "memorySize": 512})
    assert changes_of(after, [before, after]) == (Change(path="timeout", before="10", after="2"),)


def test_a_value_that_the_last_event_did_not_set_is_looked_for_further_back() -> None:
    events = [event(0, {"timeout": 10}), event(3, {"memorySize": 128}), event(5, {"timeout": 2})]
    assert changes_of(events[2], events) == (Change(path="timeout", before="10", after="2"),)


def test_without_an_earlier_event_what_was_before_is_not_known() -> None:
    assert changes_of(event(5, {"timeout": 2}), []) == (
        Change(path="timeout", before=None, after="2"),
    )


def test_other_names_other_resources_refused_and_later_events_say_nothing() -> None:
    others = [
        event(0, {"timeout": 1}, name="CreateFunction"),
        event(1, {"timeout": 1}, on="other"),
        event(2, {"timeout": 1}, error="AccessDenied"),
        event(9, {"timeout": 1}),
    ]
    (change,) = changes_of(event(5, {"timeout": 2}), others)
    assert change.before is None


def test_nested_parameters_have_paths_and_known_changes_come_first() -> None:
    before = event(0, {"vpc": {"subnets": ["a", "b"]}})
    after = event(1, {"layers": [], "tracing": {"mode": "Active"}, "vpc": {"subnets": ["a", "c"]}})
    assert changes_of(after, [before]) == (
        Change(path="vpc.subnets[1]", before="b", after="c"),
        Change(path="tracing.mode", before=None, after="Active"),
    )


def test_whatever_is_in_the_parameters_is_survived_and_made_safe() -> None:
    assert flattened(event(0, "text")) == {}
    assert flattened(event(0, None)) == {}
    assert flattened(event(0, {"a\x1b[2J": "b\x07"})) == {"a": "b\ufffd"}
    assert len(flattened(event(0, {"rows": list(range(5000))}))) == 200
