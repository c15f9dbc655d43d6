"""Which series to show when nobody has chosen any: what alarms watch, then errors and latency."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from awsobs.analysis.metric_catalogue import (
    CATALOGUE,
    NARROWED_BY,
    PER_MINUTE,
    SERVING,
    Worth,
    rank_of,
    rate_in_name,
)
from awsobs.analysis.metric_extras import native_period
from awsobs.analysis.metric_queries import as_wanted, favourite_query, label_of
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricChoice, MetricKey, SeriesQuery

GRID = timedelta(minutes=1)
MOST_WELL = 6
"""How many alarms that are well are shown before what nobody has set an alarm on."""

_ENOUGH = 4
"""So many times as many as are shown are looked at: some of them may be the same."""

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
_LONG_AGO = datetime.fromtimestamp(0, UTC)
_NO_CHOICE = MetricChoice()


def chosen(
    alarms: Sequence[Alarm],
    listed: Iterable[MetricKey],
    limit: int = 24,
    choice: MetricChoice = _NO_CHOICE,
) -> list[SeriesQuery]:
    """At most `limit` series and all favourites, with ids `m0`, `m1`, … in their order.

    What firing alarms watch comes first, then favourites, then what the most closely watched of
    the other alarms do, then rate, errors and latency of what serves requests; bills and alarms
    without data last.
    """
    firing = [a for a in alarms if a.state is AlarmState.ALARM and not a.is_billing]
    well = sorted((a for a in alarms if a.state is AlarmState.OK), key=_closeness)
    rest = [a for a in alarms if a.state is AlarmState.INSUFFICIENT_DATA or a.is_billing]
    last = sorted(rest, key=lambda a: (not a.is_billing, a.name))
    tail = _queries(last[: _ENOUGH * limit])[: limit // 6]
    head = _queries(sorted(firing, key=lambda a: (_rank(a), a.name)))
    watched = _queries(well[: _ENOUGH * limit])
    middle = [
        *watched[:MOST_WELL],
        *_from_catalogue(listed, _ENOUGH * limit),
        *watched[MOST_WELL:],
    ]
    room = limit - len(tail)
    usual = _distinct([*_distinct([*head, *middle])[:room], *tail])
    first = [query for query in usual if query in head]
    queries = _distinct([*first, *map(favourite_query, choice.favourites), *usual])
    queries = [as_wanted(query, choice) for query in queries]
    return [replace(query, id=f"m{i}") for i, query in enumerate(_told_apart(queries))]


def _rank(alarm: Alarm) -> int:
    """What an alarm is about: 0 errors, 1 latency, and so on."""
    return rank_of(alarm.metric) if alarm.metric is not None else 9


def _closeness(alarm: Alarm) -> tuple[timedelta, int, timedelta, str]:
    """How closely an alarm watches: the finest period, errors first, then what changed last."""
    still_for = _LONG_AGO - (alarm.since or _LONG_AGO)
    return alarm.period or GRID, _rank(alarm), still_for, alarm.name


def _queries(alarms: Iterable[Alarm]) -> list[SeriesQuery]:
    return [query for alarm in alarms if (query := _query_of(alarm)) is not None]


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
    return native_period(alarm.metric) if alarm.metric else GRID


def _unit(alarm: Alarm, statistic: str, worth: Worth | None) -> str:
    if alarm.is_billing:
        return "$"
    if alarm.unit in _UNITS and alarm.unit != "Count":
        return _UNITS[alarm.unit]
    if worth is not None and worth.unit != PER_MINUTE:
        return worth.unit
    if statistic not in _COUNTS:
        return rate_in_name(alarm.metric.name)[1] if alarm.metric else ""
    seconds = int((alarm.period or GRID).total_seconds())
    return PER_MINUTE if seconds == 60 else f"/{seconds}s"


def _word(statistic: str, worth: Worth | None) -> str:
    if worth is not None and (statistic == worth.statistic or worth.word != "p99"):
        return worth.word
    return statistic if statistic.startswith("p") and worth is not None else ""


def _from_catalogue(listed: Iterable[MetricKey], most: int) -> list[SeriesQuery]:
    """Listed metrics that are known to matter: rate, errors and latency in turn, then the rest."""
    known = [metric for metric in set(listed) if _is_known(metric) and _names_resource(metric)]
    known.sort(key=lambda metric: (_serving(metric), metric))
    by_rank = {r: [metric for metric in known if rank_of(metric) == r] for r in range(5)}
    turns = zip_longest(by_rank[2], by_rank[0], by_rank[1])
    mixed = [metric for turn in turns for metric in turn if metric is not None]
    ranked = [*mixed, *by_rank[3], *by_rank[4]]
    return [_asked(metric) for metric in ranked[:most]]


def _asked(metric: MetricKey) -> SeriesQuery:
    worth = CATALOGUE[metric.namespace, metric.name]
    return SeriesQuery(
        id="",
        label=label_of(metric, worth.word),
        metric=metric,
        statistic=worth.statistic,
        period=native_period(metric),
        unit=worth.unit,
    )


def _is_known(metric: MetricKey) -> bool:
    return (metric.namespace, metric.name) in CATALOGUE


def _serving(metric: MetricKey) -> int:
    known = metric.namespace in SERVING
    return SERVING.index(metric.namespace) if known else len(SERVING)


def _names_resource(metric: MetricKey) -> bool:
    """Whether the dimensions stand for one resource, neither for all nor for a part of one."""
    names = {name for name, _ in metric.dimensions}
    known = NARROWED_BY[metric.namespace]
    return bool(names) and names <= set(known)


def _distinct(queries: Iterable[SeriesQuery]) -> list[SeriesQuery]:
    """Each once; one that is asked for twice keeps its threshold and is a favourite too."""
    found: dict[tuple[MetricKey | None, str], SeriesQuery] = {}
    for query in queries:
        key = (query.metric, query.statistic)
        known = found.setdefault(key, query)
        if query.threshold is not None and known.threshold is None:
            found[key] = replace(query, is_favourite=known.is_favourite)
        elif query.is_favourite and not known.is_favourite:
            found[key] = replace(known, is_favourite=True)
    return list(found.values())


def _told_apart(queries: Sequence[SeriesQuery]) -> list[SeriesQuery]:
    """The queries; those that would read the same get more words until they do not."""
    for more in (_service, _dimensions, _whole):
        counts = Counter((query.label, query.statistic) for query in queries)
        queries = [
            replace(query, label=f"{query.label} {more(query.metric)}")
            if counts[query.label, query.statistic] > 1 and query.metric is not None
            else query
            for query in queries
        ]
    return list(queries)


def _service(metric: MetricKey) -> str:
    return metric.namespace.rsplit("/", 1)[-1].lower()


def _dimensions(metric: MetricKey) -> str:
    return "/".join(value for _, value in metric.dimensions)


def _whole(metric: MetricKey) -> str:
    return f"{metric.namespace} {metric.name}"
