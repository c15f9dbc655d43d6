"""Queries over event data stores: started, asked after, read and cancelled."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.trail_jobs import Job
from awsobs.local.services.trail_lake import EventDataStore
from awsobs.local.services.trail_sql import Refused
from awsobs.local.services.trail_tables import LAKE, Select

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

_PAGE = 1_000
Row = Mapping[str, Any]


@operations.answer("StartQuery")
def start_query(cloud: "Cloud", call: Call) -> Reply:
    """Take a query, if it can be understood.

    Raises:
        Fault: it cannot, asks no store that there is, or too many wait.
    """
    if cloud.lake_queries.is_full:
        raise Fault("MaxConcurrentQueriesException", "Too many queries run already.")
    statement = str(call.parameters.get("QueryStatement") or "")
    stores: list[EventDataStore] = []

    def has(name: str) -> bool:
        stores.append(cloud.lake.store(name, cloud.region))
        return stores[0] is stores[-1]

    values: list[str] = call.parameters.get("QueryParameters") or []
    now = cloud.clock.now()
    try:
        select = Select.of(statement, values, LAKE, has=has, now=now)
    except Refused as error:
        raise _invalid(str(error)) from error
    if not stores:
        raise _invalid("The statement asks no event data store.")
    job = Job(
        id=str(uuid4()),
        statement=statement,
        made=now,
        select=select,
        entries=lambda: cloud.lake.entries(stores[0]),
    )
    cloud.lake_queries.add(job)
    return {"QueryId": job.id}


@operations.answer("DescribeQuery")
def describe_query(cloud: "Cloud", call: Call) -> Reply:
    """How a query stands, and what it has looked at."""
    job = _job(cloud, call)
    job.step()
    statistics: dict[str, Any] = {"CreationTime": job.made}
    if (found := job.found) is not None:
        statistics |= {
            "EventsMatched": len(found.rows),
            "EventsScanned": found.scanned,
            "BytesScanned": found.scanned_bytes,
            "ExecutionTimeInMillis": 0,
        }
    named = {"QueryId": job.id, "QueryString": job.statement, "QueryStatistics": statistics}
    return _standing(job) | named


@operations.answer("GetQueryResults")
def get_query_results(cloud: "Cloud", call: Call) -> Reply:
    """One page of what a query has found, nothing before it has finished."""
    question = call.parameters
    limit = int(question.get("MaxQueryResults", _PAGE))
    if not 1 <= limit <= _PAGE:
        raise Fault("InvalidMaxResultsException", f"MaxQueryResults is between 1 and {_PAGE}.")
    job = _job(cloud, call)
    start = _start(question)
    job.step()
    if (found := job.found) is None:
        return _standing(job)
    page, end = found.rows[start : start + limit], start + limit
    rest = {"NextToken": token_of(str(end), question)} if found.rows[end:] else {}
    statistics = {
        "ResultsCount": len(page),
        "TotalResultsCount": len(found.rows),
        "BytesScanned": found.scanned_bytes,
    }
    rows = [
        [{name: value or ""} for name, value in zip(found.columns, row, strict=True)]
        for row in page
    ]
    return _standing(job) | rest | {"QueryResultRows": rows, "QueryStatistics": statistics}


@operations.answer("CancelQuery")
def cancel_query(cloud: "Cloud", call: Call) -> Reply:
    """Give a query up that has not ended."""
    job = _job(cloud, call)
    if not job.is_waiting:
        raise Fault("InactiveQueryException", f"The query is {job.status} already.")
    job.cancel()
    return {"QueryId": job.id, "QueryStatus": job.status}


def _job(cloud: "Cloud", call: Call) -> Job:
    number = call.parameters.get("QueryId")
    job = cloud.lake_queries.get(number)
    if job is None:
        raise Fault("QueryIdNotFoundException", f"Unknown query: {number!s:.200}")
    return job


def _standing(job: Job) -> dict[str, Any]:
    why = {"ErrorMessage": job.error} if job.error else {}
    return {"QueryStatus": job.status, **why}


def _start(question: Row) -> int:
    token = question.get("NextToken")
    if token is None:
        return 0
    try:
        return int(position_of(token, question))
    except (Fault, ValueError) as error:
        words = "The token belongs to another request."
        raise Fault("InvalidNextTokenException", words) from error


def _invalid(why: str) -> Fault:
    return Fault("InvalidQueryStatementException", why)
