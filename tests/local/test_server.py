"""Real clients against the server, one protocol after the other."""

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import botocore.session
import pytest
from aiobotocore.session import get_session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from botocore.loaders import Loader
from typing_extensions import override

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, EventStream, Fault, Reply
from awsobs.local.server import LocalServer, PortTaken, running
from awsobs.local.wire.cbor import dumps, loads

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
KEYS = {"aws_access_key_id": "AKIATESTTESTTESTTEST", "aws_secret_access_key": "any"}
GRANITE = "GraniteServiceVersion20100801"
FORM = "application/x-www-form-urlencoded"


class Stage(Cloud):
    """A cloud whose answers a test can set; it keeps the calls it got."""

    def __init__(self) -> None:
        super().__init__(FrozenClock(NOW), region="eu-west-1")
        self.calls: list[Call] = []
        self.replies: dict[str, Reply | Fault] = {}

    @override
    def answer(self, call: Call) -> Reply:
        self.calls.append(call)
        if call.operation not in self.replies:
            return super().answer(call)
        reply = self.replies[call.operation]
        if isinstance(reply, Fault):
            raise reply
        return reply


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def server(stage: Stage) -> AsyncIterator[LocalServer]:
    async with running(stage) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def config(**options: Any) -> Config:
    retries: Any = {"mode": "standard", "total_max_attempts": 3}
    return Config(retries=retries, inject_host_prefix=False, **options)


async def ask(
    server: LocalServer, service: str, operation: str, *, loader: Loader | None = None, **given: Any
) -> Any:
    """Call an operation with botocore's own client, in a thread."""

    def call() -> Any:
        session = botocore.session.get_session()
        if loader is not None:
            session.register_component("data_loader", loader)
        options: Any = {"config": config(), **KEYS}
        client: Any = session.create_client(
            service, endpoint_url=server.url, region_name="eu-west-1", **options
        )
        try:
            return getattr(client, xform_name(operation))(**given)
        finally:
            client.close()

    return await asyncio.to_thread(call)


async def refusal(server: LocalServer, service: str, operation: str, **given: Any) -> Any:
    """The error response of a call that must fail."""
    with pytest.raises(ClientError) as caught:
        await ask(server, service, operation, **given)
    response: Any = caught.value.response
    return response


def speaking(protocol: str, folder: Path) -> Loader:
    """botocore's data with a CloudWatch that speaks another protocol, as newer ones do."""
    model = dict(Loader().load_service_model("cloudwatch", "service-2"))
    model["metadata"] = {
        **model["metadata"],
        "protocol": protocol,
        "protocols": [protocol],
        "targetPrefix": GRANITE,
        "jsonVersion": "1.0",
        "awsQueryCompatible": {},
    }
    place = folder / "cloudwatch" / "2010-08-01"
    place.mkdir(parents=True)
    (place / "service-2.json").write_text(json.dumps(model))
    return Loader(extra_search_paths=[str(folder)])


UNKNOWN: list[tuple[str, str, str, Mapping[str, Any]]] = [
    ("logs", "DescribeDestinations", "UnknownOperationException", {}),
    ("cloudwatch", "ListMetricStreams", "InvalidAction", {}),
    ("ec2", "DescribeInstances", "InvalidAction", {}),
    ("iam", "ListUsers", "InvalidAction", {}),
    ("lambda", "ListFunctions", "UnknownOperationException", {}),
    ("s3", "ListBuckets", "InvalidAction", {}),
    ("scheduler", "GetSchedule", "UnknownOperationException", {"Name": "a b"}),
    ("sqs", "ListQueues", "UnknownOperationException", {}),
    ("xray", "GetInsightImpactGraph", "UnknownOperationException", {
        "InsightId": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "StartTime": NOW, "EndTime": NOW,
    }),
]  # fmt: skip


@pytest.mark.parametrize(("service", "operation", "code", "given"), UNKNOWN)
async def test_an_unknown_operation_is_refused_by_name_and_not_tried_again(
    server: LocalServer, service: str, operation: str, code: str, given: Mapping[str, Any]
) -> None:
    response = await refusal(server, service, operation, **given)
    assert response["Error"]["Code"] == code
    assert f"{service}:{operation}" in response["Error"]["Message"]
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["ResponseMetadata"]["RetryAttempts"] == 0


