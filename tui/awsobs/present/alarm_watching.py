"""What an alarm watches: metric, statistic, condition, resource, logs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from awsobs.domain.alarms import Alarm, AlarmKind
from awsobs.domain.metrics import SeriesQuery
from awsobs.domain.safe_text import safe_text
from awsobs.present.alarm_why import condition_words
from awsobs.present.durations import age
from awsobs.present.rows import Row, cut, flush_right, placed
from awsobs.present.wrapping import wrapped

_KINDS = {
    AlarmKind.METRIC: "metric",
    AlarmKind.MATH: "metric math",
    AlarmKind.ANOMALY: "anomaly band",
    AlarmKind.COMPOSITE: "composite",
    AlarmKind.QUERY: "query",
    AlarmKind.LOG: "log",
}
_LABEL = 13


def kind_words(alarm: Alarm) -> str:
    """`metric alarm`, `billing alarm`, `Metrics Insights alarm`."""
    if alarm.is_billing:
        return "billing alarm"
    insights = any(part.expression.lstrip().upper().startswith("SELECT") for part in alarm.parts)
    return f"{'Metrics Insights' if insights else _KINDS[alarm.kind]} alarm"


def watching_rows(alarm: Alarm, groups: Sequence[str], width: int) -> Iterator[Row]:
    """Label and value in each row; long expressions take several."""
    metric = alarm.metric
    pairs: list[tuple[str, str]] = [("kind", kind_words(alarm))]
    if metric is not None:
        pairs += [("namespace", metric.namespace), ("metric", metric.name)]
    if alarm.statistic:
        period = f", {age(alarm.period)}" if alarm.period else ""
        pairs.append(("statistic", f"{alarm.statistic}{period}"))
    if condition := condition_words(alarm):
        pairs.append(("condition", condition))
    pairs += [*metric.dimensions] if metric is not None else []
    pairs += [("log group", group) for group in groups]
    if changed := _record(alarm).get("AlarmConfigurationUpdatedTimestamp"):
        at = f"{changed:%Y-%m-%d %H:%M}" if isinstance(changed, datetime) else str(changed)
        pairs.append(("changed", at))
    for label, value in pairs:
        yield _pair(label, value, width)
    for part in alarm.parts:
        yield from _part(part, width)
    for text in (alarm.rule, _query(alarm), alarm.description):
        yield from (((line, "text"),) for line in wrapped(text, width, 6))


def _pair(label: str, value: str, width: int) -> Row:
    shown = cut(value, width - _LABEL - 1)
    return placed(
        width, [(0, ((cut(label, _LABEL), "muted"),)), flush_right(((shown, "text"),), width)]
    )


def _part(part: SeriesQuery, width: int) -> Iterator[Row]:
    if part.metric is None:
        text = part.expression
    else:
        values = " ".join(value for _, value in part.metric.dimensions)
        text = f"{part.metric.namespace} {part.metric.name} {values} {part.statistic}"
    for line in wrapped(f"{part.id} = {text}", width, 4):
        yield ((line, "text"),)


def _record(alarm: Alarm) -> Mapping[str, object]:
    row = alarm.record
    return cast("Mapping[str, object]", row) if isinstance(row, Mapping) else {}


def _query(alarm: Alarm) -> str:
    """The query of a PromQL or log alarm, wherever the row has it."""
    waiting = [_record(alarm).get("EvaluationCriteria")]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Mapping):
            continue
        inner = cast("Mapping[str, object]", part)
        query = inner.get("Query")
        if isinstance(query, str):
            return safe_text(query)
        waiting += inner.values()
    return ""
