"""How to ask for a metric that the user names, and what to call it."""

import re
from dataclasses import replace

from awsobs.analysis.metric_catalogue import CATALOGUE, NARROWED_BY, PER_MINUTE, rate_in_name
from awsobs.analysis.metric_extras import asked_as, native_period
from awsobs.domain.metrics import Favourite, MetricChoice, MetricKey, SeriesQuery

_WORD = re.compile(r"\d+(?:xx|XX)?|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def query_of(metric: MetricKey, statistic: str = "") -> SeriesQuery:
    """How to ask for any metric: by a statistic, or by the one that suits it."""
    usual, unit = asked_as(metric)
    worth = CATALOGUE.get((metric.namespace, metric.name))
    word = worth.word if worth is not None and statistic in ("", usual) else ""
    query = SeriesQuery(
        id="",
        label=label_of(metric, word),
        metric=metric,
        statistic=usual,
        period=native_period(metric),
        unit=unit,
    )
    return restated(query, statistic) if statistic not in ("", usual) else query


def restated(query: SeriesQuery, statistic: str) -> SeriesQuery:
    """The query by another statistic, whose values no threshold of before is about."""
    if query.metric is None or query.statistic == statistic:
        return query
    known = (unit for unit in (query.unit, asked_as(query.metric)[1]) if not unit.startswith("/"))
    unit = next(known, "")
    if statistic == "SampleCount" or (statistic == "Sum" and not unit):
        seconds = int(query.period.total_seconds())
        unit = PER_MINUTE if seconds == 60 else f"/{seconds}s"
    return replace(
        query,
        label=f"{label_of(query.metric)} {statistic}",
        statistic=statistic,
        unit=unit,
        threshold=None,
        comparison="",
    )


def favourite_query(favourite: Favourite) -> SeriesQuery:
    """How to ask for what the user always wants to see."""
    return replace(query_of(favourite.metric, favourite.statistic), is_favourite=True)


def as_wanted(query: SeriesQuery, choice: MetricChoice) -> SeriesQuery:
    """The query with the statistic that the user has turned to."""
    if query.metric is None or query.is_favourite:
        return query
    wanted = choice.statistics.get((query.metric, query.statistic), query.statistic)
    return restated(query, wanted)


def label_of(metric: MetricKey, word: str = "") -> str:
    """A few words for a metric: whose, and what."""
    name, _ = rate_in_name(metric.name)
    what = word or " ".join(found.lower() for found in _WORD.findall(name)) or name
    return f"{_subject(metric)} {what}".strip()


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
