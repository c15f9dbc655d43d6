"""CloudWatch Logs: metric filters, which turn the events that are put into datapoints."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.filter_pattern import Pattern, PatternError
from awsobs.languages.pattern_text import Scalar, number_spelled, text_of
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_requests import (
    LONGEST_NAME,
    STREAM_NAME,
    asked,
    group_named,
    invalid,
    now_ms,
    page,
    pattern_asked,
)
from awsobs.local.services.logs_state import STANDARD, LogGroup

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

_MOST_FILTERS: Final = 100
_MOST_REGEX_FILTERS: Final = 5
_MOST_DIMENSIONS: Final = 3
_MOST_SAMPLES: Final = 50
_METRIC_NAME: Final = re.compile(r"[^:*$]*")
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFilter:
    """One filter of a group. `value` reads what a matching event counts for."""

    name: str
    pattern: Pattern
    created: int
    group: str
    transformation: Mapping[str, Any]
    value: Callable[[str], Scalar | None]
    dimensions: Mapping[str, Callable[[str], Scalar | None]]


@operations.answer("PutMetricFilter")
def put_metric_filter(cloud: "Cloud", call: Call) -> Reply:
    """Make a filter, or replace the one of the same name."""
    request = asked(call)
    name = request.required("filterName", most=LONGEST_NAME, fits=STREAM_NAME)
    pattern = pattern_asked(request)
    (transformation,) = request.required_rows("metricTransformations", most=1)
    group = group_named(cloud, request)
    if group.log_class != STANDARD:
        raise Fault(
            "InvalidOperationException",
            f"Metric filters are not supported by log groups of class {group.log_class}.",
        )
    made = _filter(name, pattern, now_ms(cloud), group, transformation)
    _hold_quotas(group, made)
    group.filters[name] = made
    cloud.logs.changed(group)
    return {}


@operations.answer("DescribeMetricFilters")
def describe_metric_filters(cloud: "Cloud", call: Call) -> Reply:
    """List filters in ASCII order, of one group or by the metric they feed."""
    request = asked(call)
    prefix = request.text("filterNamePrefix", most=LONGEST_NAME, fits=STREAM_NAME)
    name = request.text("metricName", most=255, fits=_METRIC_NAME)
    namespace = request.text("metricNamespace", most=255, fits=_METRIC_NAME)
    if bool(name) != bool(namespace):
        raise invalid("metricName and metricNamespace must be given together.")
    if "logGroupName" in request:
        groups: Iterable[LogGroup] = (group_named(cloud, request),)
    else:
        groups, prefix = cloud.logs.groups.values(), ""
    found = [
        ((each.name, each.group), each)
        for group in groups
        for each in group.filters.values()
        if each.name.startswith(prefix) and (not name or _feeds(each, namespace, name))
    ]
    rows, following = page(cloud, call, sorted(found, key=lambda place: place[0]))
    return {"metricFilters": [row_of(each) for each in rows], **following}


@operations.answer("DeleteMetricFilter")
def delete_metric_filter(cloud: "Cloud", call: Call) -> Reply:
    """Delete a filter; the metric keeps its data."""
    request = asked(call)
    name = request.required("filterName", most=LONGEST_NAME, fits=STREAM_NAME)
    group = group_named(cloud, request)
    if group.filters.pop(name, None) is None:
        raise Fault("ResourceNotFoundException", "The specified metric filter does not exist.")
    cloud.logs.changed(group)
    return {}


@operations.answer("TestMetricFilter")
def test_metric_filter(cloud: "Cloud", call: Call) -> Reply:
    """Try a pattern on sample messages."""
    request = asked(call)
    pattern = pattern_asked(request)
    messages = request.required_texts("logEventMessages", most=_MOST_SAMPLES)
    return {
        "matches": [
            {
                "eventNumber": number,
                "eventMessage": message,
                "extractedValues": pattern.extract(message),
            }
            for number, message in enumerate(messages)
            if pattern.matches(message)
        ]
    }


def filter_of(row: Mapping[str, Any], group: LogGroup) -> MetricFilter:
    """A filter that was kept as `row_of` writes it.

    Raises:
        Fault: it is none.
    """
    request = Asked(row, "InvalidParameterException")
    (transformation,) = request.required_rows("metricTransformations", most=1)
    created = request.integer("creationTime") or 0
    name = request.required("filterName")
    return _filter(name, pattern_asked(request), created, group, transformation)


def emit(cloud: "Cloud", group: LogGroup, events: Iterable[tuple[int, str]]) -> None:
    """Put the datapoints that a group's filters make of newly ingested events."""
    filters = tuple(group.filters.values())
    for timestamp, message in events if filters else ():
        for each in filters:
            if each.pattern.matches(message):
                _emit_match(cloud, each, timestamp, message)
            else:
                _emit_value(cloud, each, timestamp, each.transformation.get("defaultValue"), ())


