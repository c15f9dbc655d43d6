"""CloudWatch Logs: queries of Logs Insights, started, looked at and stopped."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from awsobs.languages.insights.queries import LONGEST, MOST_ROWS, InsightsError, Query, parse
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.insights_patterns import InsightsPatterns
from awsobs.local.services.insights_state import (
    CANCELLED,
    COMPLETE,
    MOST_RUNNING,
    RUNNING,
    SCHEDULED,
    TIMEOUT,
    Asking,
    QueryRun,
)
from awsobs.local.services.log_requests import (
    GROUP_NAME,
    LONGEST_NAME,
    asked,
    group_of,
    invalid,
    next_token,
    now_ms,
    resumed,
)
from awsobs.local.services.logs_state import STANDARD, LogGroup
from awsobs.local.services.resume_tokens import page_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

MOST_GROUPS: Final = 50

_LANGUAGES: Final = ("CWLI", "SQL", "PPL")
_STATUSES: Final = (SCHEDULED, RUNNING, COMPLETE, "Failed", CANCELLED, TIMEOUT, "Unknown")
_MOST_LISTED: Final = 1000
_SECONDS_END: Final = 10**11
"""Times beyond it are milliseconds: in seconds they would be in the year 5138."""


@operations.answer("StartQuery")
def start_query(cloud: "Cloud", call: Call) -> Reply:
    """Start a query over some groups; it works while others are answered."""
    request = asked(call)
    language(request)
    start, end = _times(request)
    text = request.text("queryString", least=0, most=LONGEST)
    limit = request.integer("limit", least=1, most=MOST_ROWS) or MOST_ROWS
    groups = _groups(cloud, request)
    query = _query(text, groups)
    if cloud.insights.running >= MOST_RUNNING:
        raise Fault("LimitExceededException", "Account maximum query concurrency limit reached.")
    asking = Asking(
        number=str(uuid4()),
        query=query,
        groups=groups,
        account=cloud.account,
        start=start,
        end=end,
        limit=limit,
        created=now_ms(cloud),
    )
    cloud.insights.start(asking)
    return {"queryId": asking.number}


@operations.answer("GetQueryResults")
def get_query_results(cloud: "Cloud", call: Call) -> Reply:
    """Say how far a query is, with its rows so far."""
    run = _run(cloud, asked(call))
    return {
        "queryLanguage": "CWLI",
        "results": run.rows(),
        "statistics": {
            "recordsMatched": float(run.matched),
            "recordsScanned": float(run.scanned),
            "estimatedRecordsSkipped": 0.0,
            "bytesScanned": float(run.bytes),
            "estimatedBytesSkipped": 0.0,
            "logGroupsScanned": float(len(run.asking.groups)),
        },
        "status": run.status,
    }


@operations.answer("StopQuery")
def stop_query(cloud: "Cloud", call: Call) -> Reply:
    """Stop a query that has not ended."""
    run = _run(cloud, asked(call))
    if run.has_ended:
        raise invalid(f"Query is already ended with {run.status} status")
    cloud.insights.stop(run)
    return {"success": True}


@operations.answer("DescribeQueries")
def describe_queries(cloud: "Cloud", call: Call) -> Reply:
    """List the queries of late, the newest first."""
    request = asked(call)
    language(request)
    group = request.text("logGroupName", most=LONGEST_NAME, fits=GROUP_NAME)
    status = request.choice("status", _STATUSES)
    most = request.integer("maxResults", least=1, most=_MOST_LISTED) or _MOST_LISTED
    found = [
        ((run.asking.created, run.asking.number), run)
        for run in cloud.insights.queries.values()
        if status in ("", run.status) and group in ("", *_names(run))
    ]
    found.sort(key=lambda place: place[0], reverse=True)
    rows, position = page_of(found, resumed(cloud, call), most, falling=True)
    return {"queries": [_info(run) for run in rows], **next_token(cloud, call, position)}


def language(request: Asked) -> None:
    """Take the one language that is known here.

    Raises:
        Fault: another one is asked for.
    """
    if request.choice("queryLanguage", _LANGUAGES) not in ("", "CWLI"):
        raise invalid("awsobs local knows the query language CWLI only.")


def _times(request: Asked) -> tuple[int, int]:
    """The first and the last millisecond to look at."""
    start, end = request.integer("startTime"), request.integer("endTime")
    if start is None or end is None:
        raise invalid("startTime and endTime are required.")
    if start > end:
        raise invalid("End time should not be less than start time.")
    first = start if start >= _SECONDS_END else start * 1000
    return first, end if end >= _SECONDS_END else end * 1000


def _groups(cloud: "Cloud", request: Asked) -> list[LogGroup]:
    names = request.texts("logGroupNames", most=MOST_GROUPS)
    identifiers = request.texts("logGroupIdentifiers", most=MOST_GROUPS)
    name = request.text("logGroupName", most=LONGEST_NAME, fits=GROUP_NAME)
    given = [some for some in ([name] if name else [], names, identifiers) if some]
    if len(given) != 1:
        raise invalid(
            "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given."
        )
    groups = {each: group_of(cloud, each.removesuffix(":*")) for each in given[0]}
    for group in groups.values():
        if group.log_class == "DELIVERY":
            raise invalid(f"Log groups of class DELIVERY cannot be queried: {group.name}")
    return list({group.name: group for group in groups.values()}.values())


def _query(text: str, groups: Iterable[LogGroup]) -> Query:
    """The query that was asked for.

    Raises:
        Fault: it cannot be read, or these groups are of a class that lacks one of its commands.
    """
    try:
        query = parse(text, InsightsPatterns)
    except InsightsError as error:
        raise _malformed(error.message, error.start, error.end) from error
    if query.standard_only and any(group.log_class != STANDARD for group in groups):
        command, start = query.standard_only
        message = f"{command} is not supported by log groups of class INFREQUENT_ACCESS"
        raise _malformed(message, start, start + len(command))
    return query


def _malformed(message: str, start: int, end: int) -> Fault:
    where = {"startCharOffset": start, "endCharOffset": end}
    return Fault(
        "MalformedQueryException",
        message,
        members={"queryCompileError": {"location": where, "message": message}},
    )


def _run(cloud: "Cloud", request: Asked) -> QueryRun:
    number = request.required("queryId", most=256)
    run = cloud.insights.queries.get(number)
    if run is None:
        raise Fault("ResourceNotFoundException", f"Query with ID {number[:64]} does not exist.")
    return run


def _names(run: QueryRun) -> Iterable[str]:
    return (group.name for group in run.asking.groups)


def _info(run: QueryRun) -> dict[str, object]:
    asking = run.asking
    return {
        "queryLanguage": "CWLI",
        "queryId": asking.number,
        "queryString": asking.query.text,
        "status": run.status,
        "createTime": asking.created,
        "logGroupName": asking.groups[0].name,
    }
