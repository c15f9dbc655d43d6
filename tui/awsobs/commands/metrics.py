"""`awsobs metrics`: what the firing alarms watch and what moves, or what is asked for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from functools import partial

from awsobs.commands.metric_wishes import add_wishes, found_for, wish_of
from awsobs.commands.output import Output, Shape, iso, plain
from awsobs.commands.reading import Found
from awsobs.commands.twin import Twin, answer, context_shape
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.present.emptiness import empty_words
from awsobs.present.metrics import metrics_view
from awsobs.present.rows import Row
from awsobs.present.searchable import METRICS


def add_arguments(parser: ArgumentParser) -> None:
    """Which series, beside what all such commands take; without any, those of the pane."""
    add_wishes(parser)


def run(namespace: Namespace) -> int:
    """Print the series, what is watched first.

    Raises:
        SettingsError: what is asked for is no metric.
    """
    wish = wish_of(namespace)
    return answer(_TWIN, namespace, partial(found_for, wish) if wish else None)


def _records(found: Found) -> Sequence[Series]:
    return found.memory.metrics.series()


def _shape(series: Series, found: Found) -> Shape:
    """A row of GetMetricData, with the query that it answers."""
    return {
        "Id": series.query.id,
        "Label": series.query.label,
        **_query_shape(series.query),
        "Timestamps": [iso(at) for at, _ in series.points],
        "Values": [plain(value) for _, value in series.points],
        "StatusCode": series.status,
        "Messages": [{"Value": message} for message in series.messages],
        "context": context_shape(found.context),
    }


def _query_shape(query: SeriesQuery) -> Shape:
    period = int(query.period.total_seconds())
    metric = query.metric
    if metric is None:
        return {"Expression": query.expression, "Period": period}
    named = {
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
    }
    return {"MetricStat": {"Metric": named, "Period": period, "Stat": query.statistic}}


def _rows(series: Iterable[Series], found: Found, output: Output) -> Iterable[Row]:
    view = metrics_view(
        tuple(series),
        state=None,
        received=None,
        now=found.now,
        window=found.window,
        width=output.width,
        height=0,
        kind="standard",
        alarms=found.memory.alarms.alarms(),
    )
    return (row for item in view.items for row in item.rows)


_TWIN = Twin(
    name="metrics",
    source="metrics",
    before=("alarms",),
    searched=METRICS,
    records=_records,
    shape=_shape,
    rows=_rows,
    nothing=lambda _: empty_words("metrics"),
)
