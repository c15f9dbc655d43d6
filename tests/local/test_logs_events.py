from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services import log_searches

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
GROUP = "/aws/lambda/checkout"
ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"


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


def test_put_events_come_back_with_their_times_stream_and_an_id(cloud: Cloud) -> None:
    reply = put(cloud, (MS - 2, "one"), (MS - 1, "two"))
    assert len(reply["nextSequenceToken"]) == 56
    (page,) = pages(cloud)
    assert page[0] == {
        "logStreamName": "a",
        "timestamp": MS - 2,
        "message": "one",
        "ingestionTime": MS,
        "eventId": page[0]["eventId"],
    }
    ids = [event["eventId"] for event in page]
    assert [*map(len, ids)] == [56, 56]
    assert "".join(ids).isdigit()
    assert ids == sorted(set(ids))
    assert [event["eventId"] for event in pages(cloud)[0]] == ids


def test_ten_streams_are_merged_by_time_then_ingestion_then_put(
    cloud: Cloud, clock: FrozenClock
) -> None:
    for number in range(10):
        name = f"s{9 - number}"
        ask(cloud, "CreateLogStream", logGroupName=GROUP, logStreamName=name)
        put(cloud, (MS - 5, f"{name} early"), (MS, f"{name} late"), stream=name)
        if number == 4:
            clock.advance(timedelta(seconds=1))
    put(cloud, (MS - 9, "a late arrival"), (MS - 5, "another"))
    names = [f"s{9 - number}" for number in range(10)]
    early, late = ([f"{name} {when}" for name in names] for when in ("early", "late"))
    assert messages(cloud) == ["a late arrival", *early, "another", *late]


def test_times_are_inclusive_at_both_ends(cloud: Cloud) -> None:
    put(cloud, *((MS + n, str(n)) for n in range(5)))
    assert messages(cloud, startTime=MS + 1, endTime=MS + 3) == ["1", "2", "3"]
    assert messages(cloud, startTime=MS + 5) == []
    assert messages(cloud, startTime=MS + 3, endTime=MS + 1) == []


def test_events_are_filtered_by_stream_prefix_and_pattern(cloud: Cloud) -> None:
    for name in ("ab", "b"):
        ask(cloud, "CreateLogStream", logGroupName=GROUP, logStreamName=name)
    for name in ("a", "ab", "b"):
        put(cloud, (MS, f"ERROR {name}"), (MS, f"fine {name}"), stream=name)
    assert messages(cloud, logStreamNames=["b"]) == ["ERROR b", "fine b"]
    assert messages(cloud, logStreamNamePrefix="a", filterPattern="ERROR") == [
        "ERROR a",
        "ERROR ab",
    ]
    assert messages(cloud, logStreamNamePrefix="z") == []


