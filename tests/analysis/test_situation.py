from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.analysis.incident import NO_INCIDENT, followed
from awsobs.analysis.situation import firing_of, situation_of
from awsobs.analysis.trail_records import event_of
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricKey
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.situation import Situation
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import live_window

NOW = datetime(2026, 1, 1, 7, 45, tzinfo=UTC)


def alarm(name: str, state: AlarmState, minutes: int = 0, namespace: str = "AWS/Lambda") -> Alarm:
    metric = MetricKey(namespace, "Errors", (("FunctionName", name),))
    return Alarm(name=name, state=state, since=NOW - timedelta(minutes=minutes), metric=metric)


def update(minutes: int, function: str, **fields: Any) -> TrailEvent:
    record: dict[str, Any] = {
        "eventID": str(minutes),
        "eventTime": (NOW - timedelta(minutes=minutes)).isoformat(),
        "eventName": "UpdateFunctionConfiguration",
        "eventSource": "lambda.amazonaws.com",
        "userIdentity": {"type": "IAMUser", "userName": "ci"},
        "requestParameters": {"functionName": function, "timeout": 2},
        "readOnly": False,
    }
    return event_of(record | fields)


def situation(
    alarms: list[Alarm], events: list[TrailEvent], graph: ServiceGraph | None = None
) -> Situation:
    firing = firing_of(alarms)
    return situation_of(
        alarms=alarms,
        graph=graph or ServiceGraph(),
        events=events,
        window=live_window(NOW),
        now=NOW,
        incident=followed(NO_INCIDENT, firing, ()),
    )


def test_nothing_is_failing() -> None:
    calm = situation([alarm("a", AlarmState.OK), alarm("b", AlarmState.INSUFFICIENT_DATA)], [])
    assert calm == Situation(ok=1, without_data=1)


def test_the_onset_is_the_first_alarm_and_billing_is_only_a_warning() -> None:
    seen = situation(
        [
            alarm("late", AlarmState.ALARM, 3),
            alarm("early", AlarmState.ALARM, 4),
            alarm("bill", AlarmState.ALARM, 90, "AWS/Billing"),
        ],
        [],
    )
    assert [a.name for a in seen.firing] == ["early", "late"]
    assert [a.name for a in seen.warnings] == ["bill"]
    assert seen.onset == NOW - timedelta(minutes=4)


def test_the_change_of_the_failing_function_is_the_suspect() -> None:
    seen = situation(
        [alarm("payments", AlarmState.ALARM, 4)], [update(6, "payments"), update(5, "search")]
    )
    assert seen.suspect is not None
    assert seen.suspect.event.id == "6"
    assert seen.suspect.resource == "payments"


def test_without_a_tie_there_is_no_suspect_and_changes_are_still_counted() -> None:
    seen = situation(
        [alarm("payments", AlarmState.ALARM, 4)],
        [update(5, "search"), update(40, "search"), update(2, "x", errorCode="AccessDenied")],
    )
    assert seen.suspect is None
    assert seen.changes_in_window == 1
    assert seen.last_change == NOW - timedelta(minutes=5)


FAILING = Statistics(count=10, ok=5, fault=5)
MAP = ServiceGraph(
    nodes=(GraphNode(key=NodeKey("", "payments", ""), own_failures=5, statistics=FAILING),),
    traces=10,
)


def test_root_and_victims_come_from_the_map() -> None:
    seen = situation([], [], MAP)
    assert seen.root is not None
    assert (seen.root.key.name, seen.root.own, seen.victims) == ("payments", 0.5, ())


@pytest.mark.parametrize(("name", "apart"), [("payments", False), ("orders-dlq", True)])
def test_alarms_of_something_else_are_told_apart_from_the_root(name: str, apart: bool) -> None:
    seen = situation([alarm(name, AlarmState.ALARM, 4)], [], MAP)
    assert seen.root is not None
    assert seen.tells_apart is apart


def test_nothing_is_told_apart_where_nothing_fires() -> None:
    assert not situation([], [], MAP).tells_apart


@pytest.mark.parametrize(("since", "few"), [(None, True), (NOW - timedelta(minutes=4), False)])
def test_shares_of_before_the_onset_are_known_as_such(since: datetime | None, few: bool) -> None:
    firing = [alarm("payments", AlarmState.ALARM, 4)]
    assert situation(firing, [], replace(MAP, since=since)).few_traces is few


def test_an_onset_before_the_window_leaves_nothing_out() -> None:
    assert not situation([alarm("payments", AlarmState.ALARM, 90)], [], MAP).few_traces
