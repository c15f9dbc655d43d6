"""Logs Insights of the local AWS, asked by botocore's own client over HTTP."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiobotocore.session import get_session
from botocore.exceptions import ClientError

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.server import running

Events = list[dict[str, Any]]

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
S = int(NOW.timestamp())
MS = S * 1000
GROUP = "/aws/lambda/shop"
OTHER = "/app/web"
ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"


async def started(logs: Any, query: str, **changes: object) -> str:
    asked = {"logGroupName": GROUP, "startTime": S - 3600, "endTime": S, "queryString": query}
    asked |= changes
    given = {name: value for name, value in asked.items() if value is not None}
    return str((await logs.start_query(**given))["queryId"])


async def ended(logs: Any, number: str) -> Any:
    """The answer once the query has ended; the test's time-out is the limit."""
    while True:
        reply = await logs.get_query_results(queryId=number)
        if reply["status"] not in ("Scheduled", "Running"):
            return reply
        await asyncio.sleep(0)


async def asked(logs: Any, query: str, **changes: object) -> Any:
    return await ended(logs, await started(logs, query, **changes))


def rows_of(reply: Any, *, pointers: bool = False) -> list[dict[str, str]]:
    rows = [{cell["field"]: cell["value"] for cell in row} for row in reply["results"]]
    if not pointers:
        for row in rows:
            row.pop("@ptr", None)
    return rows


async def refusal(call: Any) -> Any:
    with pytest.raises(ClientError) as caught:
        await call
    return caught.value.response


QUERIES: Sequence[tuple[str, list[dict[str, str]]]] = [
    ("fields level, ms | limit 1", [{"level": "WARN", "ms": "400"}]),
    ("fields ms | sort ms desc | limit 1", [{"ms": "950"}]),
    ("fields ms | sort @timestamp asc | limit 1", [{"ms": "12"}]),
    ("filter level = 'ERROR' | fields path", [{"path": "/pay"}]),
    ("filter level != 'INFO' | fields ms", [{"ms": "400"}, {"ms": "950"}]),
    ("filter ms > 100 and path = '/cart' | fields ms", [{"ms": "400"}]),
    ("filter ms < 20 or ms >= 950 | fields ms", [{"ms": "950"}, {"ms": "12"}]),
    ("filter not (level in ['INFO', 'WARN']) | fields ms", [{"ms": "950"}]),
    ("filter level not in ['INFO', 'WARN'] | fields ms", [{"ms": "950"}]),
    ("filter @message like /WA.N/ | fields ms", [{"ms": "400"}]),
    ("filter @message like 'bob' | fields ms", [{"ms": "950"}]),
    ("filter @message not like /INFO|WARN/ | fields ms", [{"ms": "950"}]),
    ("filter user.name =~ /^b/ | fields user.name", [{"user.name": "bob"}]),
    ("filter @logStream = 'a' | stats count(*) as n", [{"n": "2"}]),
    ("filter ispresent(absent) | fields ms", []),
    ("parse @message '\"ms\": *,' as n | sort n | fields n | limit 1", [{"n": "12"}]),
    (
        'parse @message /"path": "(?<page>[^"]+)"/ | stats count(*) as n by page | sort page',
        [{"page": "/cart", "n": "2"}, {"page": "/pay", "n": "2"}],
    ),
    ("stats count(*) by level | sort level | limit 1", [{"level": "ERROR", "count(*)": "1"}]),
    ("stats sum(ms), avg(ms), min(ms), max(ms)", [
        {"sum(ms)": "1392", "avg(ms)": "348", "min(ms)": "12", "max(ms)": "950"},
    ]),
    ("stats pct(ms, 50) as p50, stddev(ms) as s", [{"p50": "215", "s": "380.5023"}]),
    ("stats count_distinct(user.name) as users", [{"users": "3"}]),
    ("stats earliest(ms) as e, latest(ms) as l", [{"e": "12", "l": "400"}]),
    ("stats count(*) as n by bin(30s) as t | sort t", [
        {"t": "2026-05-04 11:59:00.000", "n": "3"}, {"t": "2026-05-04 11:59:30.000", "n": "1"},
    ]),
    ("stats max(ms) as m by path | stats avg(m) as a", [{"a": "675"}]),
    ("fields user.name | dedup user.name | sort user.name", [
        {"user.name": "ann"}, {"user.name": "bob"}, {"user.name": "cid"},
    ]),
    ("fields level, ms | display ms | limit 1", [{"ms": "400"}]),
    ("fields upper(path) as p, strlen(path) as n | limit 1", [{"p": "/CART", "n": "5"}]),
    ("fields ms / 1000 as s | limit 1", [{"s": "0.4"}]),
    ("fields datefloor(@timestamp, 1h) as h | limit 1", [{"h": "2026-05-04 11:00:00.000"}]),
    ("# a comment\nfields ms # another\n| limit 1", [{"ms": "400"}]),
    ("fields @log, @logStream | limit 1", [{"@log": f"123456789012:{GROUP}", "@logStream": "b"}]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "wanted"), QUERIES)
