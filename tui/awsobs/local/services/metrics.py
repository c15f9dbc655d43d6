"""CloudWatch metrics: put, listed, and read by period."""

import json
from typing import TYPE_CHECKING, Final

from awsobs.domain.metrics import MetricKey
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.metric_data import data_of
from awsobs.local.services.metric_reads import metric_data, metric_statistics
from awsobs.local.services.metric_series import HOUR
from awsobs.local.services.metric_store import LISTED_FOR, MetricsState
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.parameters import (
    Row,
    dimension_rows,
    invalid,
    required_text,
    rows,
    text,
)

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

__all__ = ["MetricsState", "operations"]

operations = Operations("cloudwatch")

PAGE: Final = 500


@operations.answer("PutMetricData")
def put_metric_data(cloud: "Cloud", call: Call) -> Reply:
    """Store all datapoints, or none if one is wrong."""
    for datum in data_of(call.parameters, cloud.clock.now()):
        datum.store(cloud.metrics)
    return {}


@operations.answer("ListMetrics")
def list_metrics(cloud: "Cloud", call: Call) -> Reply:
    """The metrics that had data within two weeks (or three hours), 500 a page."""
    parameters = call.parameters
    recently = text(parameters, "RecentlyActive")
    if recently not in ("", "PT3H"):
        raise invalid(f"The value {recently} for parameter RecentlyActive is invalid.")
    since = cloud.clock.now().timestamp() - (3 * HOUR if recently else LISTED_FOR)
    wanted = _Wanted(parameters)
    keys = cloud.metrics.listed(since, wanted.matches)
    token = text(parameters, "NextToken")
    if token:
        after = _key_at(position_of(token, parameters))
        keys = [key for key in keys if key > after]
    page = keys[:PAGE]
    reply = {
        "Metrics": [
            {
                "Namespace": key.namespace,
                "MetricName": key.name,
                "Dimensions": dimension_rows(key.dimensions),
            }
            for key in page
        ]
    }
    if len(keys) <= PAGE:
        return reply
    last = page[-1]
    position = json.dumps([last.namespace, last.name, last.dimensions])
    return {**reply, "NextToken": token_of(position, parameters)}


@operations.answer("GetMetricData")
def get_metric_data(cloud: "Cloud", call: Call) -> Reply:
    """Up to 500 metrics and expressions over one stretch of time."""
    return metric_data(cloud.metrics, call.parameters, cloud.clock.now())


@operations.answer("GetMetricStatistics")
def get_metric_statistics(cloud: "Cloud", call: Call) -> Reply:
    """Several statistics of one metric."""
    return metric_statistics(cloud.metrics, call.parameters, cloud.clock.now())


class _Wanted:
    """The filter of ListMetrics: a dimension without a value matches any value."""

    def __init__(self, parameters: Row) -> None:
        self._namespace = text(parameters, "Namespace")
        self._name = text(parameters, "MetricName")
        self._dimensions = [
            (required_text(row, "Name"), text(row, "Value"))
            for row in rows(parameters, "Dimensions", most=10)
        ]

    def matches(self, key: MetricKey) -> bool:
        """Whether a metric is asked for; it may have more dimensions than were given."""
        if self._namespace not in ("", key.namespace) or self._name not in ("", key.name):
            return False
        held = dict(key.dimensions)
        return all(name in held and value in ("", held[name]) for name, value in self._dimensions)


def _key_at(position: str) -> MetricKey:
    """The metric that a page ended on."""
    try:
        namespace, name, dimensions = json.loads(position)
        pairs = tuple((str(pair[0]), str(pair[1])) for pair in dimensions)
    except (ValueError, TypeError, IndexError) as error:
        raise Fault("InvalidNextToken", "The next token specified is invalid.") from error
    return MetricKey(str(namespace), str(name), pairs)
