"""The X-Ray SDK for Python as it is, through the daemon into local X-Ray, and its sampling."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from awsobs.daemon.listener import Daemon
from awsobs.daemon.sampling import Sampling
from awsobs.domain.clock import SystemClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.services.xray import put_documents

sdk: Any = pytest.importorskip("aws_xray_sdk.core")
recorders: Any = pytest.importorskip("aws_xray_sdk.core.recorder")
util: Any = pytest.importorskip("aws_xray_sdk.ext.util")
headers: Any = pytest.importorskip("aws_xray_sdk.core.models.trace_header")
samplers: Any = pytest.importorskip("aws_xray_sdk.core.sampling.sampler")

Until = Callable[[Callable[[], object]], "asyncio.Future[None]"]


class Stage(NamedTuple):
    cloud: Cloud
    daemon: Daemon
    recorder: Any


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    cloud = Cloud(SystemClock(), quotas=False)

    async def upload(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        return put_documents(cloud, list(documents))

    async def call(operation: str, /, **parameters: Any) -> Mapping[str, Any]:
        name = operation.partition(":")[2]
        answer: Any = cloud.answer(Call(service="xray", operation=name, parameters=parameters))
        return answer

    daemon = await Daemon.start(upload, responder=Sampling(call), idle=0.01)
    recorder = recorders.AWSXRayRecorder()
    recorder.configure(service="front", sampling=False, daemon_address=daemon.address, plugins=())
    yield Stage(cloud, daemon, recorder)
    for used in (recorder, sdk.xray_recorder):  # the SDK never closes its sockets
        used.emitter._socket.close()
    await daemon.stop()


def back(recorder: Any, header: str) -> None:
    """A service that is asked with that header, and fails."""
    given = headers.TraceHeader.from_header_str(header)
    recorder.begin_segment("back", traceid=given.root, parent_id=given.parent, sampling=1)
    recorder.current_segment().add_exception(ValueError("boom"), [])
    recorder.current_segment().put_http_meta("status", 500)
    recorder.end_segment()


def front(recorder: Any) -> str:
    """A service that asks another; gives the header that it hands on."""
    sent: dict[str, str] = {}
    recorder.begin_segment("front", sampling=1)
    with recorder.in_subsegment("back", namespace="remote") as asked:
        util.inject_trace_header(sent, asked)
        asked.put_http_meta("status", 500)
    recorder.end_segment()
    return sent["X-Amzn-Trace-Id"]


async def test_who_is_asked_with_the_sdks_header_is_on_the_same_trace(
    stage: Stage, until: Until
) -> None:
    for _ in range(3):
        back(stage.recorder, front(stage.recorder))
    await until(lambda: stage.daemon.statistics.uploaded == 6)
    window = {
        "StartTime": datetime.now(UTC) - timedelta(hours=1),
        "EndTime": datetime.now(UTC) + timedelta(minutes=1),
    }
    asked = Call(service="xray", operation="GetServiceGraph", parameters=window)
    answer: Any = stage.cloud.answer(asked)
    rows = {row["Name"]: row for row in answer["Services"]}
    assert set(rows) == {"front", "back"}
    (edge,) = rows["front"]["Edges"]
    assert edge["ReferenceId"] == rows["back"]["ReferenceId"]
    assert rows["back"]["SummaryStatistics"]["FaultStatistics"]["TotalCount"] == 3
    assert len(list(stage.cloud.xray.newest_first())) == 3


async def test_the_sdks_polls_of_rules_and_targets_are_answered(stage: Stage) -> None:
    host, _, port = stage.daemon.address.rpartition(":")
    sampler = samplers.DefaultSampler()
    sampler._connector._xray_client = sampler._connector._create_xray_client(host, port)
    await asyncio.to_thread(sampler._rule_poller._refresh_cache)
    (rule,) = sampler._cache.rules
    assert rule.name == "Default"
    rule.increment_request_count()
    rule.increment_sampled_count()
    targets, _ = await asyncio.to_thread(sampler._connector.fetch_sampling_target, [rule])
    assert targets["Default"]["quota"] is not None
    asked = Call(service="xray", operation="GetSamplingStatisticSummaries", parameters={})
    answer: Any = stage.cloud.answer(asked)
    (told,) = answer["SamplingStatisticSummaries"]
    assert (told["RuleName"], told["RequestCount"], told["SampledCount"]) == ("Default", 1, 1)
