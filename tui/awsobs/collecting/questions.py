"""What the screen may ask an account, beside what the feeds bring by themselves."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.domain.dashboards import Contents, Dashboard, Widget
from awsobs.domain.events import EventsBoard, Rule
from awsobs.domain.insights import InsightsQuery, QueryAnswer, SavedQuery
from awsobs.domain.logs import Listing, LogEvent, LogGroup, Surroundings
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.trace_groups import TraceGroup
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.domain.trail import History
from awsobs.domain.trail_queries import TrailAnswer, TrailQuery
from awsobs.domain.trail_status import Governance
from awsobs.domain.window import Window
from awsobs.domain.xray_overview import XrayOverview

if TYPE_CHECKING:
    from awsobs.sources.alarm_history import About
    from awsobs.sources.session import Aws
    from awsobs.sources.trail_engines import Store

Answer = TypeVar("Answer")

Question: TypeAlias = "Callable[[Aws], Coroutine[Any, Any, Answer]]"
"""Runs on the collector's loop; raises SourceError where the outside fails."""

# The screen's modules import this one before botocore may be imported.


def what_happened_to(resource: str, tell: Callable[[str], None]) -> "Question[History]":
    """Every event about a resource that the event history has."""

    async def question(aws: "Aws") -> History:
        from awsobs.sources.trail_history import history_of

        return await history_of(aws, resource, tell)

    return question


def which_trails() -> "Question[Governance]":
    """The trails that the region sees, and how each is doing."""

    async def question(aws: "Aws") -> Governance:
        from awsobs.sources.trail_status import read_governance

        return await read_governance(aws)

    return question


def which_rules() -> "Question[tuple[Rule, ...]]":
    """The rules of all buses with their targets."""

    async def question(aws: "Aws") -> tuple[Rule, ...]:
        from awsobs.sources.event_overview import read_rules

        return await read_rules(aws)

    return question


def what_event_bridge_does(window: Window) -> "Question[EventsBoard]":
    """Rules with what they did in a window, schedules and archives."""

    async def question(aws: "Aws") -> EventsBoard:
        from awsobs.sources.event_overview import read_events_overview, read_rules

        rules = await read_rules(aws)
        return EventsBoard(rules=rules, overview=await read_events_overview(aws, window))

    return question


def what_event_bridge_says(pattern: str, event: str) -> "Question[bool]":
    """Whether EventBridge itself finds that a pattern matches an event."""

    async def question(aws: "Aws") -> bool:
        from awsobs.sources.event_overview import read_pattern_verdict

        return await read_pattern_verdict(aws, pattern, event)

    return question


def which_stores() -> "Question[tuple[Store, ...]]":
    """The event data stores that can be asked."""

    async def question(aws: "Aws") -> "tuple[Store, ...]":
        from awsobs.sources.trail_engines import stores

        return await stores(aws)

    return question


def which_partitions(table: str) -> "Question[tuple[str, ...]]":
    """The columns that a table of Athena's is cut by."""

    async def question(aws: "Aws") -> tuple[str, ...]:
        from awsobs.sources.trail_engines import partitions

        return await partitions(aws, table)

    return question


def what_a_trail_query_finds(query: TrailQuery) -> "Question[TrailAnswer]":
    """The events that CloudTrail Lake or Athena finds."""

    async def question(aws: "Aws") -> TrailAnswer:
        from awsobs.sources.trail_engines import answer

        return await answer(aws, query)

    return question


def what_happened_to_alarm(alarm: Alarm) -> "Question[tuple[tuple[AlarmChange, ...], bool]]":
    """Two weeks of an alarm, newest first, and whether that is all of them."""

    async def question(aws: "Aws") -> tuple[tuple[AlarmChange, ...], bool]:
        from awsobs.sources.alarm_history import read_history

        return await read_history(aws, alarm)

    return question


def everything_about(alarm: str) -> "Question[About | None]":
    """An alarm by its name, among all others, with its past."""

    async def question(aws: "Aws") -> "About | None":
        from awsobs.sources.alarm_history import read_about

        return await read_about(aws, alarm)

    return question


def what_a_metric_was(query: SeriesQuery) -> "Question[Series]":
    """The datapoints of a metric over two weeks."""

    async def question(aws: "Aws") -> Series:
        from awsobs.sources.metric_history import history_of

        return await history_of(aws, query)

    return question


def which_groups() -> "Question[Listing]":
    """All log groups."""

    async def question(aws: "Aws") -> Listing:
        from awsobs.sources.log_listings import listed_groups

        return await listed_groups(aws)

    return question


def which_streams(group: str) -> "Question[Listing]":
    """The streams of a group that were written to last."""

    async def question(aws: "Aws") -> Listing:
        from awsobs.sources.log_listings import listed_streams

        return await listed_streams(aws, group)

    return question


def what_is_around(event: LogEvent, count: int) -> "Question[Surroundings]":
    """So many lines of a line's stream before and after it."""

    async def question(aws: "Aws") -> Surroundings:
        from awsobs.sources.log_context import lines_around

        return await lines_around(aws, event, count)

    return question


