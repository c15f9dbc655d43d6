from datetime import UTC, datetime
from typing import Any

import pytest

from awsobs.analysis.trail_records import event_of
from awsobs.present.searchable import TRAIL

RECORD: dict[str, Any] = {
    "eventID": "1",
    "eventTime": "2026-11-26T10:00:00Z",
    "eventName": "UpdateFunctionConfiguration20150331v2",
    "eventSource": "lambda.amazonaws.com",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.9",
    "userAgent": "aws-cli/2.31 Python/3.11",
    "errorCode": "AccessDenied",
    "readOnly": False,
    "userIdentity": {
        "type": "IAMUser",
        "userName": "ci-deploy",
        "accessKeyId": "AKIAABCDEFGHIJKLMNOP",
        "sessionContext": {"attributes": {"mfaAuthenticated": "false"}},
    },
    "requestParameters": {"functionName": "payments", "timeout": 2},
}


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("user:ci-* event:Update* error:*", True),
        ("user:ci-* event:Delete* error:*", False),
        ("source:lambda region=eu-west-1 ip=203.0.113.9", True),
        ("region=us-east-1", False),
        ("agent:aws-cli/*", True),
        ("agent:console*", False),
        ("mfa:no write:yes", True),
        ("mfa:yes", False),
        ("key:AKIA*MNOP", True),
        ("key=ASIA", False),
        ("resource:payments", True),
        ("requestParameters.timeout<10", True),
        ("requestParameters.timeout>10", False),
        ("requestParameters:payments", True),
        ("userIdentity.type=IAMUser !userIdentity.type=Root", True),
        ("noSuchField:x", False),
    ],
)
def test_a_filter_asks_for_fields_of_the_event_and_of_its_record(text: str, is_shown: bool) -> None:
    assert TRAIL.filter(text).matches(event_of(RECORD)) is is_shown


def test_an_event_that_does_not_say_has_neither_mfa_nor_a_region() -> None:
    bare = event_of({"eventTime": datetime(2026, 11, 26, tzinfo=UTC), "eventName": "ConsoleLogin"})
    for text in ("mfa:*", "mfa:no", "region:*", "agent:*", "key:*", "error:*"):
        assert not TRAIL.filter(text).matches(bare)
