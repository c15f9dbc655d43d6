"""Athena over one table: the account's records, as a trail would have put them into a bucket."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.trail import Entry
from awsobs.local.services.trail_jobs import Job
from awsobs.local.services.trail_sql import Refused
from awsobs.local.services.trail_tables import ATHENA, PARTITIONS, Select, Selected

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("athena")

TABLE = "cloudtrail_logs"
_CATALOG, _DATABASE, _WORKGROUP = "awsdatacatalog", "default", "primary"
_BUCKET = "s3://awsobs-local/"
_PAGE = 1_000
_STATES = {"FINISHED": "SUCCEEDED"}
Row = Mapping[str, Any]


@operations.answer("StartQueryExecution")
def start_query_execution(cloud: "Cloud", call: Call) -> Reply:
    """Take a query; what is wrong with it shows when it has failed, as with Athena."""
    if cloud.athena.is_full:
        raise Fault("TooManyRequestsException", "Too many queries run already.")
    statement = str(call.parameters["QueryString"])
    context: Row = call.parameters.get("QueryExecutionContext") or {}
    values: list[str] = call.parameters.get("ExecutionParameters") or []
    now, select, error = cloud.clock.now(), None, ""

    def has(name: str) -> bool:
        return _is_table(name, str(context.get("Database") or _DATABASE))

    try:
        select = Select.of(statement, values, ATHENA, has=has, now=now)
    except Refused as refused:
        error = str(refused)
    job = Job(
        id=str(uuid4()),
        statement=statement,
        made=now,
        select=select,
        entries=lambda: _entries(cloud),
        error=error,
    )
    cloud.athena.add(job)
    return {"QueryExecutionId": job.id}


@operations.answer("GetQueryExecution")
def get_query_execution(cloud: "Cloud", call: Call) -> Reply:
    """How a query stands, and what it has looked at."""
    job = _job(cloud, call)
    job.step()
    status: dict[str, Any] = {
        "State": _STATES.get(job.status, job.status),
        "SubmissionDateTime": job.made,
    }
    if job.status == "FAILED":
        status["StateChangeReason"] = job.error
    if not job.is_waiting:
        status["CompletionDateTime"] = cloud.clock.now()
    scanned = 0 if job.found is None else job.found.scanned_bytes
    execution = {
        "QueryExecutionId": job.id,
        "Query": job.statement,
        "StatementType": "DML",
        "ResultConfiguration": {"OutputLocation": f"{_BUCKET}{job.id}.csv"},
        "QueryExecutionContext": {"Database": _DATABASE, "Catalog": _CATALOG},
        "Status": status,
        "Statistics": {"DataScannedInBytes": scanned, "EngineExecutionTimeInMillis": 0},
        "WorkGroup": _WORKGROUP,
    }
    return {"QueryExecution": execution}


@operations.answer("GetQueryResults")
def get_query_results(cloud: "Cloud", call: Call) -> Reply:
    """One page of what a query has found; the first row of all has the names of the columns."""
    question = call.parameters
    limit = int(question.get("MaxResults", _PAGE))
    if not 1 <= limit <= _PAGE:
        raise _invalid(f"MaxResults is between 1 and {_PAGE}.")
    job = _job(cloud, call)
    if (found := job.found) is None:
        state = _STATES.get(job.status, job.status)
        raise _invalid(f"Query has not yet finished. Current state: {state}")
    start = _start(question)
    rows: list[tuple[str | None, ...]] = [found.columns, *found.rows]
    page, end = rows[start : start + limit], start + limit
    rest = {"NextToken": token_of(str(end), question)} if rows[end:] else {}
    shown = [{"Data": [_datum(value) for value in row]} for row in page]
    return rest | {"ResultSet": {"Rows": shown, "ResultSetMetadata": _columns(found)}}


@operations.answer("StopQueryExecution")
def stop_query_execution(cloud: "Cloud", call: Call) -> Reply:
    """Give a query up; nothing happens to one that has ended."""
    _job(cloud, call).cancel()
    return {}


@operations.answer("GetTableMetadata")
def get_table_metadata(cloud: "Cloud", call: Call) -> Reply:
    """The columns of the one table, and which of them are partitions."""
    name = str(call.parameters["TableName"])
    if not _is_table(name, str(call.parameters["DatabaseName"])):
        raise Fault("MetadataException", f"Entity Not Found: {name:.200} of {cloud.account}")
    columns = [{"Name": column, "Type": "string"} for column in ATHENA.names]
    table = {
        "Name": TABLE,
        "TableType": "EXTERNAL_TABLE",
        "Columns": [column for column in columns if column["Name"] not in PARTITIONS],
        "PartitionKeys": [column for column in columns if column["Name"] in PARTITIONS],
    }
    return {"TableMetadata": table}


def _is_table(name: str, database: str) -> bool:
    """Whether a name, with or without database and catalog, is the one table's."""
    *above, last = name.lower().split(".")
    return last == TABLE and (above or [database.lower()])[-1] == _DATABASE


def _entries(cloud: "Cloud") -> Iterator[Entry]:
    for history in cloud.lake.histories.values():
        yield from history.everything()


def _job(cloud: "Cloud", call: Call) -> Job:
    number = call.parameters.get("QueryExecutionId")
    job = cloud.athena.get(number)
    if job is None:
        raise _invalid(f"QueryExecution {number!s:.200} was not found")
    return job


def _start(question: Row) -> int:
    token = question.get("NextToken")
    if token is None:
        return 0
    try:
        return int(position_of(token, question))
    except (Fault, ValueError) as error:
        raise _invalid("The token belongs to another request.") from error


def _datum(value: str | None) -> Row:
    return {} if value is None else {"VarCharValue": value}


def _columns(found: Selected) -> Row:
    return {"ColumnInfo": [{"Name": name, "Type": "varchar"} for name in found.columns]}


def _invalid(why: str) -> Fault:
    return Fault("InvalidRequestException", why)
