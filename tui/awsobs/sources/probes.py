"""One small call for each operation that the console makes, to learn whether it may."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError

from awsobs.domain.source_state import Condition, SourceError
from awsobs.languages.group_pattern import is_pattern
from awsobs.sources import fields
from awsobs.sources.allowed import READS
from awsobs.sources.pace import Priority
from awsobs.sources.server_time import moment_of
from awsobs.sources.session import WHO_AM_I, Aws

PATIENCE = 8.0
"""Seconds for all of them together."""

_READ_GROUP = "logs:FilterLogEvents"
_OF_GROUP = ("logs:DescribeLogStreams", _READ_GROUP, "logs:GetLogEvents")
"""What can only be asked of a log group."""

_LIST_GROUPS = "logs:DescribeLogGroups"
_NOBODY = "awsobs-doctor"
"""A name that nothing has: who may look gets no match, who may not is refused."""
_NO_TRACE = "1-00000000-000000000000000000000000"
_NO_EVENT = (
    '{"id": "0", "account": "000000000000", "source": "awsobs", "region": "us-east-1", '
    '"time": "2026-01-01T00:00:00Z", "resources": [], "detail-type": "none", "detail": {}}'
)
_LOOK_BACK = timedelta(minutes=1)


class Answer(Enum):
    """Whether an operation may be called."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one call told. `server_time` is the service's clock when it answered at `at`."""

    operation: str
    answer: Answer
    at: datetime
    what: str = ""
    error: SourceError | None = None
    reply: Mapping[str, Any] | None = None
    server_time: datetime | None = None


