"""Operations that give graphs and statistics of the traces together."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.xray_calls import CLIENT, LINK
from awsobs.local.services.xray_entities import Chooses, selected
from awsobs.local.services.xray_graph import Tally, graph_rows, histogram_rows
from awsobs.local.services.xray_requests import group_asked, invalid, page, window
from awsobs.local.services.xray_selection import traces_between
from awsobs.local.services.xray_shares import Request, Share, queue_of, share_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

MAX_IDS: Final = 5

_TRACE_ID: Final = re.compile(r"1-[0-9a-fA-F]{8}-[0-9a-fA-F]{24}|[0-9a-fA-F]{32}")
_SERVICES_A_PAGE: Final = 100
_POINTS_A_PAGE: Final = 500
_PERIODS: Final = (60, 300)
_REMEMBERED: Final = 12
"""Periods before one that its forecast is made from."""


@operations.answer("GetServiceGraph")
def get_service_graph(cloud: "Cloud", call: Call) -> Reply:
    """The graph of all traces, or of a group's, that began in the window."""
    start, end = window(call)
    traces = traces_between(cloud, start, end, group_asked(cloud, call))
    rows, token = page(call, _rows(cloud, map(share_of, traces)), _SERVICES_A_PAGE)
    times = {"StartTime": start, "EndTime": end, "ContainsOldGroupVersions": False}
    return {"Services": rows} | times | token


@operations.answer("GetTraceGraph")
def get_trace_graph(cloud: "Cloud", call: Call) -> Reply:
    """The graph of a few traces by id."""
    ids: list[str] = call.parameters.get("TraceIds", [])
    if len(ids) > MAX_IDS:
        raise invalid(f"The request contains more than {MAX_IDS} trace IDs.")
    strange = [trace_id for trace_id in ids if not _TRACE_ID.fullmatch(trace_id)]
    if strange:
        raise invalid(f"{strange[0]} is no trace ID.")
    traces = [trace for trace in map(cloud.xray.trace, dict.fromkeys(ids)) if trace is not None]
    rows, token = page(call, _rows(cloud, map(share_of, traces)), _SERVICES_A_PAGE)
    return {"Services": rows} | token


@operations.answer("GetTimeSeriesServiceStatistics")
def get_time_series_service_statistics(cloud: "Cloud", call: Call) -> Reply:
    """Statistics period by period: of a service, of an edge, or of all that clients asked."""
    start, end = window(call)
    group = group_asked(cloud, call)
    period = call.parameters.get("Period") or _PERIODS[0]
    if period not in _PERIODS:
        raise invalid("Period is 60 or 300 seconds.")
    kind, chooses = _selected(call.parameters.get("EntitySelectorExpression") or "")
    if call.parameters.get("ForecastStatistics") and kind != "service":
        raise invalid("ForecastStatistics need a service in EntitySelectorExpression.")
    tallies: dict[int, Tally] = {}
    for trace in traces_between(cloud, start, end, group):
        for request in _requests(share_of(trace), kind, chooses):
            tallies.setdefault(int(request.start // period), Tally()).add(request)
    rows = [_point(at * period, kind, tally) for at, tally in sorted(tallies.items())]
    if call.parameters.get("ForecastStatistics"):
        for row, at in zip(rows, sorted(tallies), strict=True):
            row["ServiceForecastStatistics"] = _forecast(tallies, at)
    found, token = page(call, rows, _POINTS_A_PAGE)
    reply = {"TimeSeriesServiceStatistics": found, "ContainsOldGroupVersions": False}
    return reply | token


def _rows(cloud: "Cloud", shares: Iterable[Share]) -> list[dict[str, Any]]:
    return graph_rows(shares, partial(queue_of, cloud.xray))


def _selected(expression: str) -> tuple[str, Chooses]:
    if not expression.strip():
        return CLIENT, lambda _: True
    try:
        return selected(expression)
    except ValueError as error:
        raise invalid(f"Invalid entity selector expression: {error}") from error


def _requests(share: Share, kind: str, chooses: Chooses) -> Iterator[Request]:
    if kind == "service":
        yield from (stay.request for stay in share.stays if chooses((stay.node,)))
        return
    for step in share.steps:
        is_asked = step.kind != LINK and (kind != CLIENT or step.source.type == CLIENT)
        if is_asked and chooses((step.source, step.target)):
            yield step.request


def _point(second: int, kind: str, tally: Tally) -> dict[str, Any]:
    summary = "ServiceSummaryStatistics" if kind == "service" else "EdgeSummaryStatistics"
    return {
        "Timestamp": datetime.fromtimestamp(second, UTC),
        summary: tally.statistics(),
        "ResponseTimeHistogram": histogram_rows(tally.histogram),
    }


def _forecast(tallies: dict[int, Tally], at: int) -> dict[str, int]:
    """Between which counts of faults a period was expected to stay, by the ones before it."""
    before = [tallies[i] for i in range(at - _REMEMBERED, at) if i in tallies]
    faults = [tally.outcomes.get("fault", 0) for tally in before] or [0]
    middle, spread = fmean(faults), pstdev(faults)
    low, high = middle - 3 * spread, middle + max(1.0, 3 * spread)
    return {"FaultCountLow": max(0, round(low)), "FaultCountHigh": max(1, round(high))}
