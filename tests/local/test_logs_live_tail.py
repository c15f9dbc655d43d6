from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, EventStream, Fault
from awsobs.local.services import live_tail

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
ARN = "arn:aws:logs:us-east-1:123456789012:log-group:"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def cloud(clock: FrozenClock) -> Cloud:
    cloud = Cloud(clock)
    for group in ("g", "h"):
        cloud.logs.put(group, "s", [(MS - 1000, "before")], MS - 1000)
    return cloud


def tail(cloud: Cloud, *groups: str, **parameters: object) -> AsyncIterator[tuple[str, Any]]:
    identifiers = [name if name.startswith("arn") else ARN + name for name in groups]
    asked = {"logGroupIdentifiers": identifiers, **parameters}
    reply = cloud.answer(Call(service="logs", operation="StartLiveTail", parameters=asked))
    assert isinstance(reply, EventStream)
    return reply.events


async def update(events: AsyncIterator[tuple[str, Any]]) -> Mapping[str, Any]:
    kind, body = await anext(events)
    assert kind == "sessionUpdate"
    return cast("Mapping[str, Any]", body)


async def messages(events: AsyncIterator[tuple[str, Any]]) -> list[str]:
    return [event["message"] for event in (await update(events))["sessionResults"]]


async def test_a_session_starts_then_sends_an_update_each_second_also_empty_ones(
    cloud: Cloud, clock: FrozenClock
) -> None:
    events = tail(cloud, "g", logEventFilterPattern="ERROR")
    kind, start = await anext(events)
    assert kind == "sessionStart"
    assert start["logGroupIdentifiers"] == [ARN + "g"]
    assert start["logEventFilterPattern"] == "ERROR"
    empty: dict[str, Any] = {"sessionMetadata": {"sampled": False}, "sessionResults": []}
    assert await update(events) == empty
    assert clock.now() - NOW == timedelta(seconds=1)
    later = MS + 1000
    cloud.logs.put("g", "s", [(later, "ERROR two"), (later - 5, "ERROR one"), (later, "ok")], later)
    cloud.logs.put("h", "s", [(later, "ERROR elsewhere")], later)
    full = await update(events)
    assert [event["message"] for event in full["sessionResults"]] == ["ERROR one", "ERROR two"]
    assert full["sessionResults"][0] == {
        "logStreamName": "s",
        "logGroupIdentifier": "123456789012:g",
        "message": "ERROR one",
        "timestamp": later - 5,
        "ingestionTime": later,
    }
    assert await update(events) == empty


async def test_more_than_five_hundred_events_are_sampled(cloud: Cloud) -> None:
    events = tail(cloud, "g", "h")
    await anext(events)
    cloud.logs.put("g", "s", [(MS + n, str(n)) for n in range(501)], MS)
    first = await update(events)
    assert first["sessionMetadata"] == {"sampled": True}
    assert len({event["message"] for event in first["sessionResults"]}) == 500
    cloud.logs.put("g", "s", [(MS + n, str(n)) for n in range(500)], MS)
    second = await update(events)
    assert second["sessionMetadata"] == {"sampled": False}
    assert len(second["sessionResults"]) == 500


async def test_what_waits_too_long_falls_out_oldest_first(cloud: Cloud) -> None:
    events = tail(cloud, "g")
    await anext(events)
    cloud.logs.put("g", "s", [(MS + n, str(n)) for n in range(6000)], MS)
    found = [int(message) for message in await messages(events)]
    assert (len(found), min(found)) == (500, 1000)


async def test_what_waits_has_a_bound_in_bytes_too(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "MOST_WAITING_BYTES", 1000)
    events = tail(cloud, "g")
    await anext(events)
    cloud.logs.put("g", "s", [(MS + n, "x" * 374) for n in range(5)], MS)
    assert len(await messages(events)) == 2
    cloud.logs.put("g", "s", [(MS + n, "x" * 374) for n in range(2)], MS)
    assert len(await messages(events)) == 2


async def test_back_filled_events_are_not_live(cloud: Cloud) -> None:
    events = tail(cloud, "g")
    await anext(events)
    cloud.logs.put("g", "s", [(MS - 5000, "old")], MS - 5000)
    assert await messages(events) == []


async def test_streams_are_chosen_by_name_or_by_prefix(cloud: Cloud) -> None:
    named = tail(cloud, "g", logStreamNames=["s"])
    prefixed = tail(cloud, "g", logStreamNamePrefixes=["s", "t"])
    await anext(named)
    await anext(prefixed)
    for stream in ("s", "sx", "t", "u"):
        cloud.logs.put("g", stream, [(MS, stream)], MS + 60_000)
    assert await messages(named) == ["s"]
    assert await messages(prefixed) == ["s", "sx", "t"]


@pytest.mark.parametrize(
    ("groups", "parameters", "code"),
    [
        ([], {}, "InvalidParameterException"),
        (["g"] * 11, {}, "InvalidParameterException"),
        (["arn:aws:logs:us-east-1:123456789012:log-group:g:*"], {}, "InvalidParameterException"),
        (["none"], {}, "ResourceNotFoundException"),
        (["rare"], {}, "InvalidOperationException"),
        (["g", "h"], {"logStreamNames": ["s"]}, "InvalidParameterException"),
        (
            ["g"],
            {"logStreamNames": ["s"], "logStreamNamePrefixes": ["s"]},
            "InvalidParameterException",
        ),
        (["g"], {"logEventFilterPattern": "{"}, "InvalidParameterException"),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    cloud: Cloud, groups: list[str], parameters: dict[str, object], code: str
) -> None:
    cloud.logs.create_group("rare", MS).log_class = "INFREQUENT_ACCESS"
    with pytest.raises(Fault) as fault:
        tail(cloud, *groups, **parameters)
    assert fault.value.code == code


def test_a_plain_name_is_refused(cloud: Cloud) -> None:
    call = Call(service="logs", operation="StartLiveTail", parameters={"logGroupIdentifiers": "g"})
    with pytest.raises(Fault, match="must be a list"):
        cloud.answer(call)
    named = {"logGroupIdentifiers": ["g"]}
    with pytest.raises(Fault, match="ARN is invalid: g"):
        cloud.answer(Call(service="logs", operation="StartLiveTail", parameters=named))


async def test_a_session_ends_after_three_hours(cloud: Cloud, clock: FrozenClock) -> None:
    events = tail(cloud, "g")
    await anext(events)
    clock.advance(timedelta(hours=3))
    with pytest.raises(Fault) as fault:
        await anext(events)
    assert fault.value.code == "SessionTimeoutException"
    assert cloud.logs.listeners == set()


async def test_so_many_sessions_are_open_at_once(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "MOST_SESSIONS", 1)
    events = tail(cloud, "g")
    await anext(events)
    with pytest.raises(Fault) as fault:
        tail(cloud, "g")
    assert fault.value.code == "LimitExceededException"
    await cast("AsyncGenerator[object]", events).aclose()
    await anext(tail(cloud, "g"))
