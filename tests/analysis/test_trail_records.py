import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.trail_records import event_of

BASE: dict[str, Any] = {
    "eventID": "1",
    "eventTime": "2026-11-25T12:00:00Z",
    "eventName": "PutThing",
    "eventSource": "things.amazonaws.com",
}
ROLE_ARN = "arn:aws:sts::123456789012:assumed-role/deployer/ci-deploy"


def issuer(name: str) -> dict[str, Any]:
    return {"sessionIssuer": {"type": "Role", "userName": name}}


@pytest.mark.parametrize(
    ("identity", "who"),
    [
        ({"type": "Root", "userName": "acme"}, "root"),
        ({"type": "IAMUser", "userName": "alice"}, "alice"),
        ({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, "hidden"),
        ({"type": "AssumedRole", "arn": ROLE_ARN}, "deployer/ci-deploy"),
        (
            {"type": "AssumedRole", "principalId": "AROA:bob", "sessionContext": issuer("admin")},
            "admin/bob",
        ),
        (
            {
                "type": "AssumedRole",
                "principalId": "AROA:x",
                "sessionContext": issuer("r") | {"sourceIdentity": "carol"},
            },
            "r/carol",
        ),
        (
            {
                "type": "AssumedRole",
                "principalId": "AROA:eve@example.com",
                "sessionContext": issuer("AWSReservedSSO_Admin_0123456789abcdef"),
            },
            "eve@example.com",
        ),
        ({"type": "Role", "arn": "arn:aws:iam::123456789012:role/batch"}, "batch"),
        ({"type": "FederatedUser", "principalId": "123456789012:dave"}, "dave"),
        (
            {"type": "WebIdentityUser", "userName": "u", "identityProvider": "accounts.x.com"},
            "u@accounts.x.com",
        ),
        ({"type": "AWSAccount", "accountId": "111122223333"}, "account 111122223333"),
        ({"type": "AWSService", "invokedBy": "backup.amazonaws.com"}, "backup.amazonaws.com"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "9067"}}, "9067"),
        ({"type": "Unknown", "principalId": "odd"}, "odd"),
        ({}, "-"),
        (None, "-"),
    ],
)
def test_each_kind_of_identity_has_a_short_name(identity: Any, who: str) -> None:
    assert event_of(BASE | {"userIdentity": identity}).who == who


def test_a_hidden_character_cannot_make_two_names_look_alike() -> None:
    identity = {"type": "IAMUser", "userName": "al\u200bice\u202e"}
    assert event_of(BASE | {"userIdentity": identity}).who == "alice‹RLO›"


def test_a_sign_in_tells_its_mfa_and_whether_it_failed() -> None:
    event = event_of(
        BASE
        | {
            "eventName": "ConsoleLogin",
            "userIdentity": {"type": "Root"},
            "additionalEventData": {"MFAUsed": "No"},
            "responseElements": {"ConsoleLogin": "Failure"},
        }
    )
    assert (event.is_root, event.mfa, event.error_code) == (True, False, "Failure")


def test_a_broken_record_is_filled_from_the_row_around_it() -> None:
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    row = {
        "EventId": "7",
        "EventName": "StopLogging",
        "EventTime": at,
        "EventSource": "cloudtrail.amazonaws.com",
        "Username": "bob",
        "ReadOnly": "false",
        "AccessKeyId": "AKIA",
        "Resources": [{"ResourceType": "AWS::CloudTrail::Trail", "ResourceName": "main"}],
    }
    event = event_of({}, row)
    assert (event.id, event.time, event.name, event.who) == ("7", at, "StopLogging", "bob")
    assert (event.where, event.read_only, event.access_key_id) == ("-", False, "AKIA")
    assert [(r.name, r.type) for r in event.resources] == [("main", "AWS::CloudTrail::Trail")]


def test_without_a_resource_list_the_request_tells_what_it_is_about() -> None:
    record = BASE | {"requestParameters": {"functionName": "payments", "timeout": 2}}
    assert [resource.name for resource in event_of(record).resources] == ["payments"]


@pytest.mark.parametrize("missing", ["eventTime", "eventName"])
def test_a_record_that_says_neither_what_nor_when_is_refused(missing: str) -> None:
    with pytest.raises(ValueError, match="does not say"):
        event_of({key: value for key, value in BASE.items() if key != missing})


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    *("userIdentity", "requestParameters", "responseElements", "resources", "readOnly"),
    *("sourceIPAddress", "additionalEventData", "errorCode", "errorMessage", "eventSource"),
)


@given(st.dictionaries(st.sampled_from(FIELDS), anything), anything)
def test_no_record_is_so_odd_that_it_breaks_the_reader(fields: dict[str, Any], part: Any) -> None:
    identity = {"type": "AssumedRole", "sessionContext": part, "arn": part}
    for record in (BASE | fields, BASE | {"userIdentity": identity}):
        assert event_of(record).name == "PutThing"


def test_real_records_nearly_all_name_somebody(shared: Path) -> None:
    path = shared / "data/cloudtrail/benignish_invictus_baseline.jsonl.gz"
    with gzip.open(path, "rt") as lines:
        events = [event_of(json.loads(line)["record"]) for line in lines]
    assert len(events) > 2000
    assert sum(event.who == "-" for event in events) < len(events) / 1000


def test_a_call_is_about_what_its_name_says() -> None:
    record = {
        "eventName": "UpdateService",
        "eventTime": "2026-11-25T07:21:17Z",
        "requestParameters": {"cluster": "shop", "taskName": "t", "service": "web"},
    }
    assert [resource.name for resource in event_of(record).resources] == ["web", "t"]


def test_an_object_is_named_before_its_bucket() -> None:
    record = {
        "eventName": "PutObject",
        "eventTime": "2026-11-25T07:21:17Z",
        "requestParameters": {"bucketName": "releases", "key": "payments/41.zip"},
    }
    row = {"Resources": [{"ResourceName": "releases", "ResourceType": "AWS::S3::Bucket"}]}
    names = [resource.name for resource in event_of(record, row).resources]
    assert names == ["releases/payments/41.zip", "releases"]
