import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.analysis.root_cause import ranked
from awsobs.analysis.suspects import Clue, clues_of, suspects
from awsobs.analysis.trail_records import event_of
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricKey
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.trail import TrailEvent

ONSET = datetime(2026, 1, 1, 12, tzinfo=UTC)
PAYMENTS = (Clue(name="payments", weight=1.0, why="fails"),)


def write(minutes: float, name: str, parameters: Any, **fields: Any) -> TrailEvent:
    at = ONSET + timedelta(minutes=minutes)
    return event_of(
        {
            "eventID": f"{name}@{minutes}",
            "eventTime": at.isoformat(),
            "eventName": name,
            "eventSource": "lambda.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": "ci"},
            "readOnly": False,
            "requestParameters": parameters,
        }
        | fields
    )


def names(events: list[TrailEvent]) -> list[str]:
    return [suspect.event.name for suspect in suspects(events, ONSET, PAYMENTS)]


def test_a_change_of_what_fails_comes_before_a_newer_change_of_something_else() -> None:
    events = [
        write(-2, "UpdateFunctionCode", {"functionName": "search"}),
        write(-30, "UpdateFunctionConfiguration", {"functionName": "payments", "timeout": 2}),
    ]
    assert names(events)[0] == "UpdateFunctionConfiguration"


def test_what_nothing_ties_to_the_failure_is_no_suspect() -> None:
    assert names([write(-2, "UpdateFunctionCode", {"functionName": "search"})]) == []


def test_reads_later_events_and_old_ones_are_no_suspects() -> None:
    about = {"functionName": "payments"}
    events = [
        write(-1, "GetFunction", about, readOnly=True),
        write(3, "UpdateAlias", about),
        write(-73 * 60, "CreateFunction", about),
    ]
    assert names(events) == []


def test_refused_calls_services_and_tags_count_less() -> None:
    about = {"functionName": "payments"}
    events = [
        write(-1, "DeleteFunction", about, errorCode="AccessDenied"),
        write(-1, "UpdateService", about, userIdentity={"type": "AWSService", "invokedBy": "ecs"}),
        write(-1, "TagResource", about),
        write(-90, "PublishVersion", about),
    ]
    assert names(events)[0] == "PublishVersion"


def test_a_link_over_an_older_event_is_found() -> None:
    events = [
        write(-9000, "CreateFunction", {"functionName": "payments", "role": "pay-role"}),
        write(-5, "DetachRolePolicy", {"roleName": "pay-role"}),
    ]
    (suspect,) = suspects(events, ONSET, PAYMENTS)
    assert suspect.event.name == "DetachRolePolicy"
    assert "pay-role: occurs with payments" in suspect.terms[0][0]


def test_the_terms_add_up_to_the_score() -> None:
    (suspect,) = suspects(
        [write(-10, "UpdateAlias", {"functionName": "payments"})], ONSET, PAYMENTS
    )
    assert sum(points for _, points in suspect.terms) == pytest.approx(suspect.score, abs=0.02)
    assert suspect.resource == "payments"


def statistics(row: Mapping[str, float]) -> Statistics:
    fault, throttle = round(row.get("fault_pct", 0)), round(row.get("throttle_pct", 0))
    error = max(0, round(row.get("error_pct", 0)) - throttle)
    ok = max(0, 100 - fault - error - throttle)
    return Statistics(count=100, ok=ok, fault=fault, error=error, throttle=throttle)


def graph_in(story: Mapping[str, Any]) -> ServiceGraph:
    rows, numbers = story["service_map"], statistics
    keys = {row["name"]: NodeKey("", row["name"], row["type"]) for row in rows["nodes"]}
    return ServiceGraph(
        nodes=tuple(GraphNode(key=keys[r["name"]], statistics=numbers(r)) for r in rows["nodes"]),
        edges=tuple(
            GraphEdge(source=keys[r["from"]], target=keys[r["to"]], statistics=numbers(r))
            for r in rows["edges"]
        ),
    )


def alarm_in(story: Mapping[str, Any]) -> Alarm:
    row = story["alarm"]
    dimensions = tuple((d["Name"], d["Value"]) for d in row["Dimensions"])
    return Alarm(
        name=row["AlarmName"],
        state=AlarmState.ALARM,
        metric=MetricKey(row["Namespace"], row["MetricName"], dimensions),
    )


def places(shared: Path, noise: list[dict[str, Any]]) -> list[int]:
    """Where each story's planted change stands among the suspects."""
    found: list[int] = []
    for path in sorted((shared / "data/incidents").glob("*.json")):
        story = json.loads(path.read_text())
        onset = datetime.fromisoformat(story["onset"])
        events = [event_of(record) for record in [*story["cloudtrail"], *moved(noise, onset)]]
        graph = graph_in(story)
        clues = clues_of([alarm_in(story)], graph, ranked(graph))
        ids = [suspect.event.id for suspect in suspects(events, onset, clues)]
        found.append(min(ids.index(truth) + 1 for truth in story["truth"]))
    return found


def moved(records: list[dict[str, Any]], onset: datetime) -> list[dict[str, Any]]:
    """Records with their times shifted so that the newest is an hour after the onset."""
    if not records:
        return []
    times = [datetime.fromisoformat(record["eventTime"]) for record in records]
    shift = onset + timedelta(hours=1) - max(times)
    return [
        record | {"eventTime": (at + shift).isoformat()}
        for record, at in zip(records, times, strict=True)
    ]


def test_the_planted_change_comes_first_in_the_stories(shared: Path) -> None:
    assert places(shared, []) == [1, 1, 1, 1, 1, 1]


def test_unrelated_records_do_not_hide_the_planted_change(shared: Path) -> None:
    path = shared / "data/cloudtrail/benignish_invictus_baseline.jsonl.gz"
    rows = [json.loads(row) for row in gzip.decompress(path.read_bytes()).decode().splitlines()]
    found = places(shared, [row.get("record", row) for row in rows])
    assert max(found) <= 3
    assert found.count(1) >= 5
