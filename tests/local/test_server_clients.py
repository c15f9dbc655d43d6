"""Real clients against the server, one protocol after the other."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import botocore.session
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Fault
from awsobs.local.server import LocalServer

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
KEYS = {"aws_access_key_id": "AKIATESTTESTTESTTEST", "aws_secret_access_key": "any"}
GRANITE = "GraniteServiceVersion20100801"


async def ask(
    server: LocalServer, service: str, operation: str, *, loader: Loader | None = None, **given: Any
) -> Any:
    """Call an operation with botocore's own client, in a thread."""

    def call() -> Any:
        session = botocore.session.get_session()
        if loader is not None:
            session.register_component("data_loader", loader)
        retries: Any = {"mode": "standard", "total_max_attempts": 3}
        config = Config(retries=retries, inject_host_prefix=False)
        keys: Any = KEYS
        client: Any = session.create_client(
            service, endpoint_url=server.url, region_name="eu-west-1", config=config, **keys
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
    ("scheduler", "GetScheduleGroup", "UnknownOperationException", {"Name": "a b"}),
    ("sqs", "ListQueues", "UnknownOperationException", {}),
    ("xray", "PutEncryptionConfig", "UnknownOperationException", {"Type": "NONE"}),
]


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
    server: LocalServer, stage: Any, tmp_path: Path, protocol: str
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
    server: LocalServer, stage: Any, tmp_path: Path, protocol: str
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
    stage: Any,
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
    server: LocalServer, stage: Any, http: aiohttp.ClientSession
) -> None:
    stage.replies["GetGroups"] = Fault("ThrottledException", "Rate exceeded")
    async with http.post(server.url + "/Groups", data=b"{}") as answer:
        assert answer.status == 429
        assert answer.headers["x-amzn-ErrorType"] == "ThrottledException"
        assert (await answer.json())["Message"] == "Rate exceeded"


async def test_the_caller_is_told_from_signature_address_and_user_agent(
    server: LocalServer, stage: Any
) -> None:
    await ask(server, "sts", "GetCallerIdentity")
    caller = stage.calls[0].caller
    assert caller.access_key_id == KEYS["aws_access_key_id"]
    assert (caller.region, caller.address) == ("eu-west-1", "127.0.0.1")
    assert caller.user_agent.startswith("Botocore/")


async def test_metric_data_may_come_in_gzip(server: LocalServer, stage: Any) -> None:
    stage.replies["PutMetricData"] = {}
    data = [{"MetricName": f"m{number}", "Value": float(number)} for number in range(500)]
    await ask(server, "cloudwatch", "PutMetricData", Namespace="App", MetricData=data)
    assert stage.calls[0].parameters == {"Namespace": "App", "MetricData": data}


def test_every_operation_here_is_one_that_botocore_knows() -> None:
    answered = Cloud(FrozenClock(NOW))._handlers  # pyright: ignore[reportPrivateUsage] - all of them
    known = {
        service: Loader().load_service_model(service, "service-2")["operations"]
        for service in {service for service, _ in answered}
    }
    assert not [name for service, name in answered if name not in known[service]]
