"""The trail from the engines that AWS runs over it: CloudTrail Lake, and Athena on a table.

A query that nobody waits for any more is stopped: both are paid by the bytes that they scan.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, cast

from awsobs.analysis.trail_records import event_of
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import TrailEvent
from awsobs.domain.trail_queries import TrailAnswer, TrailQuery
from awsobs.languages.trail_select import ATHENA_COLUMNS, record_of
from awsobs.sources import fields
from awsobs.sources.allowed import ATHENA, LAKE
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

_PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds between looks at a query; the last one goes on."""

_RUNNING = frozenset({"QUEUED", "RUNNING"})
_DONE = frozenset({"FINISHED", "SUCCEEDED"})
_MOST_PAGES = 50
Row = Mapping[str, Any]


class Store(NamedTuple):
    """An event data store that can be asked."""

    id: str
    name: str


async def stores(aws: Aws) -> tuple[Store, ...]:
    """The enabled event data stores of the region; whoever has none cannot make one any more.

    Raises:
        SourceError: they cannot be listed.
    """
    _permit(aws, LAKE)
    found: list[Store] = []
    async for page in pages(aws, "cloudtrail:ListEventDataStores", {}, priority=Priority.FIRST):
        for row in fields.rows(page, "EventDataStores"):
            arn = fields.name(row, "EventDataStoreArn")
            told = await aws.call(
                "cloudtrail:GetEventDataStore", priority=Priority.FIRST, EventDataStore=arn
            )
            if fields.name(told, "Status") in ("ENABLED", ""):
                found.append(Store(arn.rpartition("/")[2], fields.name(row, "Name")))
    return tuple(found)


async def partitions(aws: Aws, table: str) -> tuple[str, ...]:
    """The columns that a table of Athena's is cut by; `table` may name database and catalog.

    Raises:
        SourceError: there is no such table, or it may not be looked at.
    """
    _permit(aws, ATHENA)
    parts = table.split(".")
    catalog, database, name = [*("AwsDataCatalog", "default")[: 3 - len(parts)], *parts][-3:]
    reply = await aws.call(
        "athena:GetTableMetadata",
        priority=Priority.FIRST,
        resource=table,
        CatalogName=catalog,
        DatabaseName=database,
        TableName=name,
    )
    keys = fields.rows(fields.part(reply, "TableMetadata"), "PartitionKeys")
    return tuple(fields.name(key, "Name") for key in keys)


async def answer(aws: Aws, query: TrailQuery) -> TrailAnswer:
    """Run a query to its end; the events come newest first.

    Raises:
        SourceError: the service refused it, or it failed.
    """
    if query.engine == "lake":
        return await _lake(aws, query)
    return await _athena(aws, query)


async def _lake(aws: Aws, query: TrailQuery) -> TrailAnswer:
    _permit(aws, LAKE)
    reply = await aws.call(
        "cloudtrail:StartQuery",
        priority=Priority.FIRST,
        resource=query.place,
        QueryStatement=query.statement,
    )
    number = fields.name(reply, "QueryId")
    asked = {"QueryId": number}
    is_over, scanned = False, 0
    try:
        async for state in _states(aws, "cloudtrail:DescribeQuery", asked):
            status, why = fields.name(state, "QueryStatus"), fields.text(state, "ErrorMessage")
            is_over = status not in _RUNNING
            _check(status, why, "cloudtrail:StartQuery")
            scanned = fields.count(fields.part(state, "QueryStatistics"), "BytesScanned")
        taken = _Taken()
        async for page in pages(
            aws,
            "cloudtrail:GetQueryResults",
            {**asked, "MaxQueryResults": 1000},
            limit=_MOST_PAGES,
            priority=Priority.FIRST,
        ):
            for cells in page.get("QueryResultRows") or ():
                row: dict[str, Any] = {}
                for cell in cells:
                    row |= cell
                taken.take(_parsed(str(row.get("eventJson", ""))))
    finally:
        if not is_over:
            with suppress(SourceError):
                await aws.call("cloudtrail:CancelQuery", priority=Priority.FIRST, **asked)
    return taken.answer(scanned)


