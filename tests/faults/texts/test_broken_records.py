"""D2-D4, D6: records that are broken in every way cost nothing but themselves."""

import json
import math
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.analysis.segments import trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.app.console import Console
from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.situation import Situation
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.window import live_window
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.present.map import map_view
from awsobs.present.rows import text_of
from awsobs.settings import Settings
from awsobs.store.memory import Memory

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
Screen = Callable[[Console], str]
Filled = Callable[[Cloud], Awaitable[Memory]]

# --- D2 ------------------------------------------------------------------------------------

IDS = ["", "1", "2", "3", "0123456789abcdef"]
JUNK: list[Any] = [
    None, True, 0, -1, 1e400, math.nan, 10**30, "", "x", "\u202e", "日本", "a" * 300, [], [[]], {},
    {"": {}}, [{"id": "1"}, 7], "\x1b[31m", "AKIA",
]  # fmt: skip
TELLING: dict[str, list[Any]] = {
    "id": IDS,
    "trace_id": ["t"],
    "parent_id": IDS,
    "name": ["shop", "db", "db.", "?"],
    "origin": ["AWS::Lambda", "AWS::Lambda::Function", "AWS::DynamoDB::Table"],
    "namespace": ["aws", "remote", "local"],
    "type": ["subsegment", "segment"],
    "start_time": [1.76e9, 1.76e9 + 1, 1.76e9 + 0.5],
    "end_time": [1.76e9, 1.76e9 + 2, 1.0],
    "in_progress": [True, False],
    "fault": [True, False],
    "http": [{"request": {"url": "http://a/b"}, "response": {"status": 500}}, {"request": 1}],
    "aws": [{"account_id": "1", "operation": "PutItem", "table_name": "t"}, {"queue_url": 7}],
    "annotations": [{"k": [1]}],
    "cause": ["1", {"exceptions": [{}, None]}],
    "sql": [{"url": "jdbc:x"}],
}


def document(draw: Random, depth: int = 0) -> dict[str, Any]:
    """A document in which any field may be right, wrong or absent."""
    made: dict[str, Any] = {
        key: draw.choice(values if draw.random() < 0.85 else JUNK)
        for key, values in TELLING.items()
        if draw.random() < (0.95 if key in ("id", "name", "start_time") else 0.5)
    }
    if depth < 4 and draw.random() < 0.4:
        inner = [document(draw, depth + 1) for _ in range(draw.randrange(1, 4))]
        made["subsegments"] = inner if draw.random() < 0.9 else draw.choice(JUNK)
    return made


def texts_of(seed: int) -> list[str]:
    """The documents of one trace, one of them perhaps torn."""
    draw = Random(seed)
    texts = [json.dumps(document(draw)) for _ in range(draw.randrange(1, 6))]
    if draw.random() < 0.3:
        texts.append(draw.choice(texts)[: draw.randrange(40)])
    return texts


def drawn(texts: list[str]) -> str:
    """The map that a trace of these documents makes."""
    service_map = ServiceMap()
    trace = trace_of("t", texts)
    assert trace.broken <= len(texts)
    service_map.put(trace)
    view = map_view(
        service_map.graph(0.0, 2e9),
        Situation(),
        state=SourceState(condition=Condition.READY, since=NOON),
        received=NOON,
        now=NOON,
        width=100,
        height=30,
        kind="standard",
        zoomed=True,
    )
    return "\n".join(text_of(row) for item in view.items for row in item.rows)


@pytest.mark.fault("D2")
@settings(max_examples=300)
@given(st.integers(0, 1_000_000))
def test_any_segment_documents_are_drawn_as_far_as_possible(seed: int) -> None:
    drawn(texts_of(seed))


@pytest.mark.fault("D2")
def test_what_is_wrong_with_documents_is_seen() -> None:
    whole = {"id": "a", "trace_id": "t", "name": "shop", "start_time": 1.7e9, "end_time": 1.7e9 + 1}
    cyclic = [
        {**whole, "id": "b", "parent_id": "c", "name": "hen"},
        {**whole, "id": "c", "parent_id": "b", "name": "egg"},
    ]
    broken = [
        {**whole, "id": "d", "name": ["list"]},
        {**whole, "id": "e", "name": "late", "end_time": 1.6e9},
        {**whole, "id": "f", "name": "endless", "end_time": None, "in_progress": True},
        {**whole, "id": "g", "type": "subsegment", "parent_id": "nowhere", "name": "orphan"},
        {**whole, "id": "h", "name": "large", "metadata": {"m": "x" * 70_000}},
        {"name": "without id"},
    ]
    shown = drawn([json.dumps(one) for one in (whole, *cyclic, *broken)] + ["not json", "[]"])
    for name in ("shop", "hen", "egg", "?", "late", "endless", "large"):
        assert name in shown
    assert trace_of("t", ["not json", "[]", '{"name": "without id"}']).broken == 3


