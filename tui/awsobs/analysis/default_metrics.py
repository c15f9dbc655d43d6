"""Which series to show when nobody has chosen any: what alarms watch, then errors and latency."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from awsobs.analysis.metric_catalogue import CATALOGUE, NARROWED_BY, PER_MINUTE, Worth
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricKey, SeriesQuery

GRID = timedelta(minutes=1)
_COUNTS = ("Sum", "SampleCount")
_UNITS = {
    "Milliseconds": "ms",
    "Microseconds": "µs",
    "Seconds": "s",
    "Percent": "%",
    "Bytes": "B",
    "Count": PER_MINUTE,
    "Count/Second": "/s",
    "None": "",
}
_ORDER = {AlarmState.ALARM: 0, AlarmState.INSUFFICIENT_DATA: 1, AlarmState.OK: 2}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[A-Za-z]*")


def chosen(
    alarms: Sequence[Alarm], listed: Iterable[MetricKey], limit: int = 24
) -> list[SeriesQuery]:
    """At most `limit` series: those of alarms, firing ones first, then the known good ones.

    Ids are `m0`, `m1`, … in that order. Alarms that are well take a third of the room at most.
    """
    watched = _watched(alarms)
    troubled = [query for alarm, query in watched if alarm.state is not AlarmState.OK]
    well = [query for alarm, query in watched if alarm.state is AlarmState.OK]
    listed_ones = _from_catalogue(listed)
    room = max(limit // 3, limit - len(troubled) - len(listed_ones))
    queries = _distinct([*troubled, *well[:room], *listed_ones])[:limit]
    return [replace(query, id=f"m{i}") for i, query in enumerate(queries)]


def label_of(metric: MetricKey, word: str = "") -> str:
    """A few words for a metric: whose, and what."""
    what = word or " ".join(found.lower() for found in _WORD.findall(metric.name)) or metric.name
    return f"{_subject(metric)} {what}".strip()


def _watched(alarms: Sequence[Alarm]) -> list[tuple[Alarm, SeriesQuery]]:
    ordered = sorted(alarms, key=lambda alarm: (_ORDER[alarm.state], alarm.is_billing, alarm.name))
    return [(alarm, query) for alarm in ordered if (query := _query_of(alarm)) is not None]


def _query_of(alarm: Alarm) -> SeriesQuery | None:
    if alarm.metric is None:
        return None
    statistic = alarm.statistic or "Average"
    worth = CATALOGUE.get((alarm.metric.namespace, alarm.metric.name))
    return SeriesQuery(
        id="",
        label=label_of(alarm.metric, _word(statistic, worth)),
        metric=alarm.metric,
        statistic=statistic,
        period=_period(alarm, statistic),
        unit=_unit(alarm, statistic, worth),
        threshold=alarm.threshold,
        comparison=alarm.comparison,
    )


def _period(alarm: Alarm, statistic: str) -> timedelta:
    """The grid of the pane; a sum only compares with its threshold over the alarm's period."""
    if statistic in _COUNTS and alarm.period and not alarm.is_billing:
        return alarm.period
    return GRID


def _unit(alarm: Alarm, statistic: str, worth: Worth | None) -> str:
    if alarm.is_billing:
        return "$"
    if alarm.unit in _UNITS and alarm.unit != "Count":
        return _UNITS[alarm.unit]
    if worth is not None and worth.unit != PER_MINUTE:
        return worth.unit
    if statistic not in _COUNTS:
        return ""
    seconds = int((alarm.period or GRID).total_seconds())
    return PER_MINUTE if seconds == 60 else f"/{seconds}s"


def _word(statistic: str, worth: Worth | None) -> str:
    if worth is not None and (statistic == worth.statistic or worth.word != "p99"):
        return worth.word
    return statistic if statistic.startswith("p") and worth is not None else ""


def _from_catalogue(listed: Iterable[MetricKey]) -> list[SeriesQuery]:
    """Listed metrics that are known to matter: errors, then latency, rate and use."""
    known = [
        (worth.rank, metric, worth)
        for metric in sorted(set(listed))
        if (worth := CATALOGUE.get((metric.namespace, metric.name))) and _names_resource(metric)
    ]
    known.sort(key=lambda item: item[0])
    return [
        SeriesQuery(
            id="",
            label=label_of(metric, worth.word),
            metric=metric,
            statistic=worth.statistic,
            unit=worth.unit,
        )
        for _, metric, worth in known
    ]


def _names_resource(metric: MetricKey) -> bool:
    """Whether the dimensions stand for one resource, neither for all nor for a part of one."""
    names = {name for name, _ in metric.dimensions}
    known = NARROWED_BY[metric.namespace]
    return bool(names) and names <= set(known)


def _distinct(queries: Iterable[SeriesQuery]) -> list[SeriesQuery]:
    first = {(query.metric, query.statistic): query for query in reversed(list(queries))}
    return list(reversed(first.values()))


def _subject(metric: MetricKey) -> str:
    """The last part of the value that names the resource."""
    if metric.namespace == "AWS/Billing":
        return dict(metric.dimensions).get("ServiceName", "")
    known = NARROWED_BY.get(metric.namespace, ())
    values = dict(metric.dimensions)
    value = next((values[name] for name in reversed(known) if name in values), "")
    value = value or next(iter(values.values()), "")
    parts = [part for part in re.split(r"[/:]", value) if part]
    if metric.namespace.endswith("ELB") and len(parts) >= 2:
        return parts[-2]
    return parts[-1] if parts else ""
