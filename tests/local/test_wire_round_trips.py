"""Whatever botocore writes we read, and whatever we write botocore reads, protocol by protocol."""

import copy
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.loaders import Loader
from botocore.model import (
    ListShape,
    MapShape,
    OperationModel,
    ServiceModel,
    Shape,
    StringShape,
    StructureShape,
)
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, EventStream, Fault
from awsobs.local.wire.json_rpc import JsonRpc
from awsobs.local.wire.messages import Request, WireProtocol
from awsobs.local.wire.query import Ec2, Query
from awsobs.local.wire.rest_json import RestJson
from awsobs.local.wire.rpc_cbor import RpcCbor

GRANITE = "GraniteServiceVersion20100801"
PROTOCOLS: Mapping[str, WireProtocol] = {
    "json": JsonRpc("1.1"),
    "query": Query(),
    "ec2": Ec2(),
    "rest-json": RestJson(),
    "smithy-rpc-v2-cbor": RpcCbor(),
}
OPERATIONS = [
    ("cloudtrail", "LookupEvents", "json"),
    ("cloudwatch", "GetMetricData", "json"),
    ("cloudwatch", "GetMetricData", "query"),
    ("cloudwatch", "GetMetricData", "smithy-rpc-v2-cbor"),
    ("cloudwatch", "DescribeAlarms", "query"),
    ("cloudwatch", "PutMetricAlarm", "query"),
    ("cloudwatch", "PutMetricData", "query"),
    ("cloudwatch", "PutMetricData", "smithy-rpc-v2-cbor"),
    ("ec2", "DescribeRegions", "ec2"),
    ("events", "PutEvents", "json"),
    ("events", "PutTargets", "json"),
    ("logs", "DescribeLogGroups", "json"),
    ("logs", "PutLogEvents", "json"),
    ("logs", "TestMetricFilter", "json"),
    ("scheduler", "CreateSchedule", "rest-json"),
    ("scheduler", "ListSchedules", "rest-json"),
    ("sqs", "SendMessage", "json"),
    ("sts", "AssumeRole", "query"),
    ("xray", "GetTraceSummaries", "rest-json"),
    ("xray", "PutTelemetryRecords", "rest-json"),
]

MODELS = {
    "athena": "json",
    "cloudtrail": "json",
    "cloudwatch": "query",
    "ec2": "ec2",
    "events": "json",
    "logs": "json",
    "scheduler": "rest-json",
    "sts": "query",
    "xray": "rest-json",
}
NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1
)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis asks for naive limits
SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "timestamp": MOMENTS.map(lambda moment: moment.replace(microsecond=0)),
    "blob": st.binary(min_size=1),
}


@cache
def operation_of(service: str, name: str, protocol: str) -> OperationModel:
    description = dict(Loader().load_service_model(service, "service-2"))
    defaults = {"targetPrefix": GRANITE, "jsonVersion": "1.0"}
    description["metadata"] = defaults | description["metadata"] | {"protocol": protocol}
    return ServiceModel(description, service).operation_model(name)


def values(shape: Shape, above: tuple[str, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of a shape. Nothing is empty: the query protocol cannot say so."""
    if isinstance(shape, StructureShape):
        return structures(shape, (*above, shape.name))
    if isinstance(shape, ListShape):
        return st.lists(values(shape.member, above), min_size=1, max_size=2)
    if isinstance(shape, MapShape):
        return st.dictionaries(TEXTS, values(shape.value, above), min_size=1, max_size=2)
    if isinstance(shape, StringShape):
        return st.sampled_from(shape.enum) if shape.enum else TEXTS
    return SCALARS[shape.type_name]


@st.composite
def structures(draw: st.DrawFn, shape: StructureShape, above: tuple[str, ...]) -> dict[str, Any]:
    required = set(shape.required_members)
    names = [
        name
        for name, member in shape.members.items()
        if name in required or not leads_back(member, above)
    ]
    chosen: set[str] = set()
    if names:
        chosen = draw(st.sets(st.sampled_from(names), min_size=1, max_size=5))
    return {name: draw(values(shape.members[name], above)) for name in sorted(chosen | required)}


def leads_back(shape: Shape, above: tuple[str, ...]) -> bool:
    if isinstance(shape, ListShape):
        return leads_back(shape.member, above)
    if isinstance(shape, MapShape):
        return leads_back(shape.value, above)
    return isinstance(shape, StructureShape) and (shape.name in above or not shape.members)


def request_of(operation: OperationModel, protocol: str, parameters: dict[str, Any]) -> Request:
    serializer = create_serializer(protocol, include_validation=False)
    written = serializer.serialize_to_request(parameters, operation)
    body: Any = written["body"]
    return Request(
        method=written["method"],
        path=written["url_path"],
        query=urlencode(written["query_string"], doseq=True),
        headers=written["headers"],
        body=body if isinstance(body, bytes) else urlencode(body).encode(),
    )


@pytest.mark.parametrize(("service", "name", "protocol"), OPERATIONS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_parameters_arrive_as_the_client_took_them(
    service: str, name: str, protocol: str, data: st.DataObject
) -> None:
    operation = operation_of(service, name, protocol)
    assert operation.input_shape is not None
    parameters = data.draw(values(operation.input_shape))
    request = request_of(operation, protocol, copy.deepcopy(parameters))
    assert PROTOCOLS[protocol].parameters(operation, request) == parameters


@pytest.mark.parametrize(("service", "name", "protocol"), OPERATIONS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_answers_arrive_as_the_service_gave_them(
    service: str, name: str, protocol: str, data: st.DataObject
) -> None:
    operation = operation_of(service, name, protocol)
    shape = operation.output_shape
    reply: dict[str, Any] = {} if shape is None else data.draw(values(shape))
    answer = PROTOCOLS[protocol].reply(operation, reply, "a-request")
    raw = {
        "status_code": answer.status,
        "headers": {name.lower(): text for name, text in answer.headers.items()},
        "body": answer.body,
    }
    parser: Any = create_parser(protocol)
    parsed = parser.parse(raw, shape)
    parsed.pop("ResponseMetadata", None)
    assert parsed == reply


ANSWERED = sorted(Cloud(FrozenClock(NOW))._handlers)  # pyright: ignore[reportPrivateUsage] - all of them


@pytest.mark.parametrize(("service", "name"), ANSWERED)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_fits_the_model_is_answered_or_refused(
    service: str, name: str, data: st.DataObject
) -> None:
    operation = operation_of(service, name, MODELS[service])
    shape = operation.input_shape
    parameters: dict[str, Any] = {} if shape is None else data.draw(values(shape))
    call = Call(service=service, operation=name, parameters=parameters)
    with suppress(Fault):
        reply = Cloud(FrozenClock(NOW)).answer(call)
        if not isinstance(reply, EventStream):
            assert PROTOCOLS[MODELS[service]].reply(operation, reply, "a-request").status == 200