async def probes(aws: Aws, log_groups: Sequence[str] = ()) -> list[Probe]:
    """Ask everything at once; what has not answered in time is unknown.

    Args:
        aws: Whom to ask; its budget should be in no hurry.
        log_groups: Names or globs of the groups that matter; without any, the first one.
    """
    names = sorted(READS - {*_OF_GROUP})
    asking = [_probe(aws, name, _parameters(name, aws.clock.now())) for name in names]
    listed = [name for name in log_groups if not is_pattern(name)]
    tasks = [asyncio.ensure_future(work) for work in asking]
    listing = tasks[names.index(_LIST_GROUPS)]
    for name in _OF_GROUP:
        tasks.append(asyncio.ensure_future(_probe_group(aws, name, listed, listing)))
        names.append(name)
    await asyncio.wait(tasks, timeout=PATIENCE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return [
        _silent(aws, name) if task.cancelled() else task.result()
        for name, task in zip(names, tasks, strict=True)
    ]


async def _probe_group(
    aws: Aws, operation: str, named: Sequence[str], listing: "asyncio.Task[Probe]"
) -> Probe:
    """Ask one group, the first that was named or listed."""
    group = next(iter(named), "")
    if not group:
        reply = (await asyncio.shield(listing)).reply or {}
        group = next(
            (fields.name(row, "logGroupName") for row in fields.rows(reply, "logGroups")), ""
        )
    if not group:
        return Probe(
            operation=operation,
            answer=Answer.UNKNOWN,
            at=aws.clock.now(),
            what="there is no log group to try it on",
        )
    parameters = _of_group(operation, group, aws.clock.now())
    return await _probe(aws, operation, parameters, resource=group)


async def _probe(
    aws: Aws, operation: str, parameters: Mapping[str, Any], resource: str = ""
) -> Probe:
    first = Priority.FIRST if operation in (WHO_AM_I, _LIST_GROUPS) else Priority.NORMAL
    try:
        reply = await aws.call(operation, priority=first, resource=resource, **parameters)
    except SourceError as error:
        return _failed(aws, operation, error)
    return Probe(
        operation=operation,
        answer=Answer.ALLOWED,
        at=aws.clock.now(),
        reply=reply,
        server_time=_server_time(reply),
    )


def _failed(aws: Aws, operation: str, error: SourceError) -> Probe:
    cause = error.__cause__
    response: Mapping[str, Any] = cause.response if isinstance(cause, ClientError) else {}
    status = fields.count(fields.part(response, "ResponseMetadata"), "HTTPStatusCode")
    answer = Answer.UNKNOWN
    if error.condition is Condition.DENIED:
        answer = Answer.DENIED
    elif error.condition is Condition.FAILING and 400 <= status < 500:
        answer = Answer.ALLOWED  # the question was let in, and found nothing
    return Probe(
        operation=operation,
        answer=answer,
        at=aws.clock.now(),
        what="" if answer is Answer.ALLOWED else error.what,
        error=None if answer is Answer.ALLOWED else error,
        server_time=_server_time(response),
    )


def _silent(aws: Aws, operation: str) -> Probe:
    what = f"no answer in {PATIENCE:g} s"
    error = SourceError(what, condition=Condition.OFFLINE, operation=operation)
    now = aws.clock.now()
    return Probe(operation=operation, answer=Answer.UNKNOWN, at=now, what=what, error=error)


def _server_time(reply: Mapping[str, Any]) -> datetime | None:
    headers = fields.part(fields.part(reply, "ResponseMetadata"), "HTTPHeaders")
    return moment_of(fields.text(headers, "date"))


def _parameters(operation: str, now: datetime) -> Mapping[str, Any]:
    """The least that an operation can be asked for."""
    start = now - _LOOK_BACK
    metric = {"Namespace": "AWS/Usage", "MetricName": "CallCount"}
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
    least: dict[str, Mapping[str, Any]] = {
        "cloudtrail:DescribeTrails": {},
        "cloudtrail:GetEventSelectors": {"TrailName": _NOBODY},
        "cloudtrail:GetInsightSelectors": {"TrailName": _NOBODY},
        "cloudtrail:GetTrailStatus": {"Name": _NOBODY},
        "cloudtrail:LookupEvents": {"MaxResults": 1, "StartTime": start, "EndTime": now},
        "cloudwatch:DescribeAlarmHistory": {"MaxRecords": 1},
        "cloudwatch:DescribeAlarms": {"MaxRecords": 1},
        "cloudwatch:GetDashboard": {"DashboardName": _NOBODY},
        "cloudwatch:GetMetricData": {
            "MetricDataQueries": [query],
            "StartTime": start,
            "EndTime": now,
        },
        "cloudwatch:ListDashboards": {"DashboardNamePrefix": _NOBODY},
        "cloudwatch:ListMetrics": {**metric, "RecentlyActive": "PT3H"},
        "events:ListArchives": {"Limit": 1},
        "events:ListEventBuses": {"Limit": 1},
        "events:ListRules": {"Limit": 1},
        "events:ListTargetsByRule": {"Rule": _NOBODY, "Limit": 1},
        "events:TestEventPattern": {"EventPattern": '{"source": [""]}', "Event": _NO_EVENT},
        _LIST_GROUPS: {"limit": 1},
        "scheduler:GetSchedule": {"Name": _NOBODY},
        "scheduler:ListSchedules": {"MaxResults": 1},
        WHO_AM_I: {},
        "xray:BatchGetTraces": {"TraceIds": [_NO_TRACE]},
        "xray:GetGroups": {},
        "xray:GetInsightSummaries": {"GroupName": "Default", "StartTime": start, "EndTime": now},
        "xray:GetSamplingRules": {},
        "xray:GetSamplingStatisticSummaries": {},
        "xray:GetServiceGraph": {"StartTime": start, "EndTime": now},
        "xray:GetTraceSummaries": {"StartTime": start, "EndTime": now},
    }
    return least[operation]


def _of_group(operation: str, group: str, now: datetime) -> Mapping[str, Any]:
    least: dict[str, Mapping[str, Any]] = {
        "logs:DescribeLogStreams": {},
        "logs:GetLogEvents": {"logStreamName": _NOBODY, **_milliseconds(now)},
        _READ_GROUP: _milliseconds(now),
    }
    return {"logGroupName": group, "limit": 1, **least[operation]}


def _milliseconds(now: datetime) -> Mapping[str, int]:
    end = int(now.timestamp() * 1000)
    return {"startTime": end - int(_LOOK_BACK.total_seconds() * 1000), "endTime": end}
