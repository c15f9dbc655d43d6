"""CloudTrail records, from what somebody did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from awsobs.scenarios.checkout.identities import ACCOUNT, Person, Role, identity, written
from awsobs.scenarios.draws import uuid_of

REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One call: who asked `service` for `name`, when (epoch seconds), from where and with what.

    `more` are fields of the record that most have not, or have otherwise.
    """

    at: float
    who: Person | Role
    service: str
    name: str
    address: str
    agent: str
    request: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None
    resources: tuple[tuple[str, str], ...] = ()
    reads: bool = False
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])


def record_of(seed: int, deed: Deed) -> dict[str, Any]:
    """The record that CloudTrail writes of it."""
    host = f"{deed.service}.amazonaws.com"
    place = f"{seed}/{deed.name}/{deed.at}"
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": identity(deed.who),
        "eventTime": written(deed.at),
        "eventSource": host,
        "eventName": deed.name,
        "awsRegion": REGION,
        "sourceIPAddress": deed.address,
        "userAgent": deed.agent,
        "requestParameters": deed.request,
        "responseElements": deed.response,
        "requestID": uuid_of(f"{place}/request"),
        "eventID": uuid_of(place),
        "readOnly": deed.reads,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{deed.service}.{REGION}.amazonaws.com",
        },
    }
    if deed.resources:
        record["resources"] = [
            {"accountId": ACCOUNT, "type": kind, "ARN": arn} for kind, arn in deed.resources
        ]
    return record | dict(deed.more)
