"""The answers of GetMetricData and GetMetricStatistics."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from awsobs.domain.metrics import MetricKey
from awsobs.languages.math_values import MathValue, TimeSeries
from awsobs.local.operations import Fault
from awsobs.local.services.metric_data import checked_unit
from awsobs.local.services.metric_queries import (
    Query,
    answers,
    checked_period,
    queries_of,
)
from awsobs.local.services.metric_store import MetricsState
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.parameters import (
    Row,
    dimensions_of,
    integer,
    invalid,
    required_moment,
    required_text,
    rows,
    text,
    texts,
)
from awsobs.local.services.statistics import PLAIN_STATISTICS, Cell, Statistic, statistic_of

MOST_QUERIES: Final = 500
MOST_DATAPOINTS: Final = 100_800
MOST_STATISTICS_DATAPOINTS: Final = 1440

# Age of the start from which on only multiples of a period have data, oldest first.
_GRAINS: Final = (
    (timedelta(days=63), 3600),
    (timedelta(days=15), 300),
    (timedelta(hours=3), 60),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """One row of the answer, its points in the order asked for."""

    id: str
    label: str
    points: Sequence[tuple[int, float]]


def metric_data(metrics: MetricsState, parameters: Row, now: datetime) -> Mapping[str, Any]:
    """The page of GetMetricData that the parameters ask for."""
    members = rows(parameters, "MetricDataQueries")
    if not members or len(members) > MOST_QUERIES:
        raise invalid(f"MetricDataQueries must hold 1 to {MOST_QUERIES} queries.")
    queries = queries_of(members)
    if not any(query.is_returned for query in queries):
        raise invalid("At least one query must return data.")
    start, end = _stretch(parameters)
    results = _results(metrics, queries, (start, end), now)
    order = text(parameters, "ScanBy") or "TimestampDescending"
    if order not in ("TimestampDescending", "TimestampAscending"):
        raise invalid(f"The value {order} for parameter ScanBy is invalid.")
    ordered = [_sorted(result, descending=order == "TimestampDescending") for result in results]
    return _page(ordered, parameters)


def metric_statistics(metrics: MetricsState, parameters: Row, now: datetime) -> Mapping[str, Any]:
    """The datapoints of GetMetricStatistics, oldest first; periods count from StartTime."""
    namespace = required_text(parameters, "Namespace", longest=255)
    name = required_text(parameters, "MetricName", longest=255)
    key = MetricKey(namespace, name, dimensions_of(parameters))
    period, unit = checked_period(parameters), checked_unit(parameters)
    plain, extended = _statistics(parameters)
    start, end = _stretch(parameters)
    first = _whole(start, 60 if period >= 60 else period)
    count = -(-(end - first) // period)
    if count > MOST_STATISTICS_DATAPOINTS:
        raise Fault(
            "InvalidParameterCombination",
            f"You have requested up to {count:,} datapoints, which exceeds the limit of "
            f"{MOST_STATISTICS_DATAPOINTS:,}. You may reduce the datapoints requested by "
            "increasing Period, or decreasing the time range.",
        )
    held = metrics.unit(key)
    cells: list[tuple[int, Cell]] = []
    if _has_data(period, start, now) and unit in ("", held):
        cells = metrics.cells(key, period, first, first + count * period)
    points = [_datapoint(at, cell, held, plain, extended) for at, cell in cells]
    return {"Label": name, "Datapoints": points}


def _results(
    metrics: MetricsState, queries: Sequence[Query], stretch: tuple[int, int], now: datetime
) -> list[_Result]:
    start, end = stretch
    series: dict[str, TimeSeries] = {}
    for query in queries:
        if query.metric is not None:
            series[query.id] = _read(metrics, query, start, end, now)
    values = answers(queries, series, start, end)
    results: list[_Result] = []
    for query in queries:
        if query.is_returned:
            results.extend(_rows(query, values[query.id]))
    return results


def _read(metrics: MetricsState, query: Query, start: int, end: int, now: datetime) -> TimeSeries:
    """A metric's series on the grid of its period; empty where the period is too short."""
    stat = query.metric
    if stat is None or not _has_data(stat.period, start, now):
        return TimeSeries(points={}, period=stat.period if stat else 60)
    period = stat.period
    return stat.series(metrics, _whole(start, period), -(-end // period) * period)


def _rows(query: Query, value: MathValue) -> Iterable[_Result]:
    if isinstance(value, tuple):
        for member in value:
            yield _result(query, member)
    elif isinstance(value, TimeSeries):
        yield _result(query, value)
    else:
        raise invalid(
            f"Error in expression '{query.id}': it gives a number where a time series is "
            "needed; TIME_SERIES makes one."
        )


def _result(query: Query, series: TimeSeries) -> _Result:
    default = query.id if query.metric is None else series.label
    points = tuple(series.points.items())
    return _Result(id=query.id, label=query.label or default, points=points)


def _sorted(result: _Result, *, descending: bool) -> _Result:
    points = sorted(result.points, reverse=descending)
    return _Result(id=result.id, label=result.label, points=points)


def _page(results: Sequence[_Result], parameters: Row) -> Mapping[str, Any]:
    """As many datapoints as allowed, query after query, from where the last page ended."""
    most = integer(parameters, "MaxDatapoints", MOST_DATAPOINTS, most=MOST_DATAPOINTS)
    token = text(parameters, "NextToken")
    place, offset = _place(position_of(token, parameters)) if token else (0, 0)
    page: list[dict[str, Any]] = []
    room = most
    while place < len(results):
        result = results[place]
        points = result.points[offset : offset + room]
        room -= len(points)
        is_complete = offset + len(points) >= len(result.points)
        if not is_complete and not points:
            break
        page.append(_row(result, points, is_complete=is_complete))
        if not is_complete:
            offset += len(points)
            break
        place, offset = place + 1, 0
    reply: dict[str, Any] = {"MetricDataResults": page, "Messages": []}
    if place < len(results):
        reply["NextToken"] = token_of(f"{place},{offset}", parameters)
    return reply


def _place(position: str) -> tuple[int, int]:
    place, _, offset = position.partition(",")
    if not (place.isdecimal() and offset.isdecimal()):
        raise Fault("InvalidNextToken", "The next token specified is invalid.")
    return int(place), int(offset)


def _row(
    result: _Result, points: Sequence[tuple[int, float]], *, is_complete: bool
) -> dict[str, Any]:
    return {
        "Id": result.id,
        "Label": result.label,
        "Timestamps": [datetime.fromtimestamp(at, UTC) for at, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": "Complete" if is_complete else "PartialData",
    }


def _stretch(parameters: Row) -> tuple[int, int]:
    """Epoch seconds of StartTime (inclusive) and EndTime (exclusive)."""
    start = required_moment(parameters, "StartTime").timestamp()
    end = required_moment(parameters, "EndTime").timestamp()
    if start >= end:
        raise invalid("The parameter StartTime must be less than the parameter EndTime.")
    return int(start // 1), int(-(-end // 1))


def _whole(second: int, period: int) -> int:
    return second - second % period


def _has_data(period: int, start: int, now: datetime) -> bool:
    """Whether data from `start` on is still kept in pieces as short as `period`."""
    age = now - datetime.fromtimestamp(start, UTC)
    grain = next((grain for limit, grain in _GRAINS if age > limit), 1)
    return period % grain == 0


def _statistics(parameters: Row) -> tuple[dict[str, Statistic], dict[str, Statistic]]:
    plain = _readers(texts(parameters, "Statistics", most=5), lambda name: name in PLAIN_STATISTICS)
    names = texts(parameters, "ExtendedStatistics", most=10)
    extended = _readers(names, lambda name: name not in PLAIN_STATISTICS)
    if not plain and not extended:
        raise Fault(
            "InvalidParameterCombination",
            "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
        )
    return plain, extended


def _readers(names: Sequence[str], is_wanted: Callable[[str], bool]) -> dict[str, Statistic]:
    readers: dict[str, Statistic] = {}
    for name in names:
        read = statistic_of(name)
        if read is None or not is_wanted(name):
            raise Fault("InvalidParameterValue", f"The value {name} for a statistic is invalid.")
        readers[name] = read
    return readers


def _datapoint(
    at: int,
    cell: Cell,
    unit: str,
    plain: Mapping[str, Statistic],
    extended: Mapping[str, Statistic],
) -> dict[str, Any]:
    row: dict[str, Any] = {"Timestamp": datetime.fromtimestamp(at, UTC), "Unit": unit}
    row |= {name: read(cell) for name, read in plain.items()}
    values = {name: read(cell) for name, read in extended.items()}
    known = {name: value for name, value in values.items() if value is not None}
    return {**row, "ExtendedStatistics": known} if known else row
