"""What widgets show: their series, in one call a region and stretch of time, and their alarms."""

from collections.abc import Mapping, Sequence

from awsobs.analysis.dashboard_queries import queries_of, window_for
from awsobs.domain.alarms import Alarm
from awsobs.domain.dashboards import Contents, Widget
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.alarm_rows import alarm_of
from awsobs.sources.metric_reads import read_series
from awsobs.sources.pace import Priority
from awsobs.sources.session import Aws

_ALARMS_A_CALL = 100
_Part = tuple[str, Window]


async def read_widgets(aws: Aws, widgets: Sequence[Widget], window: Window) -> Contents:
    """The contents of some widgets; what fails is told of each widget that it leaves empty."""
    parts: dict[_Part, dict[str, tuple[int, SeriesQuery]]] = {}
    for widget in widgets:
        shown = window_for(widget, window)
        whole = _region_of(widget)
        for one, query in zip(widget.plotted, queries_of(widget, shown), strict=True):
            # expressions are asked together with what they name
            part = parts.setdefault((whole or one.region, shown), {})
            part[query.id] = widget.place, query
    series: dict[int, list[Series]] = {widget.place: [] for widget in widgets if widget.plotted}
    troubles: dict[int, str] = {}
    for (region, shown), asked in parts.items():
        places = {place for place, _ in asked.values()}
        try:
            queries = [query for _, query in asked.values()]
            found = await read_series(aws, queries, shown, priority=Priority.FIRST, region=region)
        except SourceError as error:
            troubles |= dict.fromkeys(places, f"✖ {error.what}")
            continue
        for answer in found:
            series[asked[answer.query.id][0]].append(answer)
    alarms = await _alarms(aws, widgets, troubles)
    kept = {
        place: tuple(found) for place, found in series.items() if found or place not in troubles
    }
    return Contents(series=kept, alarms=alarms, troubles=troubles)


def _region_of(widget: Widget) -> str:
    """The one region of a widget that has expressions, which see no other."""
    if all(one.metric is not None for one in widget.plotted):
        return ""
    return widget.region or next((one.region for one in widget.plotted if one.region), "")


async def _alarms(
    aws: Aws, widgets: Sequence[Widget], troubles: dict[int, str]
) -> Mapping[str, Alarm]:
    """The alarms that widgets name, by what they are called there."""
    wanted: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for widget in widgets for name in widget.alarms):
        wanted.setdefault(_region_in(name), []).append(name)
    found: dict[str, Alarm] = {}
    for region, names in wanted.items():
        for at in range(0, len(names), _ALARMS_A_CALL):
            part = {name.rpartition(":alarm:")[2]: name for name in names[at : at + _ALARMS_A_CALL]}
            try:
                reply = await aws.call(
                    "cloudwatch:DescribeAlarms",
                    region=region,
                    AlarmNames=list(part),
                    AlarmTypes=["MetricAlarm", "CompositeAlarm"],
                    MaxRecords=_ALARMS_A_CALL,
                )
            except SourceError as error:
                for widget in widgets:
                    if set(widget.alarms) & set(names):
                        troubles.setdefault(widget.place, f"✖ {error.what}")
                continue
            rows = (*fields.rows(reply, "MetricAlarms"), *fields.rows(reply, "CompositeAlarms"))
            for row in rows:
                if (name := fields.name(row, "AlarmName")) in part:
                    found[part[name]] = alarm_of(row)
    return found


def _region_in(arn: str) -> str:
    pieces = arn.split(":")
    return pieces[3] if len(pieces) > 6 and pieces[0] == "arn" else ""
