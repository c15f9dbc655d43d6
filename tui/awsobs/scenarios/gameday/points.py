"""The datapoints of a request: each service counts what it was asked and what failed."""

from collections.abc import Iterator

from awsobs.scenarios.gameday.kinds import metric_of
from awsobs.scenarios.gameday.requests import Request, spans_of
from awsobs.scenarios.story import Datapoint

_FAULTS = ("fault", "error")


def points_of(request: Request) -> Iterator[Datapoint]:
    """What was measured, in no order. What a store refuses counts as a fault of the call."""
    for span in spans_of(request.root):
        service, at = span.service, span.end
        yield Datapoint(metric_of(service, "requests"), at, 1)
        yield Datapoint(metric_of(service, "faults"), at, int(span.failed in _FAULTS))
        yield Datapoint(metric_of(service, "throttles"), at, int(span.failed == "throttle"))
        latency = metric_of(service, "latency")
        yield Datapoint(latency, at, span.ms / 1000 if latency.unit == "Seconds" else span.ms)