# --- D3 ------------------------------------------------------------------------------------


@pytest.mark.fault("D3")
async def test_trail_events_that_say_too_little_keep_their_row(
    clock: FrozenClock, filled: Filled, screen: Screen
) -> None:
    cloud = Cloud(clock)
    bare = {"eventTime": "2026-11-25T11:59:00Z", "readOnly": False}
    cloud.trail.put({**bare, "eventID": "bare", "eventName": "BareEvent"})
    cloud.trail.put({**bare, "eventID": "torn", "eventName": "TornEvent"})
    cloud.trail.put(
        {
            **bare,
            "eventID": "wrong",
            "eventName": "WrongEvent",
            "userIdentity": "nobody",
            "sourceIPAddress": 7,
            "requestParameters": [],
            "resources": {},
        }
    )
    for entry in cloud.trail.newest_first(NOON - timedelta(hours=1), NOON):
        if entry.row["EventId"] == "torn":
            row: Any = entry.row
            row["CloudTrailEvent"] = row["CloudTrailEvent"][:40]
    memory = await filled(cloud)
    events = {event.id: event for event in memory.trail.events()}
    assert set(events) == {"bare", "torn", "wrong"}
    assert {(event.who, event.where) for event in events.values()} == {("-", "-")}
    console = Console(Settings(), memory, clock)
    async with console.run_test(size=(160, 50)) as pilot:
        await pilot.press("4", "z")
        shown = screen(console)
        for name in ("BareEvent", "TornEvent", "WrongEvent"):
            assert name in shown, shown
            await pilot.press("v", "escape", "j")
        assert "crashed" not in screen(console)


# --- D4 ------------------------------------------------------------------------------------

VALUES = {
    "nothing": [],
    "nan": [math.nan, math.nan],
    "infinite": [math.inf, -math.inf],
    "single": [7.0],
    "negative": [-5.0, -1.0, -3.0],
    "huge": [1e308, -1e308, 1e308],
    "tiny": [5e-324, 0.0],
    "gap": [1.0, None, None, None, 3.0],
}


@pytest.mark.fault("D4")
async def test_metrics_of_any_value_are_drawn(
    clock: FrozenClock, filled: Filled, screen: Screen
) -> None:
    cloud = Cloud(clock)
    for name, values in VALUES.items():
        alarm = {
            "AlarmName": name,
            "Namespace": "shop",
            "MetricName": name,
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1e308 if name == "huge" else 5.0,
            "ComparisonOperator": "GreaterThanThreshold",
        }
        cloud.answer(Call(service="cloudwatch", operation="PutMetricAlarm", parameters=alarm))
        cloud.alarms.seed(name, AlarmState.ALARM, NOON - timedelta(minutes=5))
        for number, value in enumerate(values):
            if value is not None:
                at = NOON - timedelta(minutes=10 - number)
                cloud.metrics.put("shop", name, (), at, value)
    memory = await filled(cloud)
    console = Console(Settings(), memory, clock)
    async with console.run_test(size=(160, 50)) as pilot:
        await pilot.press("2", "z")
        shown = ""
        for _ in VALUES:
            shown += screen(console)
            await pilot.press("v", "escape", "j")
        assert "crashed" not in shown
        assert [name for name in VALUES if name not in shown] == []
        assert "1e308 /min" in shown
        rows = [row for row in shown.splitlines() if " gap " in row]
        assert any(re.search("[▂▃]+·+[▄▅]+·", row) for row in rows), rows


# --- D6 ------------------------------------------------------------------------------------


@pytest.mark.fault("D6")
async def test_a_line_from_tomorrow_is_shown_and_does_not_move_the_window(
    clock: FrozenClock, filled: Filled, screen: Screen
) -> None:
    cloud = Cloud(clock)
    now = int(NOON.timestamp() * 1000)
    lines = [(now - 1000, "of today"), (now + 86_400_000, "of tomorrow")]
    cloud.logs.put("/shop", "s", lines, now)
    memory = await filled(cloud)
    console = Console(Settings(), memory, clock)
    async with console.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        shown = screen(console)
        assert "12:00:00.000>" in shown
        assert "of today" in shown
        assert console.scene.shown() == live_window(NOON)