@pytest.mark.parametrize("protocol", ["query", "json", "smithy-rpc-v2-cbor"])
async def test_cloudwatch_answers_in_each_protocol_that_botocore_speaks(
    server: LocalServer, stage: Stage, tmp_path: Path, protocol: str
) -> None:
    stage.replies["GetMetricData"] = {
        "MetricDataResults": [
            {
                "Id": "a",
                "Label": 'rate <&> "é" 🙂',
                "Timestamps": [NOW, NOW - timedelta(minutes=1)],
                "Values": [1.5, 2e-7],
                "StatusCode": "Complete",
            }
        ],
        "Messages": [],
    }
    query = {"Id": "a", "Expression": "1+1", "Period": 60}
    loader = None if protocol == "query" else speaking(protocol, tmp_path)
    reply = await ask(
        server,
        "cloudwatch",
        "GetMetricData",
        loader=loader,
        StartTime=NOW - timedelta(hours=1),
        EndTime=NOW,
        MetricDataQueries=[query],
    )
    (call,) = stage.calls
    assert call.parameters == {
        "StartTime": NOW - timedelta(hours=1),
        "EndTime": NOW,
        "MetricDataQueries": [query],
    }
    assert call.service == "cloudwatch"
    (result,) = reply["MetricDataResults"]
    assert (result["Label"], result["Values"]) == ('rate <&> "é" 🙂', [1.5, 2e-7])
    assert result["Timestamps"] == [NOW, NOW - timedelta(minutes=1)]
    assert reply["ResponseMetadata"]["RequestId"] == call.request_id


@pytest.mark.parametrize("protocol", ["query", "json", "smithy-rpc-v2-cbor"])
async def test_cloudwatch_refuses_with_the_same_code_and_status_in_each_protocol(
    server: LocalServer, stage: Stage, tmp_path: Path, protocol: str
) -> None:
    stage.replies["GetDashboard"] = Fault("ResourceNotFound", "Dashboard x does not exist")
    loader = None if protocol == "query" else speaking(protocol, tmp_path)
    response = await refusal(server, "cloudwatch", "GetDashboard", loader=loader, DashboardName="x")
    assert response["Error"]["Code"] == "ResourceNotFound"
    assert response["Error"]["Message"] == "Dashboard x does not exist"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 404


@pytest.mark.parametrize(
    ("service", "operation", "code", "given"),
    [
        ("logs", "GetLogRecord", "ResourceNotFoundException", {"logRecordPointer": "x"}),
        ("xray", "GetGroup", "InvalidRequestException", {"GroupName": "x"}),
        ("sts", "GetFederationToken", "MalformedPolicyDocument", {"Name": "xx"}),
        ("ec2", "DescribeVpcs", "InvalidVpcID.NotFound", {}),
        ("events", "DescribeRule", "ResourceNotFoundException", {"Name": "x"}),
        ("cloudtrail", "GetTrail", "TrailNotFoundException", {"Name": "x"}),
    ],
)
async def test_a_refusal_keeps_its_code_and_words(
    server: LocalServer,
    stage: Stage,
    service: str,
    operation: str,
    code: str,
    given: Mapping[str, Any],
) -> None:
    stage.replies[operation] = Fault(code, "No <such> thing & more")
    response = await refusal(server, service, operation, **given)
    error = response["Error"]
    assert (error["Code"], error["Message"]) == (code, "No <such> thing & more")
    assert response["ResponseMetadata"]["RequestId"] == stage.calls[0].request_id


async def test_a_throttled_xray_call_has_the_status_of_its_model(
    server: LocalServer, stage: Stage, http: aiohttp.ClientSession
) -> None:
    stage.replies["GetGroups"] = Fault("ThrottledException", "Rate exceeded")
    async with http.post(server.url + "/Groups", data=b"{}") as answer:
        assert answer.status == 429
        assert answer.headers["x-amzn-ErrorType"] == "ThrottledException"
        assert (await answer.json())["Message"] == "Rate exceeded"


async def test_the_caller_is_told_from_signature_address_and_user_agent(
    server: LocalServer, stage: Stage
) -> None:
    await ask(server, "sts", "GetCallerIdentity")
    caller = stage.calls[0].caller
    assert caller.access_key_id == KEYS["aws_access_key_id"]
    assert (caller.region, caller.address) == ("eu-west-1", "127.0.0.1")
    assert caller.user_agent.startswith("Botocore/")