def test_the_group_may_be_given_by_identifier(cloud: Cloud) -> None:
    put(cloud, (MS, "x"))
    for identifier in (GROUP, ARN):
        reply = ask(cloud, "FilterLogEvents", logGroupIdentifier=identifier)
        assert [event["message"] for event in reply["events"]] == ["x"]
    other = ARN.replace("123456789012", "210987654321")
    assert refusal(cloud, "FilterLogEvents", logGroupIdentifier=other)[0] == (
        "ResourceNotFoundException"
    )


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"logGroupName": GROUP, "logGroupIdentifier": GROUP}, "mutually exclusive"),
        ({}, "must be specified"),
        ({"logGroupIdentifier": f"{ARN}:*"}, "regular expression"),
        ({"logGroupIdentifier": "arn:aws:s3:::bucket"}, "ARN is invalid"),
        (
            {"logGroupName": GROUP, "logStreamNames": ["a"], "logStreamNamePrefix": "a"},
            "mutually exclusive",
        ),
        ({"logGroupName": GROUP, "limit": 0}, "greater than or equal to 1"),
        ({"logGroupName": GROUP, "limit": 10_001}, "less than or equal to 10000"),
        ({"logGroupName": GROUP, "filterPattern": "{ $.a"}, "Invalid filter pattern: "),
        ({"logGroupName": GROUP, "filterPattern": "x" * 1025}, "less than or equal to 1024"),
        ({"logGroupName": GROUP, "nextToken": "made up"}, "The specified nextToken is invalid."),
        ({"logGroupName": GROUP, "nextToken": "WyJbMV0iLCAieCJd"}, "nextToken is invalid."),
        ({"logGroupName": GROUP, "nextToken": "é"}, "nextToken is invalid."),
        ({"logGroupName": "no spaces please"}, "regular expression"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused(
    cloud: Cloud, parameters: dict[str, Any], words: str
) -> None:
    code, message = refusal(cloud, "FilterLogEvents", **parameters)
    assert code == "InvalidParameterException"
    assert words in message


def test_an_unknown_stream_name_is_refused(cloud: Cloud) -> None:
    assert refusal(cloud, "FilterLogEvents", logGroupName=GROUP, logStreamNames=["a", "z"]) == (
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )


def test_pages_end_at_the_limit_and_the_last_one_has_no_token(cloud: Cloud) -> None:
    put(cloud, *((MS, str(n)) for n in range(25)))
    found = pages(cloud, limit=10)
    assert [len(page) for page in found] == [10, 10, 5]
    assert [event["message"] for page in found for event in page] == [str(n) for n in range(25)]
    assert [len(page) for page in pages(cloud, limit=25)] == [25]


def test_pages_end_at_a_megabyte(cloud: Cloud) -> None:
    for _ in range(3):
        put(cloud, *((MS, "x" * 100_000) for _ in range(10)))
    assert [len(page) for page in pages(cloud)] == [10, 10, 10]


def test_a_page_looks_at_so_many_events_and_may_be_empty(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_searches, "PAGE_SCANNED", 10)
    put(cloud, *((MS, f"n{n}") for n in range(25)))
    found = pages(cloud, filterPattern="n24")
    assert [[event["message"] for event in page] for page in found] == [[], [], ["n24"]]


def test_events_that_arrive_between_pages_are_in_their_place(cloud: Cloud) -> None:
    put(cloud, (MS, "0"), (MS + 10, "1"), (MS + 20, "2"))
    first = ask(cloud, "FilterLogEvents", logGroupName=GROUP, limit=2)
    put(cloud, (MS + 5, "too late for this listing"), (MS + 15, "in time"))
    rest = ask(cloud, "FilterLogEvents", logGroupName=GROUP, limit=2, nextToken=first["nextToken"])
    assert [event["message"] for event in rest["events"]] == ["in time", "2"]


def test_a_token_serves_only_its_own_question_and_for_a_day(
    cloud: Cloud, clock: FrozenClock
) -> None:
    put(cloud, *((MS, str(n)) for n in range(5)))
    token = ask(cloud, "FilterLogEvents", logGroupName=GROUP, limit=1)["nextToken"]
    again = ask(cloud, "FilterLogEvents", logGroupName=GROUP, limit=3, nextToken=token)
    assert [event["message"] for event in again["events"]] == ["1", "2", "3"]
    wrong = ("InvalidParameterException", "The specified nextToken is invalid.")
    assert wrong == refusal(
        cloud, "FilterLogEvents", logGroupName=GROUP, startTime=5, nextToken=token
    )
    clock.advance(timedelta(hours=24, seconds=1))
    assert wrong == refusal(cloud, "FilterLogEvents", logGroupName=GROUP, nextToken=token)


def test_get_log_events_walks_forward_and_repeats_its_token_at_the_end(cloud: Cloud) -> None:
    put(cloud, *((MS + n, str(n)) for n in range(5)))
    place = {"logGroupName": GROUP, "logStreamName": "a", "limit": 2}
    seen: list[str] = []
    reply = ask(cloud, "GetLogEvents", **place, startFromHead=True)
    first_backward = reply["nextBackwardToken"]
    while True:
        seen += [event["message"] for event in reply["events"]]
        token = reply["nextForwardToken"]
        reply = ask(cloud, "GetLogEvents", **place, startFromHead=True, nextToken=token)
        if reply["nextForwardToken"] == token:
            break
    assert reply["events"] == []
    assert seen == ["0", "1", "2", "3", "4"]
    put(cloud, (MS + 9, "new"))
    reply = ask(cloud, "GetLogEvents", **place, startFromHead=True, nextToken=token)
    assert [event["message"] for event in reply["events"]] == ["new"]
    back = ask(cloud, "GetLogEvents", **place, nextToken=first_backward)
    assert (back["events"], back["nextBackwardToken"]) == ([], first_backward)


def test_get_log_events_begins_with_the_newest_and_walks_backward(cloud: Cloud) -> None:
    put(cloud, *((MS + n, str(n)) for n in range(5)))
    place = {"logGroupName": GROUP, "logStreamName": "a", "limit": 2}
    newest = ask(cloud, "GetLogEvents", **place)
    assert newest["events"] == [
        {"timestamp": MS + 3, "message": "3", "ingestionTime": MS},
        {"timestamp": MS + 4, "message": "4", "ingestionTime": MS},
    ]
    older = ask(cloud, "GetLogEvents", **place, nextToken=newest["nextBackwardToken"])
    assert [event["message"] for event in older["events"]] == ["1", "2"]
    forward = ask(cloud, "GetLogEvents", **place, nextToken=older["nextForwardToken"])
    assert forward["events"] == newest["events"]


def test_get_log_events_ends_before_its_end_time(cloud: Cloud) -> None:
    put(cloud, *((MS + n, str(n)) for n in range(5)))
    reply = ask(
        cloud,
        "GetLogEvents",
        logGroupIdentifier=ARN,
        logStreamName="a",
        startTime=MS + 1,
        endTime=MS + 3,
    )
    assert [event["message"] for event in reply["events"]] == ["1", "2"]


def test_an_empty_stream_gives_tokens_that_find_what_comes_later(cloud: Cloud) -> None:
    place = {"logGroupName": GROUP, "logStreamName": "a"}
    empty = ask(cloud, "GetLogEvents", **place)
    assert empty["events"] == []
    put(cloud, (MS, "first"))
    later = ask(cloud, "GetLogEvents", **place, nextToken=empty["nextForwardToken"])
    assert [event["message"] for event in later["events"]] == ["first"]
    code, words = refusal(cloud, "GetLogEvents", **place, nextToken="f/1/s")
    assert (code, words) == (
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    )


_PUTS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(0, 3),
        st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["ERROR", "ok"])), max_size=6),
    ),
    max_size=12,
)


