"""Dashboards of our own: what is worth seeing of each namespace that the account has metrics in."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from awsobs.analysis.metric_queries import query_of
from awsobs.analysis.metric_sets import KINDS, ResourceSet, resource_sets
from awsobs.domain.dashboards import COLUMNS, Board, Plotted, Widget, WidgetKind
from awsobs.domain.metrics import MetricKey

MOST_LINES = 8
"""Resources that share a graph; more of them could not be told apart."""

_WIDTH, _HEIGHT = COLUMNS // 2, 6


def namespaces_of(metrics: Iterable[MetricKey]) -> tuple[str, ...]:
    """The namespaces that have something worth seeing, in the order of their names."""
    return tuple(sorted({one.namespace for one in resource_sets(metrics)}))


def default_board(metrics: Iterable[MetricKey], namespace: str) -> Board:
    """Rate, errors, latency and use of a namespace's resources, a graph of each kind.

    Of many resources the first ones stand in one graph, the next in the one below.
    """
    found = [one for one in resource_sets(metrics) if one.namespace == namespace]
    widgets: list[Widget] = []
    for first in range(0, len(found), MOST_LINES):
        top = max((one.y + one.height for one in widgets), default=0)
        widgets += _graphs(found[first : first + MOST_LINES], len(widgets), top)
    return Board(widgets=tuple(widgets))


def _graphs(sets: list[ResourceSet], place: int, top: int) -> Iterator[Widget]:
    """One graph for each kind that any of these resources has, two beside each other."""
    number = 0
    for rank, kind in KINDS.items():
        metrics = [(one, one.metrics[rank]) for one in sets if rank in one.metrics]
        for name, group in groupby(metrics, key=lambda pair: pair[1].name):
            plotted = tuple(_plotted(one, metric) for one, metric in group)
            yield Widget(
                place=place + number,
                x=number % 2 * _WIDTH,
                y=top + number // 2 * _HEIGHT,
                width=_WIDTH,
                height=_HEIGHT,
                kind=WidgetKind.METRIC,
                title=f"{kind}: {name}",
                plotted=plotted,
            )
            number += 1


def _plotted(one: ResourceSet, metric: MetricKey) -> Plotted:
    query = query_of(metric)
    return Plotted(metric=metric, statistic=query.statistic, period=query.period, label=one.name)
