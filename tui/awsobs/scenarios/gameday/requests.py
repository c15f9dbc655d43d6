"""One request and all that it causes, as a tree of spans that everything else is told from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor
from typing import Final

from awsobs.scenarios.draws import draw, hex_id
from awsobs.scenarios.gameday.phases import Phases
from awsobs.scenarios.gameday.plan import Failure, Plan, Service

SAMPLED: Final = 0.25
"""The share of requests that are traced."""

LONGEST: Final = 40.0
"""Seconds; no request lasts longer."""

_LONGEST_MS: Final = 4_000.0  # what one service adds, at most


@dataclass(slots=True, kw_only=True)
class Span:
    """A service at work, from `start` to `end` (epoch seconds).

    `failed` is fault, throttle or error, or empty; `is_root` says that it failed by itself.
    """

    place: str
    service: Service
    start: float
    end: float = 0.0
    failed: str = ""
    is_root: bool = False
    operation: str = ""
    calls: "list[Span]" = field(default_factory=list["Span"])

    @property
    def status(self) -> int:
        """The HTTP status it answers with."""
        return {"": 200, "throttle": 429, "error": 403}.get(self.failed, 500)

    @property
    def ms(self) -> int:
        """How long it took."""
        return round((self.end - self.start) * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request of a customer; `trace` is its X-Ray id."""

    number: int
    trace: str
    sampled: bool
    root: Span


def requests(plan: Plan, seed: int, phases: Phases, second: int) -> Iterator[Request]:
    """The requests that begin in one second of the story."""
    place = f"{plan.name}/{seed}/{second}"
    count = floor(plan.rate + draw(f"{place}/count"))
    for number in range(count):
        here = f"{place}/{number}"
        at = phases.start + second + draw(f"{here}/at")
        yield Request(
            number=int(hex_id(f"{here}/number", 6), 16) % 90_000 + 10_000,
            trace=f"1-{int(at):08x}-{hex_id(f'{here}/trace', 24)}",
            sampled=draw(f"{here}/sampled") < SAMPLED,
            root=_span(plan, phases, plan.services[0], here, at, ""),
        )


def spans_of(span: Span) -> Iterator[Span]:
    """A span and all below it."""
    yield span
    for call in span.calls:
        yield from spans_of(call)


def _span(
    plan: Plan, phases: Phases, service: Service, place: str, at: float, operation: str
) -> Span:
    """Ask what it calls, one after the other, until one fails; then answer."""
    span = Span(place=place, service=service, start=at, operation=operation)
    own = service.latency_ms * (0.6 + 0.8 * draw(f"{place}/ms"))
    failure = plan.failure
    severity = phases.severity(at) if failure.service == service.name else 0.0
    if severity and draw(f"{place}/fails") < failure.share * severity:
        span.failed, span.is_root = failure.kind, True
        own = _failing_ms(failure, own, place)
        span.end = at + min(own, _LONGEST_MS) / 1000
        return span
    now = at + own / 2000
    for index, call in enumerate(service.calls):
        below = f"{place}.{index}"
        if draw(f"{below}/share") >= call.share:
            continue
        made = _span(plan, phases, plan.service(call.to), below, now + 0.001, call.operation)
        span.calls.append(made)
        now = made.end + 0.001
        if made.failed:
            span.failed = "fault"
            break
    span.end = now + min(own, _LONGEST_MS) / 2000
    return span


def _failing_ms(failure: Failure, usual: float, place: str) -> float:
    if failure.latency_ms is None:
        return usual
    return failure.latency_ms * (0.95 + 0.1 * draw(f"{place}/slow"))
