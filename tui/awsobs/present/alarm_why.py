"""Why an alarm is in its state: the periods that were looked at, and how missing ones count."""

from collections.abc import Iterator
from datetime import datetime

from awsobs.domain.alarms import Alarm, AlarmKind, AlarmState, Evaluated
from awsobs.present.durations import age, clock_minute, dated_minute
from awsobs.present.numbers import NOTHING, alarm_unit, is_past, measured
from awsobs.present.rows import Row, left, placed
from awsobs.present.wrapping import wrapped

_MOST_POINTS = 8
_BAR_AT = 8
_BEYOND = {
    "GreaterThanThreshold": "above",
    "GreaterThanOrEqualToThreshold": "at or above",
    "LessThanThreshold": "below",
    "LessThanOrEqualToThreshold": "at or below",
    "GreaterThanUpperThreshold": "above the band",
    "LessThanLowerThreshold": "below the band",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside the band",
}
_COUNTED = {
    "breaching": "counted as breaching",
    "notBreaching": "counted as not breaching",
    "ignore": "ignored, the state stays",
}
_TROUBLES = {
    "PARTIAL_DATA": "only a part of the metrics was looked at",
    "EVALUATION_FAILURE": "CloudWatch could not evaluate it this time",
    "EVALUATION_ERROR": "CloudWatch cannot evaluate it: its settings are wrong",
}
_NO_BILLING = (
    "no EstimatedCharges data. Are billing alerts switched on in the billing preferences? "
    "They come to us-east-1 alone."
)


def treatment(alarm: Alarm) -> str:
    """How a period without data counts, in words."""
    if alarm.metric is not None and alarm.metric.namespace == "AWS/DynamoDB":
        return "ignored, as always of DynamoDB"
    return _COUNTED.get(alarm.missing, "left out")


def condition_words(alarm: Alarm) -> str:
    """`above 5 in 3 of 3 periods of 1m`."""
    beyond = _BEYOND.get(alarm.comparison, "")
    if alarm.threshold is not None:
        unit = alarm_unit(alarm)
        shown = measured(alarm.threshold, unit)
        beyond = f"{beyond or 'above'} {shown.number}{_unit(shown.unit)}"
    if not alarm.periods:
        return beyond
    periods = f"{alarm.needed} of {alarm.periods} periods" if alarm.periods > 1 else "1 period"
    of_time = f" of {age(alarm.period)}" if alarm.period else ""
    return f"{beyond} in {periods}{of_time}".strip()


def verdict_words(alarm: Alarm) -> str:
    """`2 of 3 datapoints above 5; 1 missing counted as breaching`; nothing without reason data."""
    known = [point for point in alarm.evaluated if point.value is not None]
    missing = max(alarm.periods, len(alarm.evaluated)) - len(known)
    if not alarm.evaluated:
        return ""
    total = max(alarm.periods, len(alarm.evaluated))
    parts: list[str] = []
    if alarm.threshold is not None:
        count = sum(is_past(p.value, alarm.comparison, alarm.threshold) for p in known)
        limit = measured(alarm.threshold, alarm_unit(alarm))
        beyond = _BEYOND.get(alarm.comparison, "above")
        noun = "datapoint" if total == 1 else "datapoints"
        parts.append(f"{count} of {total} {noun} {beyond} {limit.number}{_unit(limit.unit)}")
    else:
        parts.append(f"{len(known)} of {total} datapoints looked at")
    if missing:
        parts.append(f"{missing} missing {treatment(alarm)}")
    return "; ".join(parts)


def why_rows(alarm: Alarm, reason: str, now: datetime, width: int) -> Iterator[Row]:
    """The datapoints as bars, or CloudWatch's own words where it gives none."""
    if alarm.trouble:
        words = _TROUBLES.get(alarm.trouble, alarm.trouble)
        yield from _text(f"! {words}", width, "warning")
    if alarm.is_billing and alarm.state is AlarmState.INSUFFICIENT_DATA:
        yield from _text(f"! {_NO_BILLING}", width, "warning")
    if words := verdict_words(alarm):
        yield from _text(words, width, "text")
        yield from _bars(alarm, now, width)
    else:
        yield from _text(reason or "CloudWatch gives no reason", width, "text")
        if alarm.kind is not AlarmKind.COMPOSITE:
            yield (("no datapoints are in the reason", "muted"),)
    if alarm.kind is not AlarmKind.COMPOSITE:
        yield (("missing data is ", "muted"), (treatment(alarm), "text"))


def _text(words: str, width: int, style: str) -> Iterator[Row]:
    return (((line, style),) for line in wrapped(words, width, 6))


def _bars(alarm: Alarm, now: datetime, width: int) -> Iterator[Row]:
    points = alarm.evaluated[-_MOST_POINTS:]
    top = max((abs(p.value) for p in points if p.value is not None), default=0.0)
    unit = alarm_unit(alarm)
    for point in points:
        yield _bar(alarm, point, now, width, top, unit)


def _bar(alarm: Alarm, point: Evaluated, now: datetime, width: int, top: float, unit: str) -> Row:
    at = left(_moment(point, now), _BAR_AT - 1)
    if point.value is None:
        words = f"missing, {treatment(alarm)}"
        return placed(width, [(0, ((at, "muted"),)), (_BAR_AT, ((words, "muted"),))])
    style = "fault" if is_past(point.value, alarm.comparison, alarm.threshold) else "calm"
    shown = measured(point.value, unit)
    value = NOTHING if shown.number == NOTHING else f"{shown.number}{_unit(shown.unit)}"
    room = max(1, width - _BAR_AT - len(value) - 1)
    length = max(1, round(abs(point.value) / top * room)) if top > 0 else 0
    return placed(
        width,
        [
            (0, ((at, "muted"),)),
            (_BAR_AT, (("━" * length, style),)),
            (width - len(value), ((value, f"{style} bold" if style == "fault" else "text"),)),
        ],
    )


def _moment(point: Evaluated, now: datetime) -> str:
    if point.at is None:
        return NOTHING
    return clock_minute(point.at) if point.at.date() == now.date() else dated_minute(point.at, now)


def _unit(unit: str) -> str:
    return unit if not unit or unit.startswith("/") else f" {unit}"