async def _athena(aws: Aws, query: TrailQuery) -> TrailAnswer:
    _permit(aws, ATHENA)
    where: dict[str, Any] = {"WorkGroup": query.workgroup} if query.workgroup else {}
    if query.output:
        where["ResultConfiguration"] = {"OutputLocation": query.output}
    reply = await aws.call(
        "athena:StartQueryExecution",
        priority=Priority.FIRST,
        resource=query.place,
        QueryString=query.statement,
        **where,
    )
    asked = {"QueryExecutionId": fields.name(reply, "QueryExecutionId")}
    is_over, scanned = False, 0
    try:
        async for state in _states(aws, "athena:GetQueryExecution", asked):
            execution = fields.part(state, "QueryExecution")
            told = fields.part(execution, "Status")
            status = fields.name(told, "State")
            is_over = status not in _RUNNING
            _check(status, fields.text(told, "StateChangeReason"), "athena:StartQueryExecution")
            scanned = fields.count(fields.part(execution, "Statistics"), "DataScannedInBytes")
        taken = _Taken()
        has_names = False  # the first row of all has the names of the columns
        async for page in pages(
            aws,
            "athena:GetQueryResults",
            {**asked, "MaxResults": 1000},
            limit=_MOST_PAGES,
            priority=Priority.FIRST,
        ):
            for row in fields.rows(fields.part(page, "ResultSet"), "Rows"):
                cells = [cell.get("VarCharValue") for cell in fields.rows(row, "Data")]
                if has_names:
                    row_of = dict(zip(ATHENA_COLUMNS, cells, strict=False))
                    taken.take(record_of(row_of, _parsed))
                has_names = True
    finally:
        if not is_over:
            with suppress(SourceError):
                await aws.call("athena:StopQueryExecution", priority=Priority.FIRST, **asked)
    return taken.answer(scanned)


async def _states(aws: Aws, operation: str, asked: Row) -> AsyncIterator[Row]:
    """What the service says about a query, until it has ended."""
    looks = 0
    while True:
        reply = await aws.call(operation, priority=Priority.FIRST, **asked)
        yield reply
        state = fields.part(fields.part(reply, "QueryExecution"), "Status")
        if (fields.name(reply, "QueryStatus") or fields.name(state, "State")) not in _RUNNING:
            return
        await aws.clock.sleep(_PAUSES[min(looks, len(_PAUSES) - 1)])
        looks += 1


class _Taken:
    """Events of the rows so far."""

    def __init__(self) -> None:
        self._events: dict[str, TrailEvent] = {}
        self._rows = self._malformed = 0

    def take(self, record: object) -> None:
        self._rows += 1
        try:
            event = event_of(_record(record))
        except ValueError:
            self._malformed += 1
            return
        self._events[event.id or str(self._rows)] = event

    def answer(self, scanned: int) -> TrailAnswer:
        events = sorted(self._events.values(), key=lambda one: one.time, reverse=True)
        return TrailAnswer(
            events=tuple(events),
            rows=self._rows,
            malformed=self._malformed,
            scanned_bytes=scanned,
        )


def _record(value: object) -> Row:
    """A parsed value as the record that it has to be.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, dict):
        raise ValueError("no record")
    return cast("Row", value)


def _check(status: str, why: str, operation: str) -> None:
    """Raise what became of a query that brings nothing."""
    if status not in _RUNNING | _DONE:
        words = f"the query {status.lower() or 'ended'}: {why or 'no reason given'}"
        raise SourceError(words, operation=operation)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _permit(aws: Aws, operations: frozenset[str]) -> None:
    for operation in operations:
        aws.permit(operation, granted=True)
