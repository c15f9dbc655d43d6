"""Who made a resource, and who wrote to it since."""

from typing import Any

import pytest

from awsobs.analysis.trail_records import event_of
from awsobs.analysis.trail_who import about, bare_name, told_of
from awsobs.domain.trail import TrailEvent

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:pay"


def event(minute: int, name: str, who: str, request: dict[str, Any], **more: Any) -> TrailEvent:
    return event_of(
        {
            "eventID": f"e-{minute}",
            "eventTime": f"2026-11-25T07:{minute:02}:00Z",
            "eventName": name,
            "eventSource": "lambda.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": who},
            "requestParameters": request,
            "readOnly": False,
        }
        | more
    )


MADE = event(1, "CreateFunction20150331", "ann", {"functionName": "pay", "timeout": 10})
CHANGED = event(9, "UpdateFunctionConfiguration", "ci", {"functionName": ARN, "timeout": 2})
SAME = event(5, "UpdateFunctionConfiguration", "ann", {"functionName": ARN, "timeout": 10})
OTHER = event(3, "CreateFunction20150331", "bob", {"functionName": "payments"})
ALIAS = event(0, "CreateAlias", "bob", {"functionName": "pay", "name": "live"})


def test_events_are_of_the_whole_name_and_of_the_arn_alike() -> None:
    events = [MADE, CHANGED, SAME, OTHER, ALIAS]
    assert [one.id for one in about(events, "pay")] == ["e-9", "e-5", "e-1", "e-0"]
    assert about(events, ARN) == about(events, "pay")
    assert about(events, "pa") == []


def test_the_maker_is_who_made_it_and_not_who_made_something_of_it() -> None:
    who = told_of(about([MADE, CHANGED, SAME, OTHER, ALIAS], "pay"), "pay")
    assert who.created is MADE
    assert [deed.event.id for deed in who.deeds] == ["e-9", "e-5", "e-1", "e-0"]
    (change,) = who.deeds[0].changes
    assert (change.path, change.before, change.after) == ("timeout", "10", "2")


def test_a_making_that_failed_made_nothing() -> None:
    failed = event(2, "CreateFunction20150331", "eve", {"functionName": "pay"}, errorCode="Denied")
    who = told_of([failed, CHANGED], "pay")
    assert who.created is None
    assert len(who.deeds) == 2


def test_reads_are_no_deeds() -> None:
    read = event(4, "GetFunction", "ann", {"functionName": "pay"}, readOnly=True)
    assert told_of([read], "pay").deeds == ()


@pytest.mark.parametrize(
    ("name", "kind", "makes"),
    [
        ("RunInstances", "AWS::EC2::Instance", True),
        ("CreateTags", "AWS::EC2::Instance", False),
        ("CreateBucket", "AWS::S3::Bucket", True),
        ("PutBucketPolicy", "AWS::S3::Bucket", False),
        ("CreateAccessKey", "AWS::IAM::User", False),
        ("CreateUser", "AWS::IAM::User", True),
    ],
)
def test_a_thing_is_made_by_the_call_of_its_kind(name: str, kind: str, makes: bool) -> None:
    made = event(1, name, "ann", {}, resources=[{"ARN": "arn:aws:x:::i-1", "type": kind}])
    assert (told_of([made], "i-1").created is not None) is makes


@pytest.mark.parametrize(
    ("resource", "bare"),
    [(ARN, "pay"), ("arn:aws:s3:::shop", "shop"), ("i-0abc", "i-0abc"), ("a/b", "a/b"),
     ("arn:aws:iam::1:role/path/ops", "ops")],
)  # fmt: skip
def test_an_arn_ends_with_the_bare_name(resource: str, bare: str) -> None:
    assert bare_name(resource) == bare
