"""The `aws` command that asks for what a pane shows, ready for a shell."""

import json
from collections.abc import Sequence
from shlex import quote

from awsobs.domain.context import Context
from awsobs.domain.metrics import SeriesQuery
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import Window


def filter_log_events(
    groups: Sequence[str],
    window: Window,
    context: Context,
    *,
    pattern: str = "",
    endpoint_url: str = "",
) -> str:
    """One command for each group, a line each; a live window has no end.

    The end that CloudWatch Logs takes is included, and ours is not.
    """
    start = int(window.start.timestamp() * 1000)
    options = ["--start-time", str(start)]
    if not window.live:
        options += ["--end-time", str(int(window.end.timestamp() * 1000) - 1)]
    if pattern:
        # As one word: a pattern may begin with a dash.
        options.append(f"--filter-pattern={pattern}")
    for name, value in (
        ("--region", context.region),
        ("--profile", context.profile),
        ("--endpoint-url", endpoint_url),
    ):
        options += [name, value] if value else []
    begin = ["aws", "logs", "filter-log-events"]
    return "\n".join(
        " ".join(map(quote, [*begin, f"--log-group-name={group}", *options])) for group in groups
    )


def lookup_event(event: TrailEvent, context: Context, *, endpoint_url: str = "") -> str:
    """The command that asks the event history for one event, in the region that has it."""
    words = ["aws", "cloudtrail", "lookup-events", "--lookup-attributes"]
    words.append(f"AttributeKey=EventId,AttributeValue={event.id}")
    for name, value in (
        ("--region", event.region or context.region),
        ("--profile", context.profile),
        ("--endpoint-url", endpoint_url),
    ):
        words += [name, value] if value else []
    return " ".join(map(quote, words))


def describe_alarm(name: str, context: Context, *, endpoint_url: str = "") -> str:
    """The command that asks for one alarm, of whatever kind."""
    words = ["aws", "cloudwatch", "describe-alarms", "--alarm-names", name, "--alarm-types"]
    words += ["MetricAlarm", "CompositeAlarm"]
    for option, value in (
        ("--region", context.region),
        ("--profile", context.profile),
        ("--endpoint-url", endpoint_url),
    ):
        words += [option, value] if value else []
    return " ".join(map(quote, words))


def get_metric_data(
    queries: Sequence[SeriesQuery], window: Window, context: Context, *, endpoint_url: str = ""
) -> str:
    """The command that asks for some series over a window, on the periods that they have."""
    words = ["aws", "cloudwatch", "get-metric-data", "--metric-data-queries"]
    words.append(json.dumps([_data_query(query) for query in queries]))
    words += ["--start-time", window.start.isoformat(), "--end-time", window.end.isoformat()]
    for name, value in (
        ("--region", context.region),
        ("--profile", context.profile),
        ("--endpoint-url", endpoint_url),
    ):
        words += [name, value] if value else []
    return " ".join(map(quote, words))


def _data_query(query: SeriesQuery) -> dict[str, object]:
    metric = query.metric
    if metric is None:
        return {"Id": query.id, "Expression": query.expression}
    named = {
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
    }
    period = int(query.period.total_seconds())
    return {
        "Id": query.id,
        "MetricStat": {"Metric": named, "Period": period, "Stat": query.statistic},
    }
