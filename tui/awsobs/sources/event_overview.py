"""What rules did, EventBridge Scheduler's schedules and archives, each as far as it may be read."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from awsobs.domain.events import Archive, EventsOverview, Rule, RuleUse, TimedTask
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields
from awsobs.sources.alarm_rows import metric_of
from awsobs.sources.eventbridge import EventSource
from awsobs.sources.metric_reads import MOST_QUERIES, read_series
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

_MOST_PAGES = 10
_MOST_TASKS_READ = 25
"""Schedules that are read one by one: a listing lacks what they run by."""

_COUNTED = {"TriggeredRules": "triggered", "Invocations": "invocations"}
_FAILED = "FailedInvocations"
_NAMES = (*_COUNTED, _FAILED)
Part = TypeVar("Part")
Uses = Mapping[tuple[str, str], RuleUse]


async def read_events_overview(aws: Aws, window: Window) -> EventsOverview:
    """Everything that can be read; what cannot is named."""
    missing: list[str] = []

    async def tried(what: str, read: Callable[[], Awaitable[Part]]) -> Part | None:
        try:
            return await read()
        except SourceError as error:
            missing.append(f"{what}: {error.what}")
            return None

    uses = await tried("what rules did", lambda: _uses(aws, window))
    tasks = await tried("schedules", lambda: _tasks(aws))
    archives = await tried("archives", lambda: _archives(aws))
    return EventsOverview(
        uses=uses, tasks=tasks or (), archives=archives or (), missing=tuple(missing)
    )


async def read_rules(aws: Aws) -> tuple[Rule, ...]:
    """All rules of all buses, with the targets of those that one pass asks for.

    Raises:
        SourceError: not even the default bus may be read.
    """
    source = EventSource(aws)
    window = Window(start=aws.clock.now(), end=aws.clock.now())
    return tuple([rule async for batch in source.poll(window) for rule in batch.records])


async def _uses(aws: Aws, window: Window) -> Uses:
    """Only what has datapoints is asked for: a failure is written where there was one."""
    queries: list[SeriesQuery] = []
    asked = {"Namespace": "AWS/Events", "RecentlyActive": "PT3H"}
    async for page in pages(
        aws, "cloudwatch:ListMetrics", asked, limit=_MOST_PAGES, priority=Priority.FIRST
    ):
        for row in fields.rows(page, "Metrics"):
            metric = metric_of(row)
            if metric is not None and metric.name in _NAMES and _rule_of(metric.dimensions):
                name = f"m{len(queries)}"
                queries.append(
                    SeriesQuery(id=name, label=metric.name, metric=metric, statistic="Sum")
                )
    # What failed is told, however much there is of everything else.
    queries.sort(key=lambda query: query.label != _FAILED)
    found = await read_series(aws, queries[:MOST_QUERIES], window, priority=Priority.FIRST)
    return _summed(found, window)


def _rule_of(dimensions: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
    """The bus and the rule that a metric is about."""
    named = dict(dimensions)
    if "RuleName" not in named or not named.keys() <= {"RuleName", "EventBusName"}:
        return None
    return named.get("EventBusName", "default"), named["RuleName"]


def _summed(found: list[Series], window: Window) -> Uses:
    counts: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    last: dict[tuple[str, str], datetime] = {}
    for series in found:
        metric = series.query.metric
        rule = _rule_of(metric.dimensions) if metric is not None else None
        if metric is None or rule is None:
            continue
        points = [*series.points, *((series.provisional,) if series.provisional else ())]
        for at, value in points:
            if at >= window.start.replace(second=0, microsecond=0):
                counts[rule][_COUNTED.get(metric.name, "failed")] += value
            if value and metric.name == "TriggeredRules":
                last[rule] = max(at, last.get(rule, at))
    return {rule: RuleUse(**known, last=last.get(rule)) for rule, known in counts.items()}


async def _tasks(aws: Aws) -> tuple[TimedTask, ...]:
    found: list[TimedTask] = []
    asked = {"MaxResults": 100}
    async for page in pages(
        aws, "scheduler:ListSchedules", asked, limit=_MOST_PAGES, priority=Priority.FIRST
    ):
        for row in fields.rows(page, "Schedules"):
            if not fields.name(row, "Name"):
                continue
            whole = len(found) < _MOST_TASKS_READ
            found.append(_task(await _whole_task(aws, row) if whole else row))
    return tuple(found)


async def _whole_task(aws: Aws, row: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"Name": row["Name"], "GroupName": fields.name(row, "GroupName") or "default"}
    whole = await aws.call("scheduler:GetSchedule", priority=Priority.FIRST, **names)
    return {**row, **whole}


def _task(row: Mapping[str, Any]) -> TimedTask:
    record = {name: value for name, value in row.items() if name != "ResponseMetadata"}
    begun = fields.moment(row, "StartDate") or fields.moment(row, "CreationDate")
    return TimedTask(
        name=fields.name(row, "Name"),
        group=fields.name(row, "GroupName") or "default",
        state=fields.name(row, "State") or "ENABLED",
        expression=fields.text(row, "ScheduleExpression"),
        zone=fields.name(row, "ScheduleExpressionTimezone") or "UTC",
        since=begun,
        end=fields.moment(row, "EndDate"),
        target=fields.name(fields.part(row, "Target"), "Arn"),
        record=masked_record(record),
    )


async def _archives(aws: Aws) -> tuple[Archive, ...]:
    found: list[Archive] = []
    async for page in pages(
        aws, "events:ListArchives", {"Limit": 100}, limit=2, priority=Priority.FIRST
    ):
        found += [_archive(row) for row in fields.rows(page, "Archives") if row]
    return tuple(found)


def _archive(row: Mapping[str, Any]) -> Archive:
    return Archive(
        name=fields.name(row, "ArchiveName"),
        source=fields.name(row, "EventSourceArn").rpartition("/")[2],
        state=fields.name(row, "State"),
        events=fields.count(row, "EventCount"),
        size=fields.count(row, "SizeBytes"),
        days=fields.count(row, "RetentionDays"),
        record=masked_record(row),
    )


async def read_pattern_verdict(aws: Aws, pattern: str, event: str) -> bool:
    """What EventBridge itself says of a pattern and an event.

    Raises:
        SourceError: the outside failed, or refuses the pattern or the event.
    """
    reply = await aws.call(
        "events:TestEventPattern", priority=Priority.FIRST, EventPattern=pattern, Event=event
    )
    return reply.get("Result") is True