async def test_queries(logs: Any, query: str, wanted: list[dict[str, str]]) -> None:
    reply = await asked(logs, query)
    assert reply["status"] == "Complete"
    assert rows_of(reply) == wanted


async def test_statistics_say_what_was_looked_at(logs: Any, events: Events) -> None:
    reply = await asked(logs, "filter level = 'INFO' | limit 1")
    assert reply["queryLanguage"] == "CWLI"
    assert reply["statistics"] == {
        "recordsMatched": 2.0,
        "recordsScanned": 4.0,
        "estimatedRecordsSkipped": 0.0,
        "bytesScanned": float(sum(len(json.dumps(row)) + 26 for row in events)),
        "estimatedBytesSkipped": 0.0,
        "logGroupsScanned": 1.0,
    }


async def test_events_of_several_groups_are_merged_by_time(logs: Any) -> None:
    changes: dict[str, object] = {"logGroupName": None, "logGroupNames": [GROUP, OTHER]}
    reply = await asked(logs, "fields @logStream", **changes)
    assert "".join(row["@logStream"] for row in rows_of(reply)) == "wbbwaa"
    assert reply["statistics"]["logGroupsScanned"] == 2.0


@pytest.mark.parametrize("identifier", [GROUP, ARN, f"{ARN}:*"])
async def test_groups_may_be_given_by_name_or_arn(logs: Any, identifier: str) -> None:
    changes: dict[str, object] = {"logGroupName": None, "logGroupIdentifiers": [identifier]}
    assert len(rows_of(await asked(logs, "fields ms", **changes))) == 4


async def test_both_ends_of_the_time_are_included(logs: Any) -> None:
    changes: dict[str, object] = {"startTime": S - 60, "endTime": S - 50}
    assert [row["ms"] for row in rows_of(await asked(logs, "fields ms", **changes))] == [
        "950",
        "12",
    ]


async def test_the_limit_of_the_call_holds_too(logs: Any) -> None:
    assert len(rows_of(await asked(logs, "fields ms", limit=3))) == 3


async def test_patterns_are_counted(cloud: Cloud, logs: Any) -> None:
    jobs = [(MS - at, f"job done after {at} tries") for at in (17, 23, 42)]
    cloud.logs.put(OTHER, "j", [*jobs, (MS, "ERROR job lost")], MS)
    reply = await asked(logs, "filter @logStream = 'j' | pattern @message", logGroupName=OTHER)
    first, second = rows_of(reply)
    assert (first["@sampleCount"], first["@ratio"]) == ("3", "0.75")
    assert first["@pattern"].startswith("job done after <")
    assert (second["@sampleCount"], second["@severityLabel"]) == ("1", "ERROR")


@pytest.mark.parametrize(("how", "back"), [("", 60_000), ("previousDay", 86_400_000)])
async def test_patterns_are_compared_with_another_time(
    cloud: Cloud, logs: Any, how: str, back: int
) -> None:
    cloud.logs.put(OTHER, "j", [(MS - 1, f"job {at} done") for at in (17, 23)], MS)
    cloud.logs.put(OTHER, "j", [(MS - back - at, "lost for good") for at in range(3)], MS)
    query = f"filter @logStream = 'j' | pattern @message | diff {how}"
    reply = await asked(logs, query, logGroupName=OTHER, startTime=S - 59)
    found = [(row["@difference"], row["@differenceDescription"]) for row in rows_of(reply)]
    assert found == [("-3", "Gone"), ("2", "New")]
    assert reply["statistics"]["recordsScanned"] >= 5.0


