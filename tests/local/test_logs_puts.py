"""What PutLogEvents keeps, and for how long."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services.logs_state import LogsState

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
GROUP = "/aws/lambda/checkout"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def cloud(clock: FrozenClock) -> Cloud:
    cloud = Cloud(clock)
    ask(cloud, "CreateLogGroup", logGroupName=GROUP)
    ask(cloud, "CreateLogStream", logGroupName=GROUP, logStreamName="a")
    return cloud


def ask(cloud: Cloud, operation: str, **parameters: object) -> Mapping[str, Any]:
    reply = cloud.answer(Call(service="logs", operation=operation, parameters=parameters))
    assert isinstance(reply, Mapping)
    return reply


def refusal(cloud: Cloud, operation: str, **parameters: object) -> tuple[str, str]:
    with pytest.raises(Fault) as fault:
        ask(cloud, operation, **parameters)
    return fault.value.code, fault.value.message


def put(cloud: Cloud, *events: tuple[int, str], stream: str = "a") -> Mapping[str, Any]:
    rows = [{"timestamp": time, "message": message} for time, message in events]
    return ask(cloud, "PutLogEvents", logGroupName=GROUP, logStreamName=stream, logEvents=rows)


def pages(cloud: Cloud, **parameters: object) -> list[list[Mapping[str, Any]]]:
    """All pages of FilterLogEvents."""
    found: list[list[Mapping[str, Any]]] = []
    token: Mapping[str, object] = {}
    while True:
        reply = ask(cloud, "FilterLogEvents", logGroupName=GROUP, **parameters, **token)
        found.append(list(reply["events"]))
        if "nextToken" not in reply:
            return found
        token = {"nextToken": reply["nextToken"]}


def messages(cloud: Cloud, **parameters: object) -> list[str]:
    return [event["message"] for page in pages(cloud, **parameters) for event in page]


def test_an_invalid_sequence_token_is_ignored(cloud: Cloud) -> None:
    rows = [{"timestamp": MS, "message": "x"}]
    ask(
        cloud,
        "PutLogEvents",
        logGroupName=GROUP,
        logStreamName="a",
        logEvents=rows,
        sequenceToken="wrong",
    )
    assert messages(cloud) == ["x"]


def test_events_too_old_or_too_new_are_rejected_and_the_rest_is_kept(cloud: Cloud) -> None:
    day = 24 * 3600 * 1000
    events = [
        (MS - 20 * day, "ancient"),
        (MS - 14 * day - 1, "just too old"),
        (MS - 1000, "fine"),
        (MS + 2 * 3600 * 1000, "still fine"),
        (MS + 2 * 3600 * 1000 + 1, "too new"),
    ]
    reply = put(cloud, *events)
    assert reply["rejectedLogEventsInfo"] == {
        "tooOldLogEventEndIndex": 2,
        "tooNewLogEventStartIndex": 4,
    }
    assert messages(cloud) == ["fine", "still fine"]


def test_events_before_the_retention_period_are_rejected_as_expired(cloud: Cloud) -> None:
    ask(cloud, "PutRetentionPolicy", logGroupName=GROUP, retentionInDays=1)
    reply = put(cloud, (MS - 25 * 3600 * 1000, "expired"), (MS, "fine"))
    assert reply["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}
    assert messages(cloud) == ["fine"]


def test_events_expire_when_their_time_has_come(cloud: Cloud, clock: FrozenClock) -> None:
    ask(cloud, "PutRetentionPolicy", logGroupName=GROUP, retentionInDays=1)
    put(cloud, (MS, "old"))
    clock.advance(timedelta(hours=25))
    put(cloud, (MS + 25 * 3600 * 1000, "new"))
    assert messages(cloud) == ["new"]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "length greater than or equal to 1"),
        ([{"timestamp": MS, "message": ""}], "logEvents.1.member.message"),
        ([{"timestamp": MS, "message": "x"}] * 10_001, "length less than or equal to 10000"),
        ([{"timestamp": MS, "message": "x" * 524_264}] * 2, "Upload too large: 1048580 bytes"),
        (
            [{"timestamp": MS, "message": "x"}, {"timestamp": MS - 1, "message": "y"}],
            "must be in chronological order",
        ),
        (
            [{"timestamp": MS - 86_400_001, "message": "x"}, {"timestamp": MS, "message": "y"}],
            "cannot span more than 24 hours",
        ),
    ],
)
def test_a_batch_that_breaks_a_rule_is_refused_whole(
    cloud: Cloud, events: list[dict[str, object]], words: str
) -> None:
    code, message = refusal(
        cloud, "PutLogEvents", logGroupName=GROUP, logStreamName="a", logEvents=events
    )
    assert code == "InvalidParameterException"
    assert words in message
    assert messages(cloud) == []


def test_the_largest_batch_is_taken(cloud: Cloud) -> None:
    put(cloud, (MS, "x" * (1_048_576 - 26)))
    assert len(messages(cloud)[0]) == 1_048_550


def test_a_missing_group_or_stream_is_named(cloud: Cloud) -> None:
    rows = [{"timestamp": MS, "message": "x"}]
    assert refusal(
        cloud, "PutLogEvents", logGroupName="none", logStreamName="a", logEvents=rows
    ) == ("ResourceNotFoundException", "The specified log group does not exist.")
    assert refusal(
        cloud, "PutLogEvents", logGroupName=GROUP, logStreamName="none", logEvents=rows
    ) == ("ResourceNotFoundException", "The specified log stream does not exist.")


def test_the_bulk_put_makes_what_it_needs_and_takes_old_events(cloud: Cloud) -> None:
    cloud.logs.put("/new", "s", [(MS, "b"), (MS - 10**10, "a")], MS)
    cloud.logs.put("/new", "t", ((MS - n, f"t{n}") for n in range(1, 3)), MS)
    reply = ask(cloud, "FilterLogEvents", logGroupName="/new")
    assert [event["message"] for event in reply["events"]] == ["a", "t2", "t1", "b"]


def test_the_oldest_events_make_room_and_are_counted() -> None:
    state = LogsState(group_memory=20_000, total_memory=30_000)
    for group in ("one", "two"):
        for number in range(300):
            state.put(group, "s", [(number, "x" * 100)], number)
    kept = {name: len(group.columns) for name, group in state.groups.items()}
    memory = {name: group.columns.memory for name, group in state.groups.items()}
    assert sum(kept.values()) + state.evicted == 600
    assert max(memory.values()) <= 20_000
    assert sum(memory.values()) <= 30_000
    assert state.groups["two"].columns.record(kept["two"] - 1).mark.timestamp == 299


def test_a_deleted_stream_takes_its_events_along(cloud: Cloud) -> None:
    ask(cloud, "CreateLogStream", logGroupName=GROUP, logStreamName="b")
    put(cloud, (MS, "a"))
    put(cloud, (MS, "b"), stream="b")
    ask(cloud, "DeleteLogStream", logGroupName=GROUP, logStreamName="a")
    assert messages(cloud) == ["b"]
    ask(cloud, "CreateLogStream", logGroupName=GROUP, logStreamName="a")
    assert messages(cloud, logStreamNames=["a"]) == []
