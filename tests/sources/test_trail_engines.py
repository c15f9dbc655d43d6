"""CloudTrail Lake and Athena of the local AWS, asked as the console asks them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.sources.test_trail import record

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail_queries import TrailQuery
from awsobs.languages.trail_select import athena_select, lake_select
from awsobs.local.cloud import Cloud
from awsobs.present.searchable import TRAIL
from awsobs.sources.session import Aws
from awsobs.sources.trail_engines import answer, partitions, stores

Put = Callable[..., Any]


@pytest.fixture
def history(cloud: Cloud, clock: FrozenClock) -> None:
    """200 events, each a day older than the one before; every third was refused."""
    for number in range(200):
        at = clock.now() - timedelta(days=number)
        refused = {"errorCode": "AccessDenied"} if number % 3 == 0 else {}
        name = "UpdateThing" if number % 2 else "PutThing"
        who = {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::123456789012:assumed-role/ops/ann",
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "ops"}},
        }
        parameters = {"requestParameters": {"thingName": f"t{number}"}}
        more = parameters | refused | {"eventName": name, "userIdentity": who}
        cloud.trail.put(record(number, at, **more))


def wanted(text: str) -> list[str]:
    names = ("UpdateThing" if n % 2 else "PutThing" for n in range(200))
    return [
        f"event-{n}"
        for n, name in enumerate(names)
        if (name.startswith("Update") or "Update" not in text)
        and (n % 3 == 0 or "error" not in text)
    ]


@pytest.mark.parametrize("text", ["", "event:Update* error:*", "error:*"])
@pytest.mark.usefixtures("history")
async def test_both_find_what_lies_past_the_event_history(
    aws: Aws, put: Put, clock: FrozenClock, text: str
) -> None:
    put("cloudtrail:CreateEventDataStore", Name="everything")
    (store,) = await stores(aws)
    assert store.name == "everything"
    start, end = clock.now() - timedelta(days=400), clock.now()
    keys = await partitions(aws, "default.cloudtrail_logs")
    assert "timestamp" in keys
    select = lake_select(store.id, text, TRAIL.fields, start, end)
    lake = await answer(aws, TrailQuery(engine="lake", place=store.id, statement=select))
    select = athena_select("default.cloudtrail_logs", keys, text, TRAIL.fields, start, end)
    athena = await answer(aws, TrailQuery(engine="athena", place="t", statement=select))
    for found in (lake, athena):
        passes = TRAIL.filter(text).matches
        ids = [event.id for event in found.events if passes(event) and "event-" in event.id]
        assert ids == wanted(text)
        assert found.malformed == 0
        assert found.scanned_bytes > 0
    assert {event.who for event in athena.events} == {event.who for event in lake.events}
    assert [event.error_code for event in athena.events] == [e.error_code for e in lake.events]
    one = athena.events[5].record["requestParameters"]
    assert one == lake.events[5].record["requestParameters"]


async def test_an_account_without_stores_has_none(aws: Aws) -> None:
    assert await stores(aws) == ()


async def test_what_is_refused_is_told_in_the_words_of_the_service(aws: Aws, put: Put) -> None:
    put("cloudtrail:CreateEventDataStore", Name="everything")
    (store,) = await stores(aws)
    bad = TrailQuery(engine="lake", place=store.id, statement=f"SELECT nothing FROM {store.id}")
    with pytest.raises(SourceError):
        await answer(aws, bad)
    bad = TrailQuery(engine="athena", place="t", statement="SELECT eventname FROM nowhere")
    with pytest.raises(SourceError, match="failed"):
        await answer(aws, bad)
    with pytest.raises(SourceError):
        await partitions(aws, "default.nowhere")


async def test_nothing_is_asked_that_the_user_did_not_want(aws: Aws) -> None:
    from awsobs.sources.allowed import NotAllowed

    with pytest.raises(NotAllowed):
        await aws.call("athena:StartQueryExecution", QueryString="SELECT 1")
