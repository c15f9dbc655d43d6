"""The server itself: bodies that are garbage, large or cut, its port and its connections."""

import asyncio
import gzip
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest

from awsobs.local.server import LocalServer, PortTaken
from awsobs.local.wire.cbor import dumps, loads

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
GRANITE = "GraniteServiceVersion20100801"
FORM = "application/x-www-form-urlencoded"


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
    server: LocalServer, stage: Any, http: aiohttp.ClientSession
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


async def test_a_taken_port_is_named(stage: Any, server: LocalServer) -> None:
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
