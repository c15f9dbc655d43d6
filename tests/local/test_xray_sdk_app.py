"""What an application with the X-Ray SDK sends, and the map that local X-Ray makes of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.services.xray import put_documents

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
START = NOW.timestamp() - 60
SDK = {"xray": {"sdk": "X-Ray for Python", "sdk_version": "2.15.0"}}
Document = dict[str, Any]


def timed(identity: str, name: str, at: float, **more: Any) -> Document:
    times = {"start_time": START + at, "end_time": START + at + 0.01, "in_progress": False}
    return {"id": identity * 16, "name": name} | times | more


def http(name: str, status: int) -> Document:
    return {"request": {"method": "GET", "url": f"http://{name}/"}, "response": {"status": status}}


def request(number: int, status: int, *, hands_header_on: bool = True) -> list[Document]:
    """One request: front calls back, which asks its database; a message goes to a worker."""
    trace = {"trace_id": f"1-6b07e21d-{number:024x}"}
    other = trace if hands_header_on else {"trace_id": f"1-6b07e21d-{number + 1000:024x}"}
    verdict: Document = {500: {"fault": True}, 429: {"error": True, "throttle": True}}.get(
        status, {}
    )
    name = "back" if hands_header_on else "127.0.0.1"
    call = timed("b", name, 0.1, namespace="remote", http=http(name, status), **verdict)
    left = timed("c", "jobs", 0.2, namespace="remote")
    query = timed("e", ":memory:", 0.12, namespace="remote", sql={"database_type": "sqlite3"})
    back = timed("d", "back", 0.11, subsegments=[query], http=http("back", status), **verdict)
    if hands_header_on:
        back["parent_id"] = call["id"]
    front = timed("a", "front", 0.0, subsegments=[call, left], http=http("front", status))
    return [
        front | trace | {"aws": SDK} | verdict,
        back | other | {"aws": SDK},
        timed("f", "worker", 5.0, parent_id=left["id"], aws=SDK) | trace,
    ]


def services(*requests: list[Document]) -> dict[str, Any]:
    cloud = Cloud(FrozenClock(NOW), quotas=False)
    assert put_documents(cloud, [json.dumps(each) for sent in requests for each in sent]) == []
    window = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW}
    call = Call(service="xray", operation="GetServiceGraph", parameters=window)
    answer: Any = cloud.answer(call)
    return {f"{row['Name']} {row.get('Type', '')}".strip(): row for row in answer["Services"]}


def callees(rows: dict[str, Any]) -> dict[str, set[str]]:
    names = {row["ReferenceId"]: name for name, row in rows.items()}
    return {
        name: {names[edge["ReferenceId"]] for edge in row["Edges"]} for name, row in rows.items()
    }


def test_an_application_that_hands_its_header_on_is_one_tree() -> None:
    rows = services(*(request(number, 200) for number in range(10)))
    assert callees(rows) == {
        "front client": {"front"},
        "front": {"back", "worker"},
        "back": {":memory: Database::SQL"},
        ":memory: Database::SQL": set(),
        "worker": set(),
    }


def test_what_its_calls_came_to_is_told_at_both_ends() -> None:
    statuses = [200] * 10 + [500] * 3 + [429] * 2
    rows = services(*(request(number, status) for number, status in enumerate(statuses)))
    for name in ("front", "back"):
        told = rows[name]["SummaryStatistics"]
        assert (told["OkCount"], told["FaultStatistics"]["TotalCount"]) == (10, 3)
        assert told["ErrorStatistics"]["ThrottleCount"] == 2
    assert rows["worker"]["SummaryStatistics"]["OkCount"] == 15


@pytest.mark.parametrize("count", [1, 5])
def test_without_its_header_the_callee_is_a_tree_of_its_own(count: int) -> None:
    rows = services(*(request(n, 200, hands_header_on=False) for n in range(count)))
    told = callees(rows)
    assert told["front"] == {"127.0.0.1 remote", "worker"}
    assert told["back client"] == {"back"}
    assert rows["127.0.0.1 remote"].get("Root") is not True
