"""Logs Insights: a query followed to its end, or stopped when nobody wants it any more."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from awsobs.domain.insights import (
    MOST_GROUPS,
    InsightsQuery,
    QueryAnswer,
    QueryRefused,
    QueryRow,
    SavedQuery,
)
from awsobs.domain.logs import LogGroup
from awsobs.domain.source_state import SourceError
from awsobs.sources import fields
from awsobs.sources.allowed import INSIGHTS
from awsobs.sources.log_groups import LogGroups
from awsobs.sources.log_listings import listed_groups
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

_PAUSES = (0.1, 0.2, 0.4, 0.8)
"""Seconds between looks at a query; the last one goes on."""

_PATIENCE = 10
"""Looks in a row that may fail before the query is given up."""

_POINTER = "@ptr"
_MOST_RECORD_FIELDS = 1_000


async def answers(aws: Aws, query: InsightsQuery) -> AsyncGenerator[QueryAnswer]:
    """Run a query, and give its rows so far again and again; the last answer has them all.

    Whoever stops listening stops the query. Groups may be globs.

    Raises:
        QueryRefused: the query cannot be read.
        SourceError: the service failed, or no group matches.
    """
    permit(aws)
    matching = await LogGroups(aws, query.groups).current()
    groups = matching[:MOST_GROUPS]
    if not groups:
        raise SourceError(f"no log group matches {' '.join(query.groups)}".rstrip())
    answer = QueryAnswer(groups=groups, matching=len(matching))
    yield answer
    number = await _started(aws, query, groups)
    try:
        async for reply in _replies(aws, number):
            answer = _answer(reply, groups, len(matching))
            yield answer
    finally:
        aws.pace.charge(0.0 if aws.access.own_endpoint else answer.usd)
        if answer.is_running:
            await _stop(aws, number)


async def record_at(aws: Aws, pointer: str) -> Mapping[str, str]:
    """All fields of the event that a row points to.

    Raises:
        SourceError: it cannot be read.
    """
    permit(aws)
    reply = await aws.call("logs:GetLogRecord", priority=Priority.FIRST, logRecordPointer=pointer)
    record = fields.part(reply, "logRecord")
    names = [name for name in record if name != _POINTER][:_MOST_RECORD_FIELDS]
    return {fields.name({"name": name}, "name"): fields.text(record, name) for name in names}


async def saved_queries(aws: Aws) -> tuple[SavedQuery, ...]:
    """The queries that are saved in the account, by name.

    Raises:
        SourceError: they cannot be listed.
    """
    permit(aws)
    found: list[SavedQuery] = []
    listing = pages(aws, "logs:DescribeQueryDefinitions", {}, token="nextToken")
    async for page in listing:
        found += [
            SavedQuery(
                name=fields.name(row, "name"),
                text=_lines(row, "queryString"),
                groups=fields.texts(row, "logGroupNames"),
            )
            for row in fields.rows(page, "queryDefinitions")
        ]
    return tuple(sorted((one for one in found if one.text), key=lambda one: one.name))


async def queried_groups(aws: Aws, wanted: Sequence[str]) -> tuple[LogGroup, ...]:
    """The groups that a query of these names or globs would ask, with what they store.

    Raises:
        SourceError: they cannot be listed.
    """
    names = set((await LogGroups(aws, wanted).current())[:MOST_GROUPS])
    return tuple(group for group in (await listed_groups(aws)).groups if group.name in names)


def permit(aws: Aws) -> None:
    """The user wants a query: what it needs may be called from now on."""
    for operation in INSIGHTS:
        aws.permit(operation, granted=True)


async def _started(aws: Aws, query: InsightsQuery, groups: Sequence[str]) -> str:
    """Start a query; one that is started while nobody wants it any more is stopped."""
    starting = asyncio.ensure_future(
        aws.call(
            "logs:StartQuery",
            priority=Priority.FIRST,
            resource=groups[0],
            logGroupNames=list(groups),
            queryString=query.text,
            startTime=math.floor(query.start.timestamp()),
            endTime=math.ceil(query.end.timestamp()),
        )
    )
    try:
        reply = await asyncio.shield(starting)
    except asyncio.CancelledError:
        with suppress(SourceError):
            await _stop(aws, str((await starting).get("queryId", "")))
        raise
    except SourceError as error:
        raise _refusal(error) from error
    return str(reply.get("queryId", ""))


async def _replies(aws: Aws, number: str) -> AsyncIterator[Mapping[str, Any]]:
    """What the service says about a query, until it has ended."""
    looks = failures = 0
    while True:
        try:
            reply = await aws.call("logs:GetQueryResults", priority=Priority.FIRST, queryId=number)
        except SourceError as error:
            failures += 1
            if not error.is_passing or error.code or failures > _PATIENCE:
                raise
            await aws.clock.sleep(max(error.retry_after, _PAUSES[-1]))
            continue
        failures = 0
        yield reply
        if not QueryAnswer(status=fields.name(reply, "status")).is_running:
            return
        await aws.clock.sleep(_PAUSES[min(looks, len(_PAUSES) - 1)])
        looks += 1


async def _stop(aws: Aws, number: str) -> None:
    try:
        await aws.call("logs:StopQuery", priority=Priority.FIRST, queryId=number)
    except SourceError:
        return  # it has ended in the meantime, or nobody can be told


def _refusal(error: SourceError) -> SourceError:
    """The same refusal, with the place in the query that it is about."""
    cause = error.__cause__
    if not isinstance(cause, ClientError):
        return error
    compile_error = fields.part(cause.response, "queryCompileError")
    where = fields.part(compile_error, "location")
    if not where:
        return error
    said = fields.text(compile_error, "message") or error.what
    start = max(0, fields.count(where, "startCharOffset"))
    return QueryRefused(said, start, max(start, fields.count(where, "endCharOffset")))


def _answer(reply: Mapping[str, Any], groups: tuple[str, ...], matching: int) -> QueryAnswer:
    rows = tuple(map(_row, filter(fields.is_list, reply.get("results") or ())))
    statistics = fields.part(reply, "statistics")
    return QueryAnswer(
        status=fields.name(reply, "status"),
        rows=rows,
        columns=tuple(dict.fromkeys(name for row in rows for name, _ in row.fields)),
        records_matched=fields.count(statistics, "recordsMatched"),
        records_scanned=fields.count(statistics, "recordsScanned"),
        bytes_scanned=fields.count(statistics, "bytesScanned"),
        groups=groups,
        matching=matching,
    )


def _row(cells: Sequence[Any]) -> QueryRow:
    named = fields.rows({"cells": cells}, "cells")
    found = [(fields.name(cell, "field"), cell) for cell in named]
    shown = [(name, fields.text(cell, "value")) for name, cell in found if name != _POINTER]
    pointer = next((cell.get("value") for name, cell in found if name == _POINTER), "")
    return QueryRow(fields=tuple(shown), pointer=pointer if isinstance(pointer, str) else "")


def _lines(row: Mapping[str, Any], key: str) -> str:
    """A text of several lines."""
    value = row.get(key)
    lines = value.split("\n") if isinstance(value, str) else []
    return "\n".join(fields.text({key: line}, key) for line in lines)
