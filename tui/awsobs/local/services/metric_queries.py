"""Metric data queries, as GetMetricData and math alarms ask them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from awsobs.domain.metrics import MetricKey
from awsobs.languages.math_values import Frame, MathError, MathValue, TimeSeries
from awsobs.languages.metric_math import Expression, expression_of
from awsobs.local.operations import Fault
from awsobs.local.services.metric_data import checked_unit
from awsobs.local.services.metric_store import MetricsState
from awsobs.local.services.parameters import (
    Row,
    dimensions_of,
    flag,
    integer,
    invalid,
    required_text,
    structure,
    text,
)
from awsobs.local.services.statistics import Statistic, statistic_of

_ID: Final = re.compile(r"[a-z][a-zA-Z0-9_]{0,254}\Z")
FINE_PERIODS: Final = (1, 5, 10, 20, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricStat:
    """One metric with the statistic and period to read it by."""

    key: MetricKey
    statistic: str
    read: Statistic
    period: int
    unit: str = ""

    def series(self, metrics: MetricsState, start: int, end: int) -> TimeSeries:
        """Its periods counted from `start` that have data; none where the unit is another."""
        points: dict[int, float] = {}
        if not self.unit or metrics.unit(self.key) == self.unit:
            for at, cell in metrics.cells(self.key, self.period, start, end):
                value = self.read(cell)
                if value is not None:
                    points[at] = value
        return TimeSeries(points=points, label=self.key.name, period=self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One MetricDataQuery: a metric, or an expression over the others' ids."""

    id: str
    label: str
    is_returned: bool
    metric: MetricStat | None
    expression: Expression | None


def queries_of(members: Sequence[Row]) -> list[Query]:
    """The queries of a request, checked against each other.

    Raises:
        Fault: one of them is wrong.
    """
    queries = [_query(member) for member in members]
    ids = {query.id for query in queries}
    if len(ids) != len(queries):
        raise invalid("The values for parameter id in MetricDataQueries are not unique.")
    for query in queries:
        for name in query.expression.names if query.expression else ():
            if name not in ids:
                raise _error_in(query.id, f"there is no id '{name}'")
    _refuse_cycles(queries)
    return queries


def checked_period(row: Row) -> int:
    """The period under `Period`: 1, 5, 10, 20, 30 or whole minutes."""
    period = integer(row, "Period", 0)
    if period not in FINE_PERIODS and (period == 0 or period % 60):
        raise invalid(
            f"The value {period} for parameter Period is invalid: it must be 1, 5, 10, 20, 30 "
            "or any multiple of 60."
        )
    return period


def answers(
    queries: Sequence[Query],
    series: Mapping[str, TimeSeries],
    start: int,
    end: int,
    *,
    origin: int = 0,
) -> dict[str, MathValue]:
    """The values of all queries by id, the expressions computed from `series`.

    All periods count from `origin` (epoch seconds).

    Raises:
        Fault: an expression does not go with what it is about.
    """
    values: dict[str, MathValue] = dict(series)
    frame = Frame(values=values, metrics=series, start=start, end=end, origin=origin)
    waiting = [query for query in queries if query.expression is not None]
    while waiting:
        ready = [query for query in waiting if _needs(query) <= values.keys()]
        for query in ready:
            values[query.id] = _computed(query, frame)
        waiting = [query for query in waiting if query.id not in values]
    return values


def _computed(query: Query, frame: Frame) -> MathValue:
    if query.expression is None:
        return frame.values[query.id]
    try:
        return query.expression.evaluate(frame)
    except MathError as error:
        raise _error_in(query.id, error.message) from error


def _query(row: Row) -> Query:
    query_id = required_text(row, "Id")
    if not _ID.match(query_id):
        raise invalid(
            f"The value {query_id} for parameter Id is invalid: it must start with a lower case "
            "letter and hold letters, digits and underscores."
        )
    stat, expression = structure(row, "MetricStat"), text(row, "Expression")
    if (stat is None) == (not expression):
        raise invalid(f"Query '{query_id}' must have either a MetricStat or an Expression.")
    return Query(
        id=query_id,
        label=text(row, "Label", longest=1024),
        is_returned=flag(row, "ReturnData", default=True),
        metric=None if stat is None else _metric_stat(stat),
        expression=_expression(query_id, expression) if expression else None,
    )


def _expression(query_id: str, spelled: str) -> Expression:
    try:
        return expression_of(spelled)
    except MathError as error:
        where = f" (character {error.position + 1} of {spelled})"
        raise _error_in(query_id, error.message + where) from error


def _metric_stat(row: Row) -> MetricStat:
    metric = structure(row, "Metric")
    if metric is None:
        raise Fault("MissingParameter", "The parameter MetricStat.Metric is required.")
    return metric_stat(metric, required_text(row, "Stat"), checked_period(row), checked_unit(row))


def metric_stat(row: Row, statistic: str, period: int, unit: str) -> MetricStat:
    """The metric that `row` names, with how to read it.

    Raises:
        Fault: the metric is not fully named, or the statistic is not known.
    """
    read = statistic_of(statistic)
    if read is None:
        raise invalid(f"The value {statistic} for parameter Stat is not supported.")
    namespace = required_text(row, "Namespace", longest=255)
    key = MetricKey(namespace, required_text(row, "MetricName", longest=255), dimensions_of(row))
    return MetricStat(key=key, statistic=statistic, read=read, period=period, unit=unit)


def _needs(query: Query) -> frozenset[str]:
    return query.expression.names if query.expression else frozenset()


def _refuse_cycles(queries: Sequence[Query]) -> None:
    resolved = {query.id for query in queries if query.expression is None}
    waiting = [query for query in queries if query.expression is not None]
    while waiting:
        ready = [query for query in waiting if _needs(query) <= resolved]
        if not ready:
            raise _error_in(waiting[0].id, "it depends on itself")
        resolved.update(query.id for query in ready)
        waiting = [query for query in waiting if query.id not in resolved]


def _error_in(query_id: str, message: str) -> Fault:
    return invalid(f"Error in expression '{query_id}': {message}.")