@given(
    puts=_PUTS,
    limit=st.integers(1, 7),
    start=st.integers(0, 8),
    end=st.integers(0, 8),
    pattern=st.sampled_from(["", "ERROR", "-ERROR"]),
    prefix=st.sampled_from(["", "a"]),
)
@settings(max_examples=150)
def test_the_pages_together_are_the_sorted_events(
    puts: list[tuple[str, int, list[tuple[int, str]]]],
    limit: int,
    start: int,
    end: int,
    pattern: str,
    prefix: str,
) -> None:
    cloud = Cloud(FrozenClock(NOW))
    cloud.logs.create_group(GROUP, MS)
    expected: list[tuple[int, int, int, str]] = []
    for stream, ingested, events in puts:
        cloud.logs.put(GROUP, stream, events, ingested)
        for time, message in events:
            wanted = pattern in ("", message) or (pattern, message) == ("-ERROR", "ok")
            if start <= time <= end and wanted and stream.startswith(prefix):
                expected.append((time, ingested, len(expected), stream))
    parameters: dict[str, object] = {"startTime": start, "endTime": end, "filterPattern": pattern}
    if prefix:
        parameters["logStreamNamePrefix"] = prefix
    found = [event for page in pages(cloud, limit=limit, **parameters) for event in page]
    assert [
        (event["timestamp"], event["ingestionTime"], event["logStreamName"]) for event in found
    ] == [(time, ingested, stream) for time, ingested, _, stream in sorted(expected)]
    ids = [event["eventId"] for event in found]
    assert ids == sorted(set(ids))