async def test_metric_data_may_come_in_gzip(server: LocalServer, stage: Stage) -> None:
    stage.replies["PutMetricData"] = {}
    data = [{"MetricName": f"m{number}", "Value": float(number)} for number in range(500)]
    await ask(server, "cloudwatch", "PutMetricData", Namespace="App", MetricData=data)
    assert stage.calls[0].parameters == {"Namespace": "App", "MetricData": data}


async def test_the_clock_of_the_cloud_is_the_date_of_its_answers(
    server: LocalServer, http: aiohttp.ClientSession
) -> None:
    async with http.post(server.url, data="Action=GetCallerIdentity&Version=2011-06-15") as answer:
        assert parsedate_to_datetime(answer.headers["Date"]) == NOW


NOBODY = "AWS4-HMAC-SHA256 Credential=a/20260101/r/nosuch/aws4_request"
JSON_1_0 = "application/x-amz-json-1.0"
BODIES = [b"", b"\x00\xff\xfe", b"{", b"[]", b"7", b'{"a":' * 5000, b"\xbf\xbf\xbf", b"a.b=1&a=2"]
PLACES: list[tuple[str, Mapping[str, str]]] = [
    ("/", {"X-Amz-Target": "Logs_20140328.PutLogEvents"}),
    ("/", {"X-Amz-Target": "Logs_20140328.Nothing"}),
    ("/", {"X-Amz-Target": "."}),
    ("/", {"X-Amz-Target": f"{GRANITE}.PutMetricData", "Content-Type": JSON_1_0}),
    (f"/service/{GRANITE}/operation/PutMetricData", {"smithy-protocol": "rpc-v2-cbor"}),
    (f"/service/{GRANITE}/operation/Nothing", {"smithy-protocol": "rpc-v2-cbor"}),
    ("/", {"Content-Type": FORM}),
    ("/?Action=PutMetricAlarm&Version=2010-08-01", {}),
    ("/?Action=PutMetricAlarm&Version=1999-01-01", {}),
    ("/TraceSegments", {}),
    ("/nothing/at/all", {}),
    ("/TraceSegments", {"Authorization": NOBODY}),
    ("/", {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/r/../../x/aws4_request"}),
    ("/", {"Content-Encoding": "gzip"}),
    ("/", {"Content-Encoding": "br"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "headers"), PLACES)
async def test_garbage_is_refused_and_never_breaks_the_server(
    server: LocalServer, http: aiohttp.ClientSession, path: str, headers: Mapping[str, str]
) -> None:
    for body in BODIES:
        for method in ("POST", "GET", "PUT"):
            async with http.request(
                method, server.url + path, data=body, headers=headers
            ) as answer:
                assert 400 <= answer.status < 500, (method, body)
                assert answer.headers["Content-Type"]


async def test_a_body_cut_inside_its_gzip_is_refused(
    server: LocalServer, http: aiohttp.ClientSession
) -> None:
    headers = {"Content-Encoding": "gzip", "X-Amz-Target": "Logs_20140328.PutLogEvents"}
    async with http.post(server.url, data=gzip.compress(b"{}")[:-3], headers=headers) as answer:
        assert (answer.status, (await answer.json(content_type=None))["__type"]) == (
            400,
            "SerializationException",
        )


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_that_is_too_large_is_refused(
    server: LocalServer, http: aiohttp.ClientSession, packed: bool
) -> None:
    body = b" " * (10 * 1024 * 1024 + 1)
    headers = {"X-Amz-Target": "Logs_20140328.PutLogEvents"}
    if packed:
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    async with http.post(server.url, data=io.BytesIO(body), headers=headers) as answer:
        assert answer.status == 413


async def test_a_required_parameter_that_is_missing_is_named(
    server: LocalServer, http: aiohttp.ClientSession
) -> None:
    headers = {"X-Amz-Target": "Logs_20140328.CreateLogGroup"}
    async with http.post(server.url, data=b"{}", headers=headers) as answer:
        words = await answer.json(content_type=None)
    assert words["__type"] == "InvalidParameterException"
    assert "logGroupName" in words["message"]


async def test_cbor_and_json_1_0_are_answered_in_kind(
    server: LocalServer, stage: Stage, http: aiohttp.ClientSession
) -> None:
    stage.replies["ListMetrics"] = {"Metrics": [{"Namespace": "A", "MetricName": "b"}]}
    path = f"{server.url}/service/{GRANITE}/operation/ListMetrics"
    async with http.post(path, data=dumps({"Namespace": "A"})) as answer:
        assert loads(await answer.read()) == stage.replies["ListMetrics"]
        assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    headers = {
        "X-Amz-Target": f"{GRANITE}.ListMetrics",
        "Content-Type": "application/x-amz-json-1.0",
    }
    async with http.post(server.url, data=b'{"Namespace":"A"}', headers=headers) as answer:
        assert await answer.json(content_type=None) == stage.replies["ListMetrics"]
        assert answer.content_type == "application/x-amz-json-1.0"
    assert [call.parameters for call in stage.calls] == [{"Namespace": "A"}] * 2


class Tail:
    """A stream that gives what it is told to, and knows when it was closed."""

    def __init__(self) -> None:
        self.updates: asyncio.Queue[Fault | str | None] = asyncio.Queue()
        self.closed = asyncio.Event()

    async def events(self) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        try:
            yield "sessionStart", {"sessionId": "one"}
            while (update := await self.updates.get()) is not None:
                if isinstance(update, Fault):
                    raise update
                yield "sessionUpdate", {"sessionResults": [{"message": update}]}
        finally:
            self.closed.set()


@pytest.fixture
def tail(stage: Stage) -> Tail:
    tail = Tail()
    stage.replies["StartLiveTail"] = EventStream(tail.events())
    return tail


def live_client(server: LocalServer) -> Any:
    session: Any = get_session()
    options: Any = {"config": config(), **KEYS}
    return session.create_client(
        "logs", endpoint_url=server.url, region_name="eu-west-1", **options
    )


GROUPS = ["arn:aws:logs:eu-west-1:123456789012:log-group:g"]


async def test_a_live_tail_streams_events_to_its_end(server: LocalServer, tail: Tail) -> None:
    for update in ("é <one>", "two", None):
        tail.updates.put_nowait(update)
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        events = [event async for event in reply["responseStream"]]
    assert events[0] == {"sessionStart": {"sessionId": "one"}}
    assert [event["sessionUpdate"]["sessionResults"][0]["message"] for event in events[1:]] == [
        "é <one>",
        "two",
    ]


async def test_a_fault_inside_a_live_tail_reaches_the_client(
    server: LocalServer, tail: Tail
) -> None:
    tail.updates.put_nowait(Fault("SessionTimeoutException", "Three hours are over."))
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        with closing(reply["responseStream"]) as stream, pytest.raises(EventStreamError) as caught:
            _ = [event async for event in stream]
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "SessionTimeoutException"


async def test_a_live_tail_ends_cleanly_when_the_server_stops(stage: Stage, tail: Tail) -> None:
    server = await LocalServer.start(stage)
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        with closing(reply["responseStream"]) as stream:
            events = aiter(stream)
            await anext(events)
            await server.stop()
            with pytest.raises(StopAsyncIteration):
                await anext(events)
    assert tail.closed.is_set()


async def test_a_live_tail_whose_reader_left_is_closed(server: LocalServer, tail: Tail) -> None:
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        await anext(aiter(reply["responseStream"]))
        reply["responseStream"].close()
    while not tail.closed.is_set():
        tail.updates.put_nowait("anybody there")
        await asyncio.sleep(0)


async def test_a_taken_port_is_named(stage: Stage, server: LocalServer) -> None:
    with pytest.raises(PortTaken) as caught:
        await LocalServer.start(stage, server.port)
    assert caught.value.port == server.port


async def test_a_connection_serves_one_request_after_the_other(server: LocalServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for _ in range(3):
        writer.write(b"GET /_awsobs/local HTTP/1.1\r\nHost: local\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        await reader.readexactly(len(b"{}"))
    writer.close()
    await writer.wait_closed()


def test_every_operation_here_is_one_that_botocore_knows() -> None:
    answered = Cloud(FrozenClock(NOW))._handlers  # pyright: ignore[reportPrivateUsage] - all of them
    known = {
        service: Loader().load_service_model(service, "service-2")["operations"]
        for service in {service for service, _ in answered}
    }
    assert not [name for service, name in answered if name not in known[service]]
