"""What StateReasonData tells: the periods that a state was decided on."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from awsobs.domain.alarms import Evaluated
from awsobs.sources import fields
from awsobs.sources.timestamps import timestamp

MOST_POINTS = 120


def evaluated_of(reason: Mapping[str, Any], periods: int) -> tuple[Evaluated, ...]:
    """The periods, oldest first: with their times where these are told or can be worked out.

    Older reasons list only the periods with data: where some of `periods` had none, nobody can
    tell which.
    """
    told = fields.rows(reason, "evaluatedDatapoints")[:MOST_POINTS]
    if told:
        points = [Evaluated(_moment(row), fields.number(row, "value")) for row in told]
        return tuple(reversed(points))
    listed = reason.get("recentDatapoints")
    values = listed[-MOST_POINTS:] if fields.is_list(listed) else []
    is_whole = len(values) >= periods
    start = _moment(reason, "startDate") if is_whole else None
    period = fields.seconds(reason, "period")
    return tuple(
        Evaluated(at, fields.number({"value": value}, "value"))
        for at, value in zip(_times(start, period), values, strict=False)
    )


def _times(start: datetime | None, period: timedelta | None) -> Iterator[datetime | None]:
    for place in count():
        try:
            yield start + period * place if start is not None and period is not None else None
        except OverflowError:
            yield None


def _moment(row: Mapping[str, Any], key: str = "timestamp") -> datetime | None:
    """A moment that JSON spells as text."""
    try:
        at = timestamp(fields.text(row, key))
    except (ValueError, OverflowError):
        return None
    return fields.moment({"at": at}, "at")
