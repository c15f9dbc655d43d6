from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.analysis.trail_past import past_of
from awsobs.analysis.trail_records import event_of
from awsobs.domain.context import Context
from awsobs.domain.trail import TrailEvent
from awsobs.present.aws_commands import lookup_event
from awsobs.present.rows import text_of, width_of
from awsobs.present.trail_detail import detail_rows
from awsobs.present.trail_related import related_filters

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEY = "ASIAABCDEFGHIJKLMNOP"


def event(minute: int, name: str = "UpdateFunctionConfiguration", **more: Any) -> TrailEvent:
    moment = NOON + timedelta(minutes=minute)
    record: dict[str, Any] = {
        "eventID": f"id-{minute}",
        "eventTime": moment.isoformat(),
        "eventName": name,
        "eventSource": "lambda.amazonaws.com",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "aws-cli/2.31",
        "requestID": "7b1e90c4",
        "userIdentity": {"type": "IAMUser", "userName": "ci-deploy", "accessKeyId": KEY},
    }
    return event_of({**record, **more})


def changed() -> list[TrailEvent]:
    """Newest first: somebody takes a role, and lowers a time limit that was set before."""
    settings = {"functionName": "payments", "memorySize": 512}
    return [
        event(20, requestParameters={**settings, "timeout": 2, "environment": {"URL": "x"}}),
        event(
            19,
            "AssumeRole",
            userIdentity={"type": "WebIdentityUser", "userName": "github"},
            responseElements={"credentials": {"accessKeyId": KEY}},
        ),
        event(0, requestParameters={**settings, "timeout": 10}),
    ]


def texts(events: list[TrailEvent], width: int) -> list[str]:
    past = past_of(events[0], events)
    return [text_of(row).rstrip() for row in detail_rows(past, NOON, width, is_suspect=True)]


def test_what_changed_stands_beside_who_did_it() -> None:
    rows = texts(changed(), 120)
    parts = [tuple(row.split()) for row in rows[:7]]
    assert rows[0] == (
        " ◆ UpdateFunctionConfiguration payments  against the call before it, 2026-01-01 12:00:00"
    )
    assert parts[2:7] == [
        ("parameter", "before", "after", "CALLER"),
        ("▸", "timeout", "−", "10", "+", "2", "s", "principal", "ci-deploy"),
        ("▸", "environment.URL", "absent", "+", "x", "through", "github,", "AssumeRole"),
        ("memorySize", "512", "same", "12:19:00,", "1m00", "before"),
        ("from", "203.0.113.9"),
    ]


@pytest.mark.parametrize("width", [40, 80, 110, 120, 200])
def test_no_row_is_wider_than_the_screen(width: int) -> None:
    long = "x" * 300
    events = changed()
    events.insert(0, event(30, requestParameters={"functionName": "payments", long: long}))
    events.insert(0, event(31, errorCode=long, errorMessage=f"{long} {long}", userAgent=long))
    for one in events:
        rows = detail_rows(past_of(one, events), NOON, width, is_suspect=False)
        assert all(width_of(row) <= width for row in rows)


def test_without_a_call_before_the_values_are_told_and_that_is_said() -> None:
    rows = texts(changed()[:1], 80)
    assert ["timeout", "2"] in [row.split() for row in rows]
    assert not any("▸" in row for row in rows)
    assert any("what was before is not known" in row for row in rows)


def test_a_refusal_is_told_in_its_words() -> None:
    refused = event(0, errorCode="AccessDenied", errorMessage="not authorized to perform it")
    rows = texts([refused], 80)
    assert " ▲ AccessDenied" in rows
    assert "   not authorized to perform it" in rows


def test_a_bare_record_is_told_without_guesses() -> None:
    bare = event_of({"eventTime": "2026-01-01T12:00:00Z", "eventName": "Odd"})
    rows = texts([bare], 80)
    assert " the request says nothing more" in rows
    assert " the record names none" in rows
    assert " mfa         not said" in rows


def test_what_belongs_to_an_event_are_filters_with_their_counts() -> None:
    events = changed()
    found = {one.name: (one.filter_text, one.count) for one in related_filters(events[0], events)}
    assert found == {
        "by ci-deploy": ('user="ci-deploy"', 2),
        "with key ASIA…MNOP": ('key="ASIA…MNOP"', 2),
        "from 203.0.113.9": ('ip="203.0.113.9"', 3),
        "on payments": ('resource:"payments"', 2),
        "all UpdateFunctionConfiguration": ('event="UpdateFunctionConfiguration"', 2),
    }


def test_the_command_asks_for_this_event_alone_in_its_region() -> None:
    command = lookup_event(event(1), Context(profile="ops", region="us-east-1"))
    assert command == (
        "aws cloudtrail lookup-events --lookup-attributes "
        "AttributeKey=EventId,AttributeValue=id-1 --region eu-west-1 --profile ops"
    )