def _emit_match(cloud: "Cloud", each: MetricFilter, timestamp: int, message: str) -> None:
    value = each.value(message)
    number = None if value is None or isinstance(value, bool) else _number(value)
    read = {name: dimension(message) for name, dimension in each.dimensions.items()}
    spelled = tuple((name, text_of(word)) for name, word in read.items() if word is not None)
    # An event that lacks a dimension's value counts for no metric.
    if len(spelled) == len(read):
        _emit_value(cloud, each, timestamp, number, spelled)


def _number(value: str | float) -> float | None:
    return number_spelled(value) if isinstance(value, str) else value


def _emit_value(
    cloud: "Cloud",
    each: MetricFilter,
    timestamp: int,
    value: float | None,
    dimensions: tuple[tuple[str, str], ...],
) -> None:
    if value is None:
        return
    cloud.metrics.put(
        each.transformation["metricNamespace"],
        each.transformation["metricName"],
        dimensions,
        timestamp / 1000,
        value,
        unit=each.transformation.get("unit", "None"),
        resolution=_MINUTE,
    )


def _filter(
    name: str, pattern: Pattern, created: int, group: LogGroup, transformation: Asked
) -> MetricFilter:
    """The filter that was asked for.

    Raises:
        Fault: the transformation is not right, or asks the pattern for what it does not have.
    """
    transformation.required("metricName", most=255, fits=_METRIC_NAME)
    namespace = transformation.required("metricNamespace", most=255, fits=_METRIC_NAME)
    if namespace.startswith("AWS/"):
        raise invalid("Invalid metric transformation: namespaces of AWS are reserved.")
    dimensions = transformation.words("dimensions")
    if dimensions and transformation.number("defaultValue") is not None:
        raise invalid(
            "Invalid metric transformation: dimensions and default value are mutually exclusive "
            "properties."
        )
    if len(dimensions) > _MOST_DIMENSIONS:
        raise invalid(f"Invalid metric transformation: at most {_MOST_DIMENSIONS} dimensions.")
    if dimensions and not pattern.has_fields:
        raise invalid("The specified filter pattern does not support dimensions")
    return MetricFilter(
        name=name,
        pattern=pattern,
        created=created,
        group=group.name,
        transformation=transformation.row(),
        value=_value(pattern, transformation.required("metricValue", most=100)),
        dimensions={key: _reader(pattern, word) for key, word in dimensions.items()},
    )


def _value(pattern: Pattern, spelled: str) -> Callable[[str], Scalar | None]:
    number = number_spelled(spelled)
    return _reader(pattern, spelled) if number is None else lambda _message: number


def _reader(pattern: Pattern, reference: str) -> Callable[[str], Scalar | None]:
    try:
        return pattern.value(reference)
    except PatternError as error:
        raise invalid(f"Invalid metric transformation: {error.message}") from error


def _hold_quotas(group: LogGroup, made: MetricFilter) -> None:
    others = [each for name, each in group.filters.items() if name != made.name]
    with_regex = [each for each in (*others, made) if each.pattern.regexes]
    if len(others) >= _MOST_FILTERS or len(with_regex) > _MOST_REGEX_FILTERS:
        raise Fault("LimitExceededException", "Resource limit exceeded.")


def _feeds(each: MetricFilter, namespace: str, name: str) -> bool:
    transformation = each.transformation
    return (transformation["metricNamespace"], transformation["metricName"]) == (namespace, name)


def row_of(each: MetricFilter) -> dict[str, Any]:
    """A filter as it is listed, and kept."""
    return {
        "filterName": each.name,
        "filterPattern": each.pattern.text,
        "metricTransformations": [each.transformation],
        "creationTime": each.created,
        "logGroupName": each.group,
        "applyOnTransformedLogs": False,
    }
