"""The datapoints of a visit: what API Gateway, Lambda and the shop itself report."""

from collections.abc import Iterator
from typing import Final

from awsobs.scenarios.checkout.lines import FUNCTIONS
from awsobs.scenarios.checkout.visits import Visit
from awsobs.scenarios.story import Datapoint, Metric

_API: Final = (("ApiName", "gateway"),)
REQUESTS: Final = Metric("AWS/ApiGateway", "Count", _API, "Count")
SERVER_ERRORS: Final = Metric("AWS/ApiGateway", "5XXError", _API, "Count")
CLIENT_ERRORS: Final = Metric("AWS/ApiGateway", "4XXError", _API, "Count")
LATENCY: Final = Metric("AWS/ApiGateway", "Latency", _API, "Milliseconds")

CHECKOUT_FAULTS: Final = Metric("Shop", "5xxPerMinute", (("Service", "checkout"),), "None", 10)
"""A gauge: how many requests checkout failed in the last minute."""

ORDERS: Final = Metric("Shop", "OrdersPlaced", (("Service", "orders"),), "Count")
SENT: Final = Metric("AWS/SQS", "NumberOfMessagesSent", (("QueueName", "orders-q"),), "Count")


def _lambda(name: str, unit: str, resolution: int = 60) -> dict[str, Metric]:
    return {
        function: Metric("AWS/Lambda", name, (("FunctionName", function),), unit, resolution)
        for function in FUNCTIONS
    }


INVOCATIONS: Final = _lambda("Invocations", "Count")
ERRORS: Final = _lambda("Errors", "Count")
THROTTLES: Final = _lambda("Throttles", "Count")
DURATION: Final = _lambda("Duration", "Milliseconds", 10)
"""Ten seconds fine, so that the story's alarm need not wait for the minute."""


def points_of(visit: Visit) -> Iterator[Datapoint]:
    """What was measured, in no order."""
    taken = _milliseconds(visit.at, visit.end)
    yield Datapoint(REQUESTS, visit.end, 1)
    yield Datapoint(SERVER_ERRORS, visit.end, int(visit.failed))
    yield Datapoint(CLIENT_ERRORS, visit.end, int(400 <= visit.status < 500))
    yield Datapoint(LATENCY, visit.end, taken)
    yield from _invocation("gateway", visit.at, visit.end)
    if visit.checkout is not None:
        yield from _invocation("checkout", *visit.checkout)
    if visit.lookup is not None:
        yield from _invocation("payments", *visit.lookup)
    for attempt in visit.attempts:
        yield from _invocation("payments", attempt.start, attempt.end, failed=attempt.failed)
    if visit.order is not None:
        yield from _invocation("orders", *visit.order)
        yield Datapoint(ORDERS, visit.order.end, int(visit.charged))
        yield Datapoint(SENT, visit.order.end, int(visit.charged))


def _invocation(
    function: str, start: float, end: float, *, failed: bool = False
) -> Iterator[Datapoint]:
    yield Datapoint(INVOCATIONS[function], end, 1)
    yield Datapoint(ERRORS[function], end, int(failed))
    yield Datapoint(THROTTLES[function], end, 0)
    yield Datapoint(DURATION[function], end, _milliseconds(start, end))


def _milliseconds(start: float, end: float) -> int:
    return round((end - start) * 1000)


def folded(points: list[Datapoint]) -> list[Datapoint]:
    """The same points, with equal values in the same cell counted together."""
    cells: dict[tuple[Metric, float, float], int] = {}
    for metric, at, value, times in points:
        key = (metric, at // metric.resolution * metric.resolution, value)
        cells[key] = cells.get(key, 0) + times
    return [Datapoint(metric, at, value, times) for (metric, at, value), times in cells.items()]