def what_insights_finds(
    query: InsightsQuery, tell: Callable[[QueryAnswer], None]
) -> "Question[QueryAnswer]":
    """The rows of a query; what there is so far is told. Cancelled, the query is stopped."""

    async def question(aws: "Aws") -> QueryAnswer:
        from awsobs.sources.insights import answers

        answer = QueryAnswer()
        async with aclosing(answers(aws, query)) as coming:
            async for answer in coming:
                tell(answer)
        return answer

    return question


def which_record(pointer: str) -> "Question[Mapping[str, str]]":
    """All fields of the event that a row of results points to."""

    async def question(aws: "Aws") -> Mapping[str, str]:
        from awsobs.sources.insights import record_at

        return await record_at(aws, pointer)

    return question


def which_queries() -> "Question[tuple[SavedQuery, ...]]":
    """The queries that are saved in the account."""

    async def question(aws: "Aws") -> tuple[SavedQuery, ...]:
        from awsobs.sources.insights import saved_queries

        return await saved_queries(aws)

    return question


def what_is_stored(groups: Sequence[str]) -> "Question[tuple[LogGroup, ...]]":
    """The groups that a query would ask, with what they store."""

    async def question(aws: "Aws") -> tuple[LogGroup, ...]:
        from awsobs.sources.insights import queried_groups

        return await queried_groups(aws, groups)

    return question


def which_services(start: datetime, end: datetime, group: str = "") -> "Question[ServiceGraph]":
    """The service graph of a stretch of time, as X-Ray itself makes it, of all or a group's."""

    async def question(aws: "Aws") -> ServiceGraph:
        from awsobs.sources.service_graph import read_service_graph

        return await read_service_graph(aws, start, end, group)

    return question


def which_traces(
    expression: str, window: Window, is_read: Callable[[str], bool]
) -> "Question[tuple[TraceSummary | Trace, ...]]":
    """The traces of a window that meet a filter of X-Ray's, all of them where it is empty."""

    async def question(aws: "Aws") -> tuple[TraceSummary | Trace, ...]:
        from awsobs.sources.chosen_traces import read_chosen

        return await read_chosen(aws, expression, window, is_read)

    return question


def what_x_ray_tells(window: Window) -> "Question[XrayOverview]":
    """X-Ray's insights of a window, its groups and its sampling rules."""

    async def question(aws: "Aws") -> XrayOverview:
        from awsobs.sources.xray_overview import read_xray_overview

        return await read_xray_overview(aws, window)

    return question


def which_trace_groups() -> "Question[tuple[TraceGroup, ...]]":
    """The groups of traces that the account has."""

    async def question(aws: "Aws") -> tuple[TraceGroup, ...]:
        from awsobs.sources.trace_groups import read_trace_groups

        return await read_trace_groups(aws)

    return question


def which_trace(trace_id: str) -> "Question[Trace | None]":
    """One trace as it is by now; None where X-Ray has none of that id."""

    async def question(aws: "Aws") -> Trace | None:
        from awsobs.sources.trace_lookup import read_trace

        return await read_trace(aws, trace_id)

    return question


def what_series_were(
    queries: Sequence[SeriesQuery], window: Window
) -> "Question[tuple[Series, ...]]":
    """Some series over a window, and those that expressions make of them."""

    async def question(aws: "Aws") -> tuple[Series, ...]:
        from awsobs.sources.metric_reads import read_series
        from awsobs.sources.pace import Priority

        return tuple(await read_series(aws, queries, window, priority=Priority.FIRST))

    return question


def which_metrics(
    tell: Callable[[tuple[MetricKey, ...]], None],
) -> "Question[tuple[MetricKey, ...]]":
    """All metrics that had datapoints lately; what there is so far is told."""

    async def question(aws: "Aws") -> tuple[MetricKey, ...]:
        from awsobs.sources.metric_listing import list_metrics
        from awsobs.sources.pace import Priority

        return await list_metrics(aws, priority=Priority.FIRST, tell=tell)

    return question


def which_dashboards() -> "Question[tuple[Dashboard, ...]]":
    """The dashboards of the account, without their bodies."""

    async def question(aws: "Aws") -> tuple[Dashboard, ...]:
        from awsobs.sources.dashboards import listed_dashboards

        return await listed_dashboards(aws)

    return question


def what_a_dashboard_is(name: str) -> "Question[str]":
    """The body of a dashboard."""

    async def question(aws: "Aws") -> str:
        from awsobs.sources.dashboards import dashboard_body

        return await dashboard_body(aws, name)

    return question


def what_widgets_show(widgets: Sequence[Widget], window: Window) -> "Question[Contents]":
    """The series and alarms of some widgets."""

    async def question(aws: "Aws") -> Contents:
        from awsobs.sources.dashboard_reads import read_widgets

        return await read_widgets(aws, widgets, window)

    return question
