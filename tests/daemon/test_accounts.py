"""Nothing that was received is lost without being counted, and samplers get no more than theirs."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from awsobs.daemon.batches import Batches
from awsobs.daemon.sampling import Sampling
from awsobs.daemon.sockets import bound_pairs
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.allowed import DAEMON, ON_REQUEST, READS


async def test_a_far_end_that_hangs_does_not_hold_up_the_end() -> None:
    async def hang(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        await asyncio.Event().wait()
        return []

    batches = Batches(hang)
    for number in range(1_000):
        batches.add(str(number))
    await batches.flush(0.05)
    assert (batches.statistics.dropped, batches.statistics.queued) == (1_000, 0)


async def test_what_x_ray_refuses_is_counted_by_its_code_and_codes_are_bounded() -> None:
    async def refuse(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        return [{"ErrorCode": f"Code{text}"} for text in documents]

    batches = Batches(refuse)
    for number in range(50):
        batches.add(str(number))
    await batches.flush(5)
    counts = batches.statistics
    assert (counts.rejected, counts.uploaded, counts.queued) == (50, 0, 0)
    assert len(counts.reasons) == 21
    assert counts.reasons["Code0"] == 1
    assert counts.reasons["other"] == 30


def test_only_the_daemon_may_write() -> None:
    writes = {name for name in DAEMON if ":Put" in name}
    assert writes == {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
    assert not writes & (READS | ON_REQUEST)


class Account:
    """Keeps what it is asked."""

    def __init__(self, failure: SourceError | None = None) -> None:
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self._failure = failure

    async def call(self, operation: str, /, **parameters: Any) -> Mapping[str, Any]:
        self.asked.append((operation, parameters))
        if self._failure is not None:
            raise self._failure
        return {"LastRuleModification": datetime.fromtimestamp(5, UTC), "ResponseMetadata": {}}


async def test_samplers_may_ask_for_what_is_theirs_and_nothing_beside_it() -> None:
    account = Account()
    body: dict[str, Any] = {"SamplingStatisticsDocuments": [], "region": "eu-west-1", "priority": 0}
    status, reply = await Sampling(account.call).answer(
        "/SamplingTargets", json.dumps(body).encode()
    )
    assert (status, list(reply)) == (200, ["LastRuleModification"])
    assert account.asked == [("xray:GetSamplingTargets", {"SamplingStatisticsDocuments": []})]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/TraceSegments", b"{}", 404),
        ("/GetSamplingRules", b"{", 400),
        ("/GetSamplingRules", b"[]", 400),
        ("/GetSamplingRules", b"[" * 100_000, 400),
        ("/GetSamplingRules", b"\xff", 400),
    ],
)
async def test_other_requests_never_reach_aws(path: str, body: bytes, status: int) -> None:
    account = Account()
    assert (await Sampling(account.call).answer(path, body))[0] == status
    assert account.asked == []


@pytest.mark.parametrize(
    ("condition", "status"),
    [(Condition.DENIED, 403), (Condition.THROTTLED, 429), (Condition.OFFLINE, 502)],
)
async def test_a_refusal_of_aws_is_passed_on(condition: Condition, status: int) -> None:
    failure = SourceError("no", condition=condition, operation="xray:GetSamplingRules")
    answered = await Sampling(Account(failure).call).answer("/GetSamplingRules", b"")
    assert answered == (status, {"message": "no"})


def test_an_address_that_the_machine_lacks_is_left_out() -> None:
    pairs = bound_pairs("127.0.0.1", 0, also="2001:db8::1")
    assert [pair.address for pair in pairs] == [f"127.0.0.1:{pairs[0].port}"]
    for pair in pairs:
        pair.tcp.close()
        pair.udp.close()
