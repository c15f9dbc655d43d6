import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from aws_xray_sdk.core import AWSXRayRecorder, xray_recorder
from aws_xray_sdk.core.sampling.connector import ServiceConnector
from hypothesis import given, strategies as st

from awsobs.daemon.batches import Batches, Unreachable, UploadFailed, UploadRefused
from awsobs.daemon.datagrams import document_of
from awsobs.daemon.listener import Daemon
from awsobs.daemon.proxy import Forwarding

Until = Callable[[Callable[[], object]], Awaitable[None]]
IDLE = 0.02
HEADER = b'{"format": "json", "version": 1}\n'


def datagram_of(document: str) -> bytes:
    """A document as an SDK sends it."""
    return HEADER + document.encode()


class XRay:
    """A far end that keeps batches, refuses documents with `bad` in them, and may fail."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.failures = 0

    async def take(self, documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        if self.failures:
            self.failures -= 1
            raise UploadFailed
        self.batches.append(list(documents))
        return [{"ErrorCode": "InvalidName"} for document in documents if "bad" in document]

    @property
    def documents(self) -> list[str]:
        return [document for batch in self.batches for document in batch]


class Stage(NamedTuple):
    xray: XRay
    daemon: Daemon
    client: socket.socket


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    xray = XRay()
    daemon = await Daemon.start(xray.take, idle=IDLE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", daemon.port))
        yield Stage(xray, daemon, client)
    await daemon.stop()


def adds_up(daemon: Daemon) -> bool:
    counts = daemon.statistics
    ends = counts.uploaded + counts.rejected + counts.dropped + counts.queued
    return counts.received == ends


async def test_documents_go_out_in_batches_of_fifty_and_the_rest_after_silence(
    stage: Stage, until: Until
) -> None:
    for number in range(120):
        stage.client.send(datagram_of(f'{{"n": {number}}}'))
    await until(lambda: stage.daemon.statistics.uploaded == 120)
    assert [len(batch) for batch in stage.xray.batches] == [50, 50, 20]
    assert stage.xray.documents == [f'{{"n": {number}}}' for number in range(120)]
    assert stage.daemon.statistics.queued == 0


@pytest.mark.fault("X4")
@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"{}",
        b'{"format": "json", "version": 1}',
        b'{"format": "json", "version": 1}\n',
        b'{"format": "json", "version": 1}\n  \n',
        b'{"format": "xml", "version": 1}\n{}',
        b'{"format": "json", "version": 2}\n{}',
        b'{"format": "json", "version": true}\n{}',
        b"[1]\n{}",
        b"junk\n{}",
        b'{"format": "json", "version": 1}\n\xff\xfe',
        b"[" * 60_000,
    ],
)
async def test_what_is_no_document_is_counted(stage: Stage, until: Until, datagram: bytes) -> None:
    stage.client.send(datagram)
    stage.client.send(b'{"format":"JSON","version":1}\n{}')
    await until(lambda: stage.daemon.statistics.uploaded == 1)
    assert stage.daemon.statistics.rejected == 1
    assert stage.xray.documents == ["{}"]
    assert adds_up(stage.daemon)


async def test_what_x_ray_leaves_unprocessed_is_rejected(stage: Stage, until: Until) -> None:
    for text in ("good", "bad", "good"):
        stage.client.send(datagram_of(text))
    await until(lambda: stage.daemon.statistics.queued == 0 and stage.xray.batches)
    assert (stage.daemon.statistics.uploaded, stage.daemon.statistics.rejected) == (2, 1)


async def test_a_failed_upload_is_tried_again(stage: Stage, until: Until) -> None:
    stage.xray.failures = 2
    stage.client.send(datagram_of("a"))
    await until(lambda: stage.daemon.statistics.uploaded == 1)
    assert stage.daemon.statistics.retried == 2


async def test_a_batch_that_keeps_failing_is_dropped_and_counted(
    stage: Stage, until: Until
) -> None:
    stage.xray.failures = 3
    stage.client.send(datagram_of("a"))
    await until(lambda: stage.daemon.statistics.dropped == 1)
    assert adds_up(stage.daemon)


async def test_what_is_refused_is_not_sent_again() -> None:
    asked: list[int] = []

    async def refuse(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        asked.append(len(documents))
        raise UploadRefused

    batches = Batches(refuse)
    batches.add("a")
    await batches.flush(5)
    assert asked == [1]
    assert (batches.statistics.dropped, batches.statistics.retried) == (1, 0)


async def test_a_batch_waits_until_the_network_is_back(until: Until) -> None:
    asked: list[int] = []

    async def return_late(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        asked.append(len(documents))
        if len(asked) < 6:
            raise Unreachable
        return []

    batches = Batches(return_late, idle=0.001)
    running = asyncio.create_task(batches.run())
    batches.add("a")
    await until(lambda: batches.statistics.uploaded == 1)
    assert len(asked) == 6
    assert batches.statistics.dropped == 0
    running.cancel()


async def test_the_end_does_not_wait_for_a_network_that_stays_away() -> None:
    async def away(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        raise Unreachable

    batches = Batches(away, idle=0.001)
    batches.add("a")
    await batches.flush(60)
    assert batches.statistics.dropped == 1


async def test_the_oldest_documents_make_room() -> None:
    xray = XRay()
    batches = Batches(xray.take, capacity=60)
    for number in range(100):
        batches.add(str(number))
    assert (batches.statistics.dropped, batches.statistics.queued) == (40, 60)
    await batches.flush(1)
    assert xray.documents == [str(number) for number in range(40, 100)]


async def test_large_documents_are_bounded_by_their_bytes() -> None:
    batches = Batches(XRay().take, max_bytes=10_000)
    for _ in range(1000):
        batches.add("x" * 1000)
    assert (batches.statistics.dropped, batches.statistics.queued) == (990, 10)


@pytest.mark.fault("X4")
async def test_a_flood_is_dropped_while_x_ray_hangs_and_all_is_accounted_for(
    until: Until,
) -> None:
    gate = asyncio.Event()

    async def hang(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        await gate.wait()
        return []

    batches = Batches(hang, capacity=500, idle=IDLE)
    running = asyncio.create_task(batches.run())
    for number in range(20_000):
        batches.add(str(number))
        if number % 500 == 0:
            await asyncio.sleep(0)
    counts = batches.statistics
    assert counts.queued <= 500 + 9 * 50
    assert counts.received == counts.dropped + counts.queued == 20_000
    gate.set()
    await until(lambda: counts.queued == 0)
    assert counts.uploaded + counts.dropped == 20_000
    running.cancel()


async def test_what_waits_is_uploaded_at_the_end(until: Until) -> None:
    xray = XRay()
    daemon = await Daemon.start(xray.take, idle=60)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(datagram_of("last"), ("127.0.0.1", daemon.port))
    await until(lambda: daemon.statistics.received)
    await daemon.stop()
    assert xray.documents == ["last"]


async def test_udp_and_tcp_share_one_number_and_a_taken_one_is_refused(stage: Stage) -> None:
    assert stage.daemon.address == f"127.0.0.1:{stage.daemon.port}"
    with pytest.raises(OSError, match="in use"):
        await Daemon.start(stage.xray.take, port=stage.daemon.port)


async def test_a_number_taken_for_udp_alone_is_refused_too() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="in use"):
            await Daemon.start(XRay().take, port=other.getsockname()[1])


@pytest.fixture
def recorder(stage: Stage) -> Iterator[AWSXRayRecorder]:
    recorder = AWSXRayRecorder()
    recorder.configure(
        service="shop",
        sampling=False,
        daemon_address=stage.daemon.address,
        context_missing="RUNTIME_ERROR",
        plugins=(),
    )
    yield recorder
    for used in (recorder, xray_recorder):  # the SDK never closes its sockets
        emitter: Any = used.emitter
        emitter._socket.close()


async def test_the_sdk_streams_a_long_segment_through_the_daemon(
    stage: Stage, recorder: AWSXRayRecorder, until: Until
) -> None:
    segment: Any = recorder.begin_segment("shop")
    segment.put_annotation("order", 8820)
    for number in range(40):
        recorder.begin_subsegment(f"step-{number}")
        recorder.end_subsegment()
    recorder.end_segment()
    await until(lambda: any('"order"' in text for text in stage.xray.documents))
    bodies = [json.loads(text) for text in stage.xray.documents]
    streamed = [body for body in bodies if body.get("type") == "subsegment"]
    (whole,) = [body for body in bodies if body.get("type") != "subsegment"]
    assert streamed
    assert len(streamed) + len(whole.get("subsegments", ())) == 40
    assert {body["trace_id"] for body in bodies} == {whole["trace_id"]}


@pytest.fixture
async def endpoint() -> AsyncIterator[tuple[str, list[tuple[str, bytes]]]]:
    asked: list[tuple[str, bytes]] = []
    rule: dict[str, Any] = {
        "RuleName": "Default", "Priority": 10000, "FixedRate": 0.25, "ReservoirSize": 2,
        "ResourceARN": "*", "ServiceName": "*", "ServiceType": "*", "Host": "*",
        "HTTPMethod": "*", "URLPath": "*", "Version": 1, "Attributes": {},
    }  # fmt: skip

    async def answer(request: web.BaseRequest) -> web.Response:
        asked.append((request.path, await request.read()))
        return web.json_response({"SamplingRuleRecords": [{"SamplingRule": rule}]})

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


async def test_the_sdk_gets_its_sampling_rules_on_the_tcp_side(
    endpoint: tuple[str, list[tuple[str, bytes]]],
) -> None:
    url, asked = endpoint
    daemon = await Daemon.start(XRay().take, responder=Forwarding(url))
    connector: Any = ServiceConnector()
    client = connector._create_xray_client("127.0.0.1", str(daemon.port))
    reply = await asyncio.to_thread(client.get_sampling_rules)
    (rule,) = reply["SamplingRuleRecords"]
    assert rule["SamplingRule"]["FixedRate"] == 0.25
    assert asked[0][0] == "/GetSamplingRules"
    await daemon.stop()


async def test_an_endpoint_that_is_gone_is_told_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    daemon = await Daemon.start(XRay().take, responder=Forwarding(f"http://127.0.0.1:{port}"))
    reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
    writer.write(b"POST /SamplingTargets HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
    status = await reader.readline()
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = json.loads(await reader.readexactly(length))
    assert b"502" in status
    assert "X-Ray does not answer" in body["message"]
    writer.close()
    await daemon.stop()


@given(st.binary(max_size=80))
def test_any_bytes_are_a_document_or_refused(datagram: bytes) -> None:
    try:
        document = document_of(datagram)
    except ValueError:
        return
    assert document.strip()


@given(st.text(min_size=1).filter(str.strip))
def test_a_document_comes_out_as_it_went_in(document: str) -> None:
    try:
        datagram = datagram_of(document)
    except UnicodeEncodeError:
        return
    assert document_of(datagram) == document
