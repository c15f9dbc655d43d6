"""Operations that tell of insights."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.xray_calls import Node
from awsobs.local.services.xray_graph import graph_rows, name_of
from awsobs.local.services.xray_groups import Group
from awsobs.local.services.xray_insights import (
    Insight,
    Minute,
    client_impact,
    insights_of,
    service_impact,
)
from awsobs.local.services.xray_requests import group_asked, invalid, page, window
from awsobs.local.services.xray_selection import traces_between
from awsobs.local.services.xray_shares import share_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

_KEPT: Final = timedelta(days=30)
_LOOKED_AT: Final = timedelta(hours=6)
_SUMMARIES_A_PAGE: Final = 100
_EVENTS_A_PAGE: Final = 50
_TOP: Final = 5


class _Found(NamedTuple):
    group: Group
    insight: Insight


@operations.answer("GetInsightSummaries")
def get_insight_summaries(cloud: "Cloud", call: Call) -> Reply:
    """A group's insights that were active in the window."""
    start, end = window(call, _KEPT)
    group = group_asked(cloud, call)
    if group is None:
        raise invalid("GroupName or GroupARN is needed.")
    states = call.parameters.get("States") or ["ACTIVE", "CLOSED"]
    rows = [
        _row(found) | {"LastUpdateTime": _moment(found.insight.end)}
        for found in _of_group(cloud, group)
        if found.insight.start <= end.timestamp()
        and (found.insight.is_active or found.insight.end >= start.timestamp())
    ]
    rows = [row for row in rows if row["State"] in states]
    found_rows, token = page(call, rows, _SUMMARIES_A_PAGE)
    return {"InsightSummaries": found_rows} | token


@operations.answer("GetInsight")
def get_insight(cloud: "Cloud", call: Call) -> Reply:
    """One insight."""
    return {"Insight": _row(_named(cloud, call))}


@operations.answer("GetInsightEvents")
def get_insight_events(cloud: "Cloud", call: Call) -> Reply:
    """How an insight went on, minute by minute, the newest first."""
    insight = _named(cloud, call).insight
    rows = [_event(insight, minute) for minute in reversed(insight.minutes)]
    found, token = page(call, rows, _EVENTS_A_PAGE)
    return {"InsightEvents": found} | token


@operations.answer("GetInsightImpactGraph")
def get_insight_impact_graph(cloud: "Cloud", call: Call) -> Reply:
    """Which services the insight's requests went through."""
    start, end = window(call)
    insight = _named(cloud, call).insight
    shares = [
        share
        for minute in insight.minutes
        for share in minute.traces
        if start.timestamp() <= min(stay.request.start for stay in share.stays) <= end.timestamp()
    ]
    rows = [
        {
            key: row[key]
            for key in ("ReferenceId", "Name", "Names", "Type", "AccountId")
            if key in row
        }
        | {"Edges": [{"ReferenceId": edge["ReferenceId"]} for edge in row["Edges"]]}
        for row in graph_rows(shares, lambda _trace, _call: None)
    ]
    found, token = page(call, rows, _SUMMARIES_A_PAGE)
    times = {"ServiceGraphStartTime": start, "ServiceGraphEndTime": end}
    times |= {"StartTime": _moment(insight.start), "EndTime": _moment(insight.end)}
    return {"InsightId": insight.id, "Services": found} | times | token


def _of_group(cloud: "Cloud", group: Group) -> list[_Found]:
    """The insights of a group since they were switched on."""
    if group.since is None:
        return []
    now = cloud.clock.now()
    traces = traces_between(cloud, max(group.since, now - _LOOKED_AT), now, group)
    insights = insights_of(map(share_of, traces), now.timestamp(), group.arn)
    return [_Found(group, insight) for insight in insights]


def _named(cloud: "Cloud", call: Call) -> _Found:
    for group in cloud.xray_groups:
        for found in _of_group(cloud, group):
            if found.insight.id == call.parameters["InsightId"]:
                return found
    raise invalid("There is no such insight.")


def _row(found: _Found) -> dict[str, Any]:
    group, insight = found
    row: dict[str, Any] = {
        "InsightId": insight.id,
        "GroupARN": group.arn,
        "GroupName": group.name,
        "RootCauseServiceId": name_of(insight.root),
        "Categories": ["FAULT"],
        "State": "ACTIVE" if insight.is_active else "CLOSED",
        "StartTime": _moment(insight.start),
        "Summary": _words(insight, insight.minutes),
        "ClientRequestImpactStatistics": client_impact(insight.minutes),
        "RootCauseServiceRequestImpactStatistics": service_impact(insight.minutes, insight.root),
        "TopAnomalousServices": _top(insight.services),
    }
    return row if insight.is_active else row | {"EndTime": _moment(insight.end)}


def _event(insight: Insight, minute: Minute) -> dict[str, Any]:
    return {
        "Summary": _words(insight, (minute,)),
        "EventTime": _moment(minute.number * 60),
        "ClientRequestImpactStatistics": client_impact((minute,)),
        "RootCauseServiceRequestImpactStatistics": service_impact((minute,), insight.root),
        "TopAnomalousServices": _top(insight.services),
    }


def _words(insight: Insight, minutes: tuple[Minute, ...]) -> str:
    impact = client_impact(minutes)
    share = impact["FaultCount"] / max(1, impact["TotalCount"])
    return (
        f"{insight.root.name} caused faults in {impact['FaultCount']} of {impact['TotalCount']} "
        f"requests of clients ({share:.0%})."
    )


def _top(services: tuple[Node, ...]) -> list[dict[str, Any]]:
    return [{"ServiceId": name_of(node)} for node in services[:_TOP]]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
