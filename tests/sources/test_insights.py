"""Logs Insights against the local AWS: progress, rows, refusals, and a query that is left."""

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.insights import InsightsQuery, QueryAnswer, QueryRefused
from awsobs.domain.source_state import SourceError
from awsobs.local.cloud import Cloud
from awsobs.sources.allowed import NotAllowed
from awsobs.sources.insights import answers, queried_groups, record_at, saved_queries
from awsobs.sources.session import Aws

GROUP = "/aws/lambda/shop"
MANY = 100_000


def record(number: int) -> dict[str, object]:
    return {"ms": number, "level": "ERROR" if number % 5 else "INFO"}


def filled(cloud: Cloud, count: int, group: str = GROUP) -> None:
    at = int(cloud.clock.now().timestamp() * 1000)
    lines = [
        (
            at - count + number,
            json.dumps({"ms": number, "level": "ERROR" if number % 5 else "INFO"}),
        )
        for number in range(count)
    ]
    cloud.logs.put(group, "s", lines, at)


def query_of(clock: FrozenClock, text: str, *groups: str) -> InsightsQuery:
    now = clock.now()
    return InsightsQuery(
        text=text, groups=groups or (GROUP,), start=now - timedelta(hours=1), end=now
    )


async def last_of(aws: Aws, query: InsightsQuery) -> QueryAnswer:
    return [answer async for answer in answers(aws, query)][-1]


async def test_rows_come_with_what_was_scanned_for_them(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    filled(cloud, 10)
    text = "stats count(*) as n by level | sort level"
    last = await last_of(aws, query_of(clock, text, "/aws/*"))
    assert last.status == "Complete"
    assert last.columns == ("level", "n")
    assert [row.fields for row in last.rows] == [
        (("level", "ERROR"), ("n", "8")),
        (("level", "INFO"), ("n", "2")),
    ]
    assert last.records_scanned == 10
    assert last.bytes_scanned > 0
    assert last.usd == pytest.approx(last.bytes_scanned / 1e9 * 0.005)
    assert last.groups == (GROUP,)


async def test_rows_are_seen_before_a_long_query_has_ended(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    filled(cloud, MANY)
    query = query_of(clock, "stats count(*) by level")
    seen = [answer async for answer in answers(aws, query)]
    early = [answer for answer in seen if answer.is_running and answer.rows]
    assert early
    assert 0 < early[0].records_scanned < MANY
    assert seen[-1].records_scanned == MANY


async def test_a_query_that_nobody_listens_to_is_stopped(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    filled(cloud, MANY)
    async with aclosing(answers(aws, query_of(clock, "stats count(*) by ms"))) as coming:
        async for answer in coming:
            if answer.records_scanned:
                break
    (run,) = cloud.insights.queries.values()
    assert run.status == "Cancelled"


async def test_a_query_is_stopped_where_it_is_cancelled(
    aws: Aws, cloud: Cloud, clock: FrozenClock, until: Callable[[Callable[[], object]], Any]
) -> None:
    filled(cloud, MANY)
    work = asyncio.ensure_future(last_of(aws, query_of(clock, "stats count(*) by ms")))
    await until(lambda: cloud.insights.queries)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    (run,) = cloud.insights.queries.values()
    assert run.status == "Cancelled"


async def test_a_query_that_cannot_be_read_says_where(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    filled(cloud, 1)
    with pytest.raises(QueryRefused) as caught:
        await last_of(aws, query_of(clock, "fields @message | filtre x"))
    assert caught.value.start == len("fields @message | ")
    assert caught.value.end > caught.value.start


async def test_a_group_that_is_not_there_is_told(aws: Aws, clock: FrozenClock) -> None:
    with pytest.raises(SourceError, match="no log group matches /none"):
        await last_of(aws, query_of(clock, "fields @message", "/none*"))
    with pytest.raises(SourceError, match="ResourceNotFound"):
        await last_of(aws, query_of(clock, "fields @message", "/none"))


async def test_a_row_leads_to_its_whole_record(aws: Aws, cloud: Cloud, clock: FrozenClock) -> None:
    filled(cloud, 3)
    last = await last_of(aws, query_of(clock, "fields level | filter ms = 1"))
    (row,) = last.rows
    record = await record_at(aws, row.pointer)
    assert record["ms"] == "1"
    assert record["@logStream"] == "s"


async def test_saved_queries_come_by_name(aws: Aws, put: Callable[..., Any]) -> None:
    put("logs:PutQueryDefinition", name="b", queryString="fields @message\n| limit 5")
    put("logs:PutQueryDefinition", name="a", queryString="stats count(*)")
    saved = await saved_queries(aws)
    assert [(one.name, one.text) for one in saved] == [
        ("a", "stats count(*)"),
        ("b", "fields @message\n| limit 5"),
    ]


async def test_groups_of_a_query_tell_what_they_store(aws: Aws, cloud: Cloud) -> None:
    filled(cloud, 10)
    filled(cloud, 10, "/other")
    groups = await queried_groups(aws, ["/aws/*"])
    assert [group.name for group in groups] == [GROUP]
    assert groups[0].created


async def test_no_query_leaves_this_machine_before_the_user_wants_one(aws: Aws) -> None:
    with pytest.raises(NotAllowed):
        await aws.call("logs:StartQuery", queryString="", startTime=0, endTime=1)
