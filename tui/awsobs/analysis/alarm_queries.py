"""How to ask for what an alarm looks at, and what else belongs to it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from awsobs.analysis.metric_queries import query_of
from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import SeriesQuery
from awsobs.domain.window import Window

_LEAST, _LONGEST = timedelta(minutes=45), timedelta(days=14)
_PERIODS = 30
_MOST_GROUPS = 3
_GROUP_OF = {
    "FunctionName": "/aws/lambda/{0}",
    "ProjectName": "/aws/codebuild/{0}",
    "DBInstanceIdentifier": "/aws/rds/instance/{0}/error",
    "DBClusterIdentifier": "/aws/rds/cluster/{0}/error",
    "ClusterName": "/aws/containerinsights/{0}/performance",
}
"""Where AWS's own services log, by the dimension that names the resource."""


def queries_of(alarm: Alarm) -> list[SeriesQuery]:
    """Its metric, or the metrics and expressions of a math or band alarm, as it asks for them."""
    if alarm.metric is None:
        return list(alarm.parts)
    query = query_of(alarm.metric, alarm.statistic)
    return [
        replace(
            query,
            id="m0",
            period=alarm.period or query.period,
            threshold=alarm.threshold,
            comparison=alarm.comparison,
        )
    ]


def window_about(alarm: Alarm, shown: Window, now: datetime) -> Window:
    """The stretch of time that shows why it is in its state.

    That is the window of all panes, where the change is in it and it has enough periods; else
    the last ones, or where the change is long ago, twice as much before it as after it.
    """
    period = max((query.period for query in queries_of(alarm)), default=timedelta(minutes=1))
    longest = min(_LONGEST, period * _PERIODS)
    since = alarm.since
    is_in = since is None or shown.start <= since < shown.end
    if is_in and shown.width >= longest:
        return shown
    width = max(_LEAST, longest)
    end = now if since is None else min(now, since + width / 3)
    if since is not None and now - since < width:
        end = now
    return Window(start=end - width, end=end, live=False)


def groups_of(alarm: Alarm, known: Iterable[str]) -> tuple[str, ...]:
    """Log groups that have to do with it: where its resource logs, and those named like it."""
    metrics = [alarm.metric, *(part.metric for part in alarm.parts)]
    pairs = [pair for metric in metrics if metric is not None for pair in metric.dimensions]
    values = {value for _, value in pairs}
    named = [group for group in known if group.rsplit("/", 1)[-1] in values]
    usual = [_GROUP_OF[name].format(value) for name, value in pairs if name in _GROUP_OF]
    return tuple(dict.fromkeys([*named, *usual]))[:_MOST_GROUPS]