async def test_a_pointer_leads_to_the_whole_record(logs: Any, events: Events) -> None:
    reply = await asked(logs, "filter user.name = 'bob' | fields ms")
    (row,) = rows_of(reply, pointers=True)
    record = (await logs.get_log_record(logRecordPointer=row["@ptr"]))["logRecord"]
    assert record == {
        "@ptr": row["@ptr"],
        "@timestamp": str(MS - 50_000),
        "@ingestionTime": str(MS - 50_000),
        "@message": json.dumps(events[1]),
        "@logStream": "a",
        "@log": f"123456789012:{GROUP}",
        "level": "ERROR",
        "ms": "950",
        "user.name": "bob",
        "path": "/pay",
    }


@pytest.mark.parametrize("pointer", ["x", "!!!", "MS4xLjEuMTIzNDU2Nzg5MDEy"])
async def test_a_pointer_that_is_none_is_refused(logs: Any, pointer: str) -> None:
    response = await refusal(logs.get_log_record(logRecordPointer=pointer))
    assert response["Error"]["Code"] == "InvalidParameterException"


async def test_a_record_that_is_gone_is_not_found(cloud: Cloud, logs: Any) -> None:
    (row, *_) = rows_of(await asked(logs, "fields ms"), pointers=True)
    group = cloud.logs.group(GROUP)
    cloud.logs.delete_stream(group, group.stream("b"))
    response = await refusal(logs.get_log_record(logRecordPointer=row["@ptr"]))
    assert response["Error"]["Code"] == "ResourceNotFoundException"


async def test_aggregated_rows_have_no_pointer(logs: Any) -> None:
    (row,) = rows_of(await asked(logs, "stats count(*)"), pointers=True)
    assert row == {"count(*)": "4"}


async def test_a_malformed_query_is_refused_with_its_place(logs: Any) -> None:
    response = await refusal(started(logs, "fields ms | filter ms >"))
    assert response["Error"]["Code"] == "MalformedQueryException"
    compile_error = response["queryCompileError"]
    assert compile_error["location"] == {"startCharOffset": 23, "endCharOffset": 24}
    assert compile_error["message"] == response["Error"]["Message"]
    assert compile_error["message"].startswith("unexpected end of the query")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"logGroupName": "none"}, "ResourceNotFoundException"),
        ({"logGroupName": None}, "InvalidParameterException"),
        ({"logGroupNames": [GROUP]}, "InvalidParameterException"),
        ({"logGroupName": None, "logGroupNames": [GROUP] * 51}, "InvalidParameterException"),
        ({"startTime": S, "endTime": S - 1}, "InvalidParameterException"),
        ({"queryLanguage": "SQL"}, "InvalidParameterException"),
        ({"queryString": "x" * 10_001}, "InvalidParameterException"),
    ],
)
async def test_what_cannot_be_started(logs: Any, changes: dict[str, object], code: str) -> None:
    query = str(changes.pop("queryString", "fields ms"))
    response = await refusal(started(logs, query, **changes))
    assert response["Error"]["Code"] == code


async def test_groups_of_some_classes_cannot_be_queried_or_not_for_patterns(logs: Any) -> None:
    await logs.create_log_group(logGroupName="d", logGroupClass="DELIVERY")
    await logs.create_log_group(logGroupName="ia", logGroupClass="INFREQUENT_ACCESS")
    response = await refusal(started(logs, "fields a", logGroupName="d"))
    assert response["Error"]["Code"] == "InvalidParameterException"
    response = await refusal(started(logs, "pattern @message", logGroupName="ia"))
    assert response["Error"]["Code"] == "MalformedQueryException"
    assert (await asked(logs, "fields a", logGroupName="ia"))["status"] == "Complete"


@pytest.mark.parametrize("operation", ["get_query_results", "stop_query"])
async def test_a_query_that_nobody_started_is_not_found(logs: Any, operation: str) -> None:
    response = await refusal(getattr(logs, operation)(queryId="none"))
    assert response["Error"]["Code"] == "ResourceNotFoundException"


