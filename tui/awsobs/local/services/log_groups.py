"""CloudWatch Logs: groups, their streams, and how long events are kept."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_requests import (
    GROUP_NAME,
    IDENTIFIER,
    LONGEST_NAME,
    STREAM_NAME,
    asked,
    group_arn,
    group_asked,
    group_named,
    group_of,
    invalid,
    now_ms,
    page,
    stream_name,
)
from awsobs.local.services.log_tags import tags_asked
from awsobs.local.services.logs_state import STANDARD, LogGroup, LogStream
from awsobs.local.services.resume_tokens import Position

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

CLASSES: Final = (STANDARD, "INFREQUENT_ACCESS", "DELIVERY")
RETENTIONS: Final = frozenset({
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
})  # fmt: skip

_NAME_PART: Final = re.compile(r"[\.\-_/#A-Za-z0-9]*")
_NAME_EXPRESSION: Final = re.compile(
    r"(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}"
)
_ORDERS: Final = ("LogStreamName", "LastEventTime")
_MOST_LISTED: Final = 1000


@operations.answer("CreateLogGroup")
def create_log_group(cloud: "Cloud", call: Call) -> Reply:
    """Make an empty group."""
    request = asked(call)
    name = request.required("logGroupName", most=LONGEST_NAME, fits=GROUP_NAME)
    log_class = request.choice("logGroupClass", CLASSES)
    tags = tags_asked(request)
    if name.startswith("aws/"):
        raise invalid("Log groups starting with AWS/ are reserved for AWS.")
    group = cloud.logs.create_group(name, now_ms(cloud))
    group.log_class, group.tags = log_class or STANDARD, tags
    cloud.logs.changed(group)
    return {}


@operations.answer("DeleteLogGroup")
def delete_log_group(cloud: "Cloud", call: Call) -> Reply:
    """Delete a group with its events."""
    cloud.logs.delete_group(group_named(cloud, asked(call)))
    return {}


@operations.answer("DescribeLogGroups")
def describe_log_groups(cloud: "Cloud", call: Call) -> Reply:
    """List groups by prefix, by a part of the name or by identifier, in ASCII order."""
    request = asked(call)
    by_part = "logGroupNamePattern" in request
    if by_part and "logGroupNamePrefix" in request:
        raise invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive.")
    row_of = _short_row if by_part else _row
    found = _in_order(_described(cloud, request))
    rows, following = page(cloud, call, found)
    return {"logGroups": [row_of(cloud, group) for group in rows], **following}


@operations.answer("ListLogGroups")
def list_log_groups(cloud: "Cloud", call: Call) -> Reply:
    """List groups whose names match one of five alternatives."""
    request = asked(call)
    expression = request.text("logGroupNamePattern", least=3, most=129, fits=_NAME_EXPRESSION)
    log_class = request.choice("logGroupClass", CLASSES)
    fits = _alternatives(expression)
    found = _in_order(
        group
        for group in cloud.logs.groups.values()
        if fits(group.name) and log_class in ("", group.log_class)
    )
    rows, following = page(cloud, call, found, _MOST_LISTED)
    summaries = [
        {
            "logGroupName": group.name,
            "logGroupArn": group_arn(cloud, group.name),
            "logGroupClass": group.log_class,
        }
        for group in rows
    ]
    return {"logGroups": summaries, **following}


@operations.answer("PutRetentionPolicy")
def put_retention_policy(cloud: "Cloud", call: Call) -> Reply:
    """Say for how many days a group keeps its events."""
    request = asked(call)
    group = group_named(cloud, request)
    days = request.integer("retentionInDays")
    if days not in RETENTIONS:
        allowed = ", ".join(map(str, sorted(RETENTIONS)))
        raise invalid(f"Invalid retention value. Valid values are: [{allowed}]")
    group.retention = days
    cloud.logs.changed(group)
    return {}


@operations.answer("DeleteRetentionPolicy")
def delete_retention_policy(cloud: "Cloud", call: Call) -> Reply:
    """Let a group keep its events for ever."""
    group = group_named(cloud, asked(call))
    group.retention = None
    cloud.logs.changed(group)
    return {}


@operations.answer("CreateLogStream")
def create_log_stream(cloud: "Cloud", call: Call) -> Reply:
    """Make an empty stream."""
    request = asked(call)
    name = stream_name(request)
    cloud.logs.create_stream(group_named(cloud, request), name, now_ms(cloud))
    return {}


@operations.answer("DeleteLogStream")
def delete_log_stream(cloud: "Cloud", call: Call) -> Reply:
    """Delete a stream with its events."""
    request = asked(call)
    name = stream_name(request)
    group = group_named(cloud, request)
    cloud.logs.delete_stream(group, group.stream(name))
    return {}


@operations.answer("DescribeLogStreams")
def describe_log_streams(cloud: "Cloud", call: Call) -> Reply:
    """List the streams of a group by name or by the time of their last event."""
    request = asked(call)
    prefix = request.text("logStreamNamePrefix", most=LONGEST_NAME, fits=STREAM_NAME)
    by_time = request.choice("orderBy", _ORDERS) == "LastEventTime"
    if by_time and prefix:
        raise invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
    group = group_asked(cloud, request)
    streams = [stream for name, stream in group.streams.items() if name.startswith(prefix)]
    falling = request.flag("descending")
    ordered = _streams_in_order(streams, by_time=by_time, falling=falling)
    rows, following = page(cloud, call, ordered, falling=falling)
    arn = group_arn(cloud, group.name)
    return {"logStreams": [_stream_row(arn, stream) for stream in rows], **following}


def _described(cloud: "Cloud", request: Asked) -> Iterable[LogGroup]:
    prefix = request.text("logGroupNamePrefix", most=LONGEST_NAME, fits=GROUP_NAME)
    part = request.text("logGroupNamePattern", least=0, most=LONGEST_NAME, fits=_NAME_PART)
    log_class = request.choice("logGroupClass", CLASSES)
    identifiers = request.texts("logGroupIdentifiers", most=50)
    if identifiers:
        if prefix or part or log_class:
            raise invalid("logGroupIdentifiers can be combined with includeLinkedAccounts only.")
        return {name: group_of(cloud, name) for name in _names(identifiers)}.values()
    return (
        group
        for name, group in cloud.logs.groups.items()
        if name.startswith(prefix) and part in name and log_class in ("", group.log_class)
    )


def _names(identifiers: list[str]) -> Iterable[str]:
    for identifier in identifiers:
        if not IDENTIFIER.fullmatch(identifier):
            raise invalid(f"The log group identifier is invalid: {identifier}")
        yield identifier


def _alternatives(expression: str) -> Callable[[str], bool]:
    """Whether a name has one of the parts between bars, at its start where a `^` says so."""
    if not expression:
        return lambda _name: True
    parts = expression.split("|")

    def fits(name: str) -> bool:
        return any(
            name.startswith(part[1:]) if part.startswith("^") else part in name for part in parts
        )

    return fits


def _in_order(groups: Iterable[LogGroup]) -> list[tuple[Position, LogGroup]]:
    return [((group.name,), group) for group in sorted(groups, key=lambda group: group.name)]


def _streams_in_order(
    streams: Iterable[LogStream], *, by_time: bool, falling: bool
) -> list[tuple[Position, LogStream]]:
    placed: list[tuple[Position, LogStream]] = [
        ((stream.last or 0, stream.name) if by_time else (stream.name,), stream)
        for stream in streams
    ]
    return sorted(placed, key=lambda place: place[0], reverse=falling)


def _row(cloud: "Cloud", group: LogGroup) -> dict[str, Any]:
    arn = group_arn(cloud, group.name)
    row = {
        "logGroupName": group.name,
        "creationTime": group.created,
        "metricFilterCount": len(group.filters),
        "arn": f"{arn}:*",
        "storedBytes": group.columns.bytes,
        "logGroupClass": group.log_class,
        "logGroupArn": arn,
    }
    return row if group.retention is None else {**row, "retentionInDays": group.retention}


def _short_row(cloud: "Cloud", group: LogGroup) -> dict[str, Any]:
    """What a search for a part of the name answers."""
    return {
        "logGroupName": group.name,
        "creationTime": group.created,
        "arn": f"{group_arn(cloud, group.name)}:*",
    }


def _stream_row(arn: str, stream: LogStream) -> dict[str, Any]:
    return {
        "logStreamName": stream.name,
        "creationTime": stream.created,
        "firstEventTimestamp": stream.first,
        "lastEventTimestamp": stream.last,
        "lastIngestionTime": stream.ingested,
        "uploadSequenceToken": f"{stream.number:056d}",
        "arn": f"{arn}:log-stream:{stream.name}",
        "storedBytes": 0,
    }
