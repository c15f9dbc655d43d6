"""Insights of the local X-Ray: surges of faults, and what they come from."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services.xray import put_documents
from awsobs.scenarios.catalogue import named

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


class Stage:
    """A cloud whose requests a test sends minute by minute, each to web, which calls pay."""

    def __init__(self, *, insights: bool = True) -> None:
        self.clock = FrozenClock(NOW)
        self.cloud = Cloud(self.clock, quotas=False)
        self._sent = 0
        wishes = {"InsightsConfiguration": {"InsightsEnabled": insights}}
        self.ask("CreateGroup", GroupName="g", **wishes)

    def ask(self, operation: str, **parameters: Any) -> Any:
        call = Call(service="xray", operation=operation, parameters=parameters)
        return self.cloud.answer(call)

    def minute(self, *, fine: int, faulty: int = 0) -> None:
        at = self.clock.now().timestamp()
        for number in range(fine + faulty):
            texts = self._trace(at + number % 50, is_faulty=number >= fine)
            assert put_documents(self.cloud, texts) == []
        self.clock.advance(timedelta(minutes=1))

    def _trace(self, at: float, *, is_faulty: bool) -> list[str]:
        self._sent += 1
        part: dict[str, Any] = {"start_time": at, "end_time": at + 0.1, "fault": is_faulty}
        shared = part | {"trace_id": f"1-67400000-{self._sent:024x}"}
        call = part | {"id": "b" * 16, "name": "pay", "namespace": "remote"}
        web = shared | {"id": "a" * 16, "name": "web", "subsegments": [call]}
        web["http"] = {"request": {"url": "https://x/"}}
        pay = shared | {"id": "c" * 16, "name": "pay", "parent_id": "b" * 16}
        return [json.dumps(web), json.dumps(pay)]

    def insights(self, **more: Any) -> list[dict[str, Any]]:
        window = {"StartTime": NOW, "EndTime": self.clock.now(), "GroupName": "g"}
        rows: list[dict[str, Any]] = self.ask("GetInsightSummaries", **window | more)[
            "InsightSummaries"
        ]
        return rows


@pytest.fixture(scope="module")
def surge() -> Stage:
    """Ten quiet minutes, then two in which half of all fail."""
    stage = Stage()
    for _ in range(10):
        stage.minute(fine=20)
    stage.minute(fine=10, faulty=10)
    stage.minute(fine=12, faulty=8)
    return stage


def test_a_surge_of_faults_is_an_insight_of_the_service_where_they_begin(surge: Stage) -> None:
    (row,) = surge.insights()
    assert row["RootCauseServiceId"]["Name"] == "pay"
    assert (row["State"], row["Categories"], row["GroupName"]) == ("ACTIVE", ["FAULT"], "g")
    assert row["StartTime"] == NOW + timedelta(minutes=10)
    assert "EndTime" not in row
    impact = {"FaultCount": 18, "OkCount": 22, "TotalCount": 40}
    assert row["ClientRequestImpactStatistics"] == impact
    assert row["RootCauseServiceRequestImpactStatistics"] == impact
    assert {top["ServiceId"]["Name"] for top in row["TopAnomalousServices"]} == {"web", "pay"}
    assert row["Summary"] == "pay caused faults in 18 of 40 requests of clients (45%)."


def test_an_insight_is_told_with_its_events_and_its_graph(surge: Stage) -> None:
    (row,) = surge.insights()
    insight = surge.ask("GetInsight", InsightId=row["InsightId"])["Insight"]
    assert insight["RootCauseServiceId"] == row["RootCauseServiceId"]
    events = surge.ask("GetInsightEvents", InsightId=row["InsightId"])["InsightEvents"]
    faults = [event["ClientRequestImpactStatistics"]["FaultCount"] for event in events]
    assert faults == [8, 10]
    window = {"StartTime": NOW, "EndTime": surge.clock.now()}
    graph = surge.ask("GetInsightImpactGraph", InsightId=row["InsightId"], **window)
    names = {part["ReferenceId"]: part["Name"] for part in graph["Services"]}
    arrows = {
        (part["Name"], names[edge["ReferenceId"]])
        for part in graph["Services"]
        for edge in part["Edges"]
    }
    assert arrows == {("web", "web"), ("web", "pay")}


def test_an_insight_closes_after_quiet_minutes() -> None:
    stage = Stage()
    for faulty in (0, 0, 10, 0):
        stage.minute(fine=20, faulty=faulty)
    assert [row["State"] for row in stage.insights()] == ["ACTIVE"]
    for _ in range(4):
        stage.minute(fine=20)
    (row,) = stage.insights()
    assert (row["State"], row["EndTime"]) == ("CLOSED", NOW + timedelta(minutes=3))
    assert stage.insights(States=["ACTIVE"]) == []
    assert stage.insights(StartTime=NOW + timedelta(minutes=5)) == []


def test_two_surges_with_a_pause_between_are_two_insights() -> None:
    stage = Stage()
    for faulty in (0, 10, 0, 0, 0, 0, 10):
        stage.minute(fine=20, faulty=faulty)
    newest, oldest = stage.insights()
    assert (newest["State"], oldest["State"]) == ("ACTIVE", "CLOSED")
    assert newest["InsightId"] != oldest["InsightId"]


@pytest.mark.parametrize("minutes", [[(15, 2)] * 8, [(3, 0), (3, 0), (1, 2)], [(90, 9)] * 3])
def test_what_always_fails_is_no_surge_and_two_faults_are_none(
    minutes: list[tuple[int, int]],
) -> None:
    stage = Stage()
    for fine, faulty in minutes:
        stage.minute(fine=fine, faulty=faulty)
    assert stage.insights() == []


def test_a_group_without_insights_has_none() -> None:
    stage = Stage(insights=False)
    for faulty in (0, 0, 10):
        stage.minute(fine=20, faulty=faulty)
    assert stage.insights() == []


def test_the_demos_incident_is_an_insight_of_payments() -> None:
    stage = Stage()
    story = named("checkout", seed=7, start=NOW)
    first = NOW.timestamp()
    sent = story.happenings(first, first + 240).segments
    assert put_documents(stage.cloud, [each.document for each in sent]) == []
    stage.clock.advance(timedelta(seconds=240))
    (row,) = stage.insights()
    assert (row["RootCauseServiceId"]["Name"], row["State"]) == ("payments", "ACTIVE")
    assert row["StartTime"] >= NOW + timedelta(seconds=59)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetInsight", {"InsightId": "00000000-0000-0000-0000-000000000000"}),
        ("GetInsightEvents", {"InsightId": "moon"}),
        ("GetInsightSummaries", {"StartTime": NOW, "EndTime": NOW}),
        ("GetInsightSummaries", {"StartTime": NOW, "EndTime": NOW, "GroupName": "nobody"}),
        ("GetInsightImpactGraph", {"StartTime": NOW - timedelta(1), "EndTime": NOW,
                                   "InsightId": "moon"}),
    ],
)  # fmt: skip
def test_a_bad_request_is_refused(operation: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(Fault) as caught:
        Stage().ask(operation, **parameters)
    assert caught.value.code == "InvalidRequestException"
