"""The traces that X-Ray finds by an expression."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trace_groups import TraceGroup
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.domain.window import live_window
from awsobs.sources.chosen_traces import read_chosen
from awsobs.sources.session import Aws
from awsobs.sources.trace_groups import read_trace_groups


async def test_what_meets_an_expression_is_read_but_not_what_is_known(
    aws: Aws, put: Callable[..., Any], clock: FrozenClock
) -> None:
    ids: list[str] = []
    for number in range(6):
        start = (clock.now() - timedelta(seconds=60 + number)).timestamp()
        ids.append(f"1-{int(start):08x}-{number:024x}")
        times = {"start_time": start, "end_time": start + 0.1}
        document = {"id": f"{number:016x}", "trace_id": ids[-1], "name": "front", **times}
        if number % 2:
            document["fault"] = True
        put("xray:PutTraceSegments", TraceSegmentDocuments=[json.dumps(document)])
    window = live_window(clock.now())

    found = await read_chosen(aws, "fault = true", window, lambda one: one == ids[1])
    assert {one.id for one in found if isinstance(one, TraceSummary)} == set(ids[1::2])
    assert {one.id for one in found if isinstance(one, Trace)} == {ids[3], ids[5]}

    everything = await read_chosen(aws, "", window, lambda _: True)
    assert {one.id for one in everything} == set(ids)
    with pytest.raises(SourceError):
        await read_chosen(aws, "fault = ", window, lambda _: True)


async def test_the_groups_of_an_account_are_listed(aws: Aws, put: Callable[..., Any]) -> None:
    insights = {"InsightsEnabled": True, "NotificationsEnabled": False}
    asked = {"FilterExpression": "fault = true", "InsightsConfiguration": insights}
    put("xray:CreateGroup", GroupName="failing", **asked)
    assert await read_trace_groups(aws) == (
        TraceGroup(name="Default"),
        TraceGroup(name="failing", expression="fault = true", has_insights=True),
    )
