"""Which period to ask for, and which datapoints are whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from awsobs.domain.metrics import SeriesQuery
from awsobs.domain.window import Window

MAX_POINTS = 400
_PERIODS = tuple(timedelta(seconds=s) for s in (60, 300, 900, 3600, 21600, 86400))
_KEPT_FOR = (
    (timedelta(hours=3), timedelta(seconds=1)),
    (timedelta(days=15), timedelta(minutes=1)),
    (timedelta(days=63), timedelta(minutes=5)),
)
"""How long CloudWatch keeps periods of at least so much; older ones only by the hour."""

_NEED_WHOLE = ("Sum", "SampleCount")
_EPOCH = datetime.fromtimestamp(0, UTC)


def asked_period(query: SeriesQuery, window: Window, now: datetime) -> SeriesQuery:
    """The query with the shortest period not below its own that suits the window.

    A period that CloudWatch no longer keeps would give no data, and not say so. A sum over
    more time is no longer one a minute, nor what an alarm's threshold is about.
    """
    least = max(query.period, _least_kept(now - window.start), window.width / MAX_POINTS)
    if least <= query.period:
        return query
    period = next((period for period in _PERIODS if period >= least), _PERIODS[-1])
    if query.statistic not in _NEED_WHOLE or query.metric is None:
        return replace(query, period=period)
    unit = f"/{int(period.total_seconds())}s" if query.unit.startswith("/") else query.unit
    return replace(query, period=period, unit=unit, threshold=None, comparison="")


def last_complete(
    query: SeriesQuery, points: Sequence[tuple[datetime, float]], now: datetime
) -> tuple[tuple[datetime, float], ...]:
    """The points without a last one that is still growing: half a minute's sum misleads.

    Any other statistic is shown once a third of its period is there to speak for it. What an
    expression is made of is not known.
    """
    is_whole = query.metric is None or query.statistic in _NEED_WHOLE
    whole = query.period if is_whole else query.period / 3
    if len(points) > 1 and points[-1][0] + whole > now:
        return tuple(points[:-1])
    return tuple(points)


def floor(moment: datetime, period: timedelta) -> datetime:
    """The start of the period that a moment is in."""
    return moment - (moment - _EPOCH) % period


def _least_kept(age: timedelta) -> timedelta:
    return next((least for until, least in _KEPT_FOR if age <= until), timedelta(hours=1))
