"""Bytes from anywhere: read, or refused in words; nothing else."""

import base64
import struct
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from hypothesis import example, given, strategies as st

from awsobs.local.operations import Fault
from awsobs.local.wire.cbor import CborError, dumps, loads
from awsobs.local.wire.json_rpc import JsonRpc
from awsobs.local.wire.messages import Request, WireProtocol
from awsobs.local.wire.query import Ec2, Query
from awsobs.local.wire.rest_json import RestJson
from awsobs.local.wire.rpc_cbor import RpcCbor

MOMENTS = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
ITEMS: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | MOMENTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(ITEMS)
def test_a_cbor_item_comes_back_as_it_went(item: Any) -> None:
    assert loads(dumps(item)) == item


@given(st.binary(max_size=200))
@example(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff")
@example(b"\x81" * 5000)
@example(b"\xc1\xfb\x7f\xef\xff\xff\xff\xff\xff\xff")
@example(b"\xc1\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00")
@example(b"\xbf\xff\xff")
def test_bytes_are_cbor_or_refused(data: bytes) -> None:
    with suppress(CborError):
        loads(data)


@pytest.mark.parametrize(
    ("data", "item"),
    [
        (b"\x9f\x01\x9f\x02\xff\x82\x03\x04\xff", [1, [2], [3, 4]]),
        (b"\xbf\x61a\x01\x61b\xf7\xff", {"a": 1, "b": None}),
        (b"\x7f\x61a\x62bc\xff", "abc"),
        (b"\x5f\x41a\x40\xff", b"a"),
        (b"\xf9\x3e\x00", 1.5),
        (b"\xfa\x3f\xc0\x00\x00", 1.5),
        (b"\xc1\x1a\x67\x40\x00\x00", datetime(2024, 11, 22, 3, 52, 32, tzinfo=UTC)),
        (b"\x3b" + b"\xff" * 8, -(2**64)),
    ],
)
def test_cbor_that_others_write_is_read(data: bytes, item: object) -> None:
    assert loads(data) == item


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"\x01\x02", b"\x61\xff", b"\xa1\x01\x02", b"\xc2\x41a", b"\x7f\x41a\xff"],
)
def test_cbor_that_the_protocol_forbids_is_refused(data: bytes) -> None:
    with pytest.raises(CborError):
        loads(data)


def test_what_cbor_cannot_say_is_a_bug() -> None:
    with pytest.raises(TypeError):
        dumps({1, 2})
    with pytest.raises(OverflowError):
        dumps(2**64)


def operation_of(service: str, name: str) -> OperationModel:
    description = Loader().load_service_model(service, "service-2")
    return ServiceModel(description, service).operation_model(name)


PUT_METRIC = operation_of("cloudwatch", "PutMetricData")
PUT_EVENTS = operation_of("events", "PutEvents")
SUMMARIES = operation_of("xray", "GetTraceSummaries")
REGIONS = operation_of("ec2", "DescribeRegions")
READERS: list[tuple[WireProtocol, OperationModel]] = [
    (JsonRpc("1.1"), PUT_EVENTS),
    (RestJson(), SUMMARIES),
    (RpcCbor(), PUT_METRIC),
    (Query(), PUT_METRIC),
    (Ec2(), REGIONS),
]


FIRST = b"Namespace=a&MetricData.member.1."


def post(body: bytes) -> Request:
    return Request(method="POST", path="/", body=body)


@pytest.mark.parametrize(("protocol", "operation"), READERS)
@given(body=st.binary(max_size=200))
def test_bytes_are_an_input_or_refused(
    protocol: WireProtocol, operation: OperationModel, body: bytes
) -> None:
    with suppress(Fault):
        protocol.parameters(operation, post(body))


@pytest.mark.parametrize(
    ("protocol", "operation"), [reader for reader in READERS if isinstance(reader[0], RpcCbor)]
)
@given(tree=st.dictionaries(st.sampled_from(["Namespace", "MetricData", "other"]), ITEMS))
def test_trees_of_another_shape_are_refused(
    protocol: WireProtocol, operation: OperationModel, tree: dict[str, Any]
) -> None:
    with suppress(Fault):
        found = protocol.parameters(operation, post(dumps(tree)))
        assert isinstance(found["Namespace"], str)


FIELDS = st.lists(
    st.sampled_from(
        ["Namespace", "MetricData", "member", "1", "2", "0", "x", "Value", "Timestamp", "Values"]
    ),
    min_size=1,
    max_size=6,
).map(".".join)


@given(st.dictionaries(FIELDS, st.text(max_size=5) | st.sampled_from(["1", "true", "2026-01-01"])))
def test_forms_of_any_fields_are_an_input_or_refused(form: dict[str, str]) -> None:
    with suppress(Fault):
        found = Query().parameters(PUT_METRIC, post(urlencode(form).encode()))
        assert isinstance(found["Namespace"], str)


