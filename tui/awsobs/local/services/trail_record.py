"""The CloudTrail record that a call leaves."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from awsobs.local.operations import Call, EventStream, Fault, Reply
from awsobs.local.services import sts

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_READS = (
    "Batch", "Describe", "Filter", "Get", "List", "Lookup", "Search", "StartLiveTail", "StartQuery",
    "StopQuery", "Test",
)  # fmt: skip
_DATA_CALLS = frozenset(
    {"PutEvents", "PutLogEvents", "PutMetricData", "PutTelemetryRecords", "PutTraceSegments"}
)
# Their keys tie later calls to the one who asked for them.
_READS_WITH_ELEMENTS = frozenset({"AssumeRole", "GetSessionToken"})
_SOURCES = {"cloudwatch": "monitoring"}
# Members whose keys are the user's own and keep their case.
_MAPS = frozenset({
    "Attributes", "HeaderParameters", "InputPathsMap", "KeyAttributes", "QueryParameterValues",
    "QueryStringParameters", "ViewProperties", "attributes", "dimensions", "keyAttributes", "tags",
})  # fmt: skip
_LEFT_OUT = frozenset({"SecretAccessKey"})
_HIDDEN = frozenset({"GraphQLOperation", "Sql", "Sqls"})
_INSTEAD = "HIDDEN_DUE_TO_SECURITY_REASONS"
_LARGEST = 100_000
_LONGEST_MESSAGE = 1_000


def is_read(operation: str) -> bool:
    """Whether an operation changes nothing."""
    return operation in _READS_WITH_ELEMENTS or operation.startswith(_READS)


def is_high_rate(operation: str) -> bool:
    """Whether a trail leaves an operation out unless told to record reads."""
    is_frequent = is_read(operation) or operation in _DATA_CALLS
    return is_frequent and operation not in _READS_WITH_ELEMENTS


def record_of(
    cloud: "Cloud", call: Call, reply: Reply | None, fault: Fault | None
) -> dict[str, Any]:
    """What CloudTrail would have written of an answered or refused call."""
    host = _SOURCES.get(call.service, call.service)
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": _identity(cloud, call),
        "eventTime": written_time(cloud.clock.now()),
        "eventSource": f"{host}.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": call.caller.region,
        "sourceIPAddress": call.caller.address,
        "userAgent": call.caller.user_agent,
    }
    if fault is not None:
        record["errorCode"] = fault.code
        record["errorMessage"] = fault.message[:_LONGEST_MESSAGE]
    return record | {
        "requestParameters": _fitting(call.parameters),
        "responseElements": _response(call, reply),
        "requestID": call.request_id,
        "eventID": str(uuid4()),
        "readOnly": is_read(call.operation),
        "eventType": "AwsApiCall",
        "managementEvent": call.operation not in _DATA_CALLS,
        "recipientAccountId": cloud.account,
        "eventCategory": "Data" if call.operation in _DATA_CALLS else "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{host}.{call.caller.region}.amazonaws.com",
        },
    }


def written_time(moment: datetime) -> str:
    """A moment as records have it: whole seconds, UTC."""
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _identity(cloud: "Cloud", call: Call) -> dict[str, Any]:
    key = call.caller.access_key_id
    session = cloud.sts.session(key)
    if session is None:
        return {
            "type": "IAMUser",
            "principalId": sts.USER_ID,
            "arn": sts.user_arn(cloud),
            "accountId": cloud.account,
            "accessKeyId": key,
            "userName": sts.USER_NAME,
        }
    return {
        "type": "AssumedRole",
        "principalId": f"{session.role_id}:{session.name}",
        "arn": session.arn,
        "accountId": session.account,
        "accessKeyId": key,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": session.role_id,
                "arn": session.role_arn,
                "accountId": session.account,
                "userName": session.role_name,
            },
            "attributes": {
                "creationDate": written_time(session.began),
                "mfaAuthenticated": "false",
            },
        },
    }


def _response(call: Call, reply: Reply | None) -> object:
    shown = call.operation in _READS_WITH_ELEMENTS or not is_read(call.operation)
    if not shown or reply is None or isinstance(reply, EventStream):
        return None
    return _fitting(reply)


def _fitting(body: Mapping[str, Any]) -> object:
    """A body in CloudTrail's spelling, null when empty, a note when too large to keep."""
    if not body:
        return None
    spelled = _spelled(body)
    size = len(json.dumps(spelled))
    if size <= _LARGEST:
        return spelled
    return {"omitted": True, "originalSize": size, "reasonCode": "fieldTooLarge"}


def _spelled(value: object, *, as_is: bool = False) -> object:
    """Lower the first letter of every member, hide secrets, write what JSON has no type for."""
    match value:
        case Mapping():
            pairs = cast("Mapping[str, object]", value)
            return {
                name if as_is else name[:1].lower() + name[1:]: (
                    _INSTEAD
                    if name in _HIDDEN and not as_is
                    else _spelled(item, as_is=as_is or name in _MAPS)
                )
                for name, item in pairs.items()
                if name not in _LEFT_OUT
            }
        case list() | tuple():
            return [_spelled(item, as_is=as_is) for item in cast("list[object]", value)]
        case datetime():
            return written_time(value)
        case bytes():
            return base64.b64encode(value).decode()
        case float() if not isfinite(value):
            return str(value)
        case _:
            return value