async def test_stopping_a_query_that_has_ended_is_an_error(logs: Any) -> None:
    number = await started(logs, "fields ms")
    await ended(logs, number)
    response = await refusal(logs.stop_query(queryId=number))
    assert response["Error"]["Code"] == "InvalidParameterException"


def many(cloud: Cloud, count: int) -> None:
    for first in range(0, count, 1000):
        lines = [(MS - 900_000 + first + at, f"line {first + at}") for at in range(1000)]
        cloud.logs.put("/many", "s", lines, MS)


async def test_partial_rows_and_numbers_are_there_while_it_runs(cloud: Cloud, logs: Any) -> None:
    many(cloud, 30_000)
    number = await started(logs, "stats count(*) as n", logGroupName="/many")
    seen: list[tuple[str, float, int]] = []
    while not seen or seen[-1][0] != "Complete":
        reply = await logs.get_query_results(queryId=number)
        count = int(rows_of(reply)[0]["n"]) if reply["results"] else 0
        seen.append((reply["status"], reply["statistics"]["recordsScanned"], count))
    part = [row for row in seen if row[0] == "Running" and 0 < row[2] < 30_000]
    assert part
    assert all(scanned == count for _, scanned, count in part)
    assert seen[-1] == ("Complete", 30_000.0, 30_000)


async def test_a_stopped_query_stays_stopped(cloud: Cloud, logs: Any) -> None:
    many(cloud, 30_000)
    number = await started(logs, "stats count(*) as n", logGroupName="/many")
    assert (await logs.stop_query(queryId=number))["success"] is True
    reply = await logs.get_query_results(queryId=number)
    assert reply["status"] == "Cancelled"
    assert reply["statistics"]["recordsScanned"] < 30_000
    listed = await logs.describe_queries(status="Cancelled")
    assert [query["queryId"] for query in listed["queries"]] == [number]


def test_no_more_than_a_hundred_run_at_once(cloud: Cloud) -> None:
    parameters = {"logGroupName": GROUP, "startTime": 0, "endTime": S, "queryString": ""}
    call = Call(service="logs", operation="StartQuery", parameters=parameters)
    for _ in range(100):
        cloud.answer(call)
    with pytest.raises(Fault, match="LimitExceededException"):
        cloud.answer(call)
    while cloud.insights.running == 100:
        cloud.insights.step(MS)
    cloud.answer(call)


async def test_queries_are_listed_newest_first_and_in_pages(logs: Any, cloud: Cloud) -> None:
    clock = cloud.clock
    assert isinstance(clock, FrozenClock)
    numbers: list[str] = []
    for query in ("fields a", "fields b", "fields c"):
        numbers.append(await started(logs, query, endTime=S))
        await ended(logs, numbers[-1])
        clock.advance(timedelta(seconds=1))
    first = await logs.describe_queries(maxResults=2)
    rest = await logs.describe_queries(maxResults=2, nextToken=first["nextToken"])
    listed = first["queries"] + rest["queries"]
    assert [query["queryId"] for query in listed] == numbers[::-1]
    assert listed[0]["queryString"] == "fields c"
    assert listed[0]["logGroupName"] == GROUP
    assert "nextToken" not in rest
    assert (await logs.describe_queries(logGroupName=OTHER))["queries"] == []


async def test_a_message_with_half_a_character_goes_through(cloud: Cloud, logs: Any) -> None:
    cloud.logs.put(OTHER, "w", [(MS - 1, "odd \ud800 end")], MS)
    reply = await asked(logs, "filter @message like /odd/", logGroupName=OTHER)
    (row,) = rows_of(reply)
    assert row["@message"].startswith("odd ")
    found = await logs.filter_log_events(logGroupName=OTHER, filterPattern="%odd%")
    assert len(found["events"]) == 1


async def test_a_query_over_its_time_ends(cloud: Cloud) -> None:
    clock = cloud.clock
    assert isinstance(clock, FrozenClock)
    session: Any = get_session()
    async with (
        running(cloud) as server,
        session.create_client(
            "logs",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIATESTTESTTESTTEST",
            aws_secret_access_key="any",
        ) as client,
    ):
        many(cloud, 30_000)
        number = await started(client, "stats count(*)", logGroupName="/many")
        clock.advance(timedelta(minutes=61))
        assert (await ended(client, number))["status"] == "Timeout"