def code_of(protocol: WireProtocol, operation: OperationModel, body: bytes) -> str:
    with pytest.raises(Fault) as caught:
        protocol.parameters(operation, post(body))
    assert caught.value.status == 400
    return caught.value.code


@pytest.mark.parametrize(
    "body",
    [
        b'{"StartTime": "soon", "EndTime": 1}',
        b'{"StartTime": 1e300, "EndTime": 1}',
        b'{"StartTime": true, "EndTime": 1}',
        b'{"StartTime": 1, "EndTime": 1, "Sampling": "yes"}',
        b'{"StartTime": 1, "EndTime": 1, "FilterExpression": 5}',
        b"[1]",
        b"nothing",
    ],
)
def test_json_of_another_shape_is_a_serialization_exception(body: bytes) -> None:
    assert code_of(RestJson(), SUMMARIES, body) == "SerializationException"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (b"\xff", "MalformedQueryString"),
        (b"Namespace=a&Namespace.b=c", "MalformedQueryString"),
        (b"Namespace=a&MetricData.member.x.MetricName=b", "MalformedInput"),
        (b"Namespace=a&MetricData.member.1=b", "MalformedInput"),
        (FIRST + b"MetricName=b&MetricData.member.1.Value=z", "MalformedInput"),
        (b"MetricData.member.1.MetricName=b", "MissingParameter"),
        (FIRST + b"Value=1", "MissingParameter"),
    ],
)  # fmt: skip
def test_a_form_that_is_wrong_says_how(form: bytes, code: str) -> None:
    assert code_of(Query(), PUT_METRIC, form) == code


def test_a_list_of_a_form_is_in_the_order_of_its_numbers() -> None:
    items = "&".join(f"MetricData.member.{n}.MetricName=m{n}" for n in (10, 9, 2, 1))
    found = Query().parameters(PUT_METRIC, post(f"Namespace=a&{items}".encode()))
    assert [row["MetricName"] for row in found["MetricData"]] == ["m1", "m2", "m9", "m10"]


def test_an_empty_list_of_a_form_is_empty() -> None:
    found = Query().parameters(PUT_METRIC, post(b"Namespace=a&MetricData="))
    assert found == {"Namespace": "a", "MetricData": []}


def test_members_that_the_model_does_not_know_are_left_out() -> None:
    body = b'{"StartTime": 1, "EndTime": 2.5, "Sampling": null, "New": {"a": 1}}'
    assert RestJson().parameters(SUMMARIES, post(body)) == {
        "StartTime": datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        "EndTime": datetime(1970, 1, 1, 0, 0, 2, 500_000, tzinfo=UTC),
    }


def test_numbers_that_json_has_no_word_for_are_words() -> None:
    telemetry = operation_of("cloudwatch", "GetMetricData")
    reply = {"MetricDataResults": [{"Values": [float("nan"), float("inf"), -float("inf")]}]}
    answer = JsonRpc("1.0").reply(telemetry, reply, "id")
    assert answer.body == b'{"MetricDataResults":[{"Values":["NaN","Infinity","-Infinity"]}]}'


def test_numbers_are_what_the_model_says_in_xml() -> None:
    alarms = operation_of("cloudwatch", "DescribeAlarms")
    reply = {"MetricAlarms": [{"Period": 60.0, "Threshold": float("inf")}]}
    body = Query().reply(alarms, reply, "id").body
    assert b"<Period>60</Period>" in body
    assert b"<Threshold>Infinity</Threshold>" in body


def test_text_that_xml_cannot_hold_is_replaced() -> None:
    identity = operation_of("sts", "GetCallerIdentity")
    answer = Query().reply(identity, {"Arn": "a\x00b\x1b\ud800<"}, "id")
    assert "<Arn>a\ufffdb\ufffd\ufffd&lt;</Arn>" in answer.body.decode()


def test_a_blob_is_base64_in_json_and_bytes_in_cbor() -> None:
    image = operation_of("cloudwatch", "GetMetricWidgetImage")
    reply = {"MetricWidgetImage": b"\x89PNG"}
    written = base64.b64encode(b"\x89PNG").decode()
    json_answer = JsonRpc("1.0").reply(image, reply, "id")
    assert json_answer.body == f'{{"MetricWidgetImage":"{written}"}}'.encode()
    assert loads(RpcCbor().reply(image, reply, "id").body) == reply


def test_a_timestamp_in_cbor_is_tagged() -> None:
    alarms = operation_of("cloudwatch", "DescribeAlarmHistory")
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    body = RpcCbor().reply(alarms, {"AlarmHistoryItems": [{"Timestamp": moment}]}, "id").body
    assert b"\xc1\xfb" + struct.pack(">d", moment.timestamp()) in body
