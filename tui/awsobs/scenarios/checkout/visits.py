"""The shop's traffic: each visit planned from the seed, its number and the phase it falls in."""

from collections.abc import Iterator
from math import sin, tau
from typing import Final, NamedTuple

from awsobs.scenarios.checkout.phases import Phases
from awsobs.scenarios.draws import draw, draws

REQUESTS_A_SECOND: Final = 7.0
SAMPLED_EVERY: Final = 2
"""So many seconds there are between two visits that are traced: thirty traces a minute."""

PATIENCE: Final = 2.0
"""Seconds that checkout gives all attempts together, and since the deploy payments each one."""

LONGEST: Final = 4.0
"""No visit has an effect later than this, in seconds."""

_HISTORY: Final = 4 * 3600
_MOST_A_SECOND: Final = 16
_TIDE: Final = 5400.0
_HEDGES: Final = (0.6, 1.3)
_NORTHBANK: Final = 0.34
_MISSING: Final = 0.01
_STALE: Final = 0.004
# A sequence that fills the unit square evenly, wherever it begins. Begun here at the onset,
# traced visits are among the first that fail.
_EVEN: Final = (0.7548776662466927, 0.5698402909980532)
_BEGUN: Final = 0.48
_JITTER: Final = 0.03
_ZONES: Final = ("us-east-1a", "us-east-1b")

# Cumulative shares of the routes.
_CATALOG: Final = 0.25
_CART: Final = 0.38
_PRODUCT: Final = 0.50
_CHARGE: Final = 0.765


class Attempt(NamedTuple):
    """One try at a charge: payments works on it from `start` to `end`."""

    start: float
    end: float
    failed: bool


class Span(NamedTuple):
    """From when to when, in epoch seconds."""

    start: float
    end: float


class Visit(NamedTuple):
    """One request at the gateway and all that it sets off. Times are epoch seconds.

    `misses` is the share of its cache that the gateway complains about, if it does.
    """

    number: int
    at: float
    end: float
    method: str
    path: str
    status: int
    trace: str
    digits: str
    sampled: bool
    zone: str
    version: str
    misses: float = 0.0
    acquirer: str = ""
    checkout: Span | None = None
    lookup: Span | None = None
    attempts: tuple[Attempt, ...] = ()
    order: Span | None = None

    @property
    def charged(self) -> bool:
        """Whether one attempt at the charge went through."""
        return any(not attempt.failed for attempt in self.attempts)

    @property
    def failed(self) -> bool:
        """Whether the shop answered with a 5xx."""
        return self.status >= 500


def visits(seed: int, phases: Phases, second: int) -> Iterator[Visit]:
    """The visits that begin in one second, counted from the start of the story."""
    busy = (
        1
        + 0.1 * sin(tau * (second / _TIDE + 0.25))
        + 0.06 * (draw(f"{seed}/{second // 60}/tide") - 0.5)
    )
    busy -= 0.05 * phases.severity(phases.start + second)  # some who fail do not come back
    wanted = REQUESTS_A_SECOND * busy * (0.6 + 0.8 * draw(f"{seed}/{second}/count"))
    for index in range(min(_MOST_A_SECOND, int(wanted + draw(f"{seed}/{second}/rest")))):
        yield _visit(seed, phases, second, index)


def _visit(seed: int, phases: Phases, second: int, index: int) -> Visit:
    digits, chance = draws(f"{seed}/{second}/{index}")
    is_sampled = index == 0 and second % SAMPLED_EVERY == 0
    route, acquirer = _evenly(seed, phases, second) if is_sampled else (chance[1], chance[4])
    at = phases.start + second + chance[0]
    visit = Visit(
        number=(second + _HISTORY) * _MOST_A_SECOND + index,
        at=at,
        end=at + 0.012 + 0.016 * chance[2],
        method="GET",
        path="/catalog",
        status=200,
        trace=f"1-{int(at):08x}-{digits}",
        digits=digits,
        sampled=is_sampled,
        zone=_ZONES[chance[11] < 0.5],
        version=phases.version(at),
    )
    if route < _CATALOG:
        return visit._replace(misses=0.306 + 0.1 * chance[5]) if chance[7] < _STALE else visit
    if route < _CART:
        return visit._replace(path="/cart")
    if route < _PRODUCT:
        return _product(visit, chance)
    if route >= _CHARGE:
        return _quote(visit, chance)
    bank = "northbank" if acquirer < _NORTHBANK else "eastpay"
    return _charge(visit._replace(acquirer=bank), phases, chance)


def _evenly(seed: int, phases: Phases, second: int) -> tuple[float, float]:
    """Route and acquirer of a traced visit: few as they are, they stand for all the others."""
    onset = phases.onset - phases.start if second >= 0 else 0.0  # speed leaves history alone
    number = int((second - onset) // SAMPLED_EVERY)
    begun = _BEGUN + _JITTER * (draw(f"{seed}/even") - 0.5)
    return (begun + number * _EVEN[0]) % 1, (begun + number * _EVEN[1]) % 1


def _product(visit: Visit, chance: tuple[float, ...]) -> Visit:
    status = 404 if chance[7] < _MISSING else 200
    return visit._replace(path=f"/product/{int(chance[10] * 900) + 100}", status=status)


def _quote(visit: Visit, chance: tuple[float, ...]) -> Visit:
    """A look at the checkout page: checkout asks payments for the customer's cards."""
    began = visit.at + 0.003 + 0.002 * chance[3]
    lookup = _lookup(began + 0.004, chance)
    done = lookup.end + 0.004 + 0.006 * chance[8]
    return visit._replace(
        path="/checkout", checkout=Span(began, done), lookup=lookup, end=done + 0.003
    )


def _charge(visit: Visit, phases: Phases, chance: tuple[float, ...]) -> Visit:
    """A purchase: payments charges the card, with retries, then orders notes how it went."""
    began = visit.at + 0.003 + 0.002 * chance[3]
    ready = began + 0.006 + 0.004 * chance[12]
    lookup = _lookup(ready, chance) if chance[10] < 0.43 else None
    ready = lookup.end + 0.002 if lookup else ready
    attempts = _attempts(ready, visit.acquirer, phases, chance)
    answered = min([attempt.end for attempt in attempts if not attempt.failed], default=0.0)
    known = answered or ready + PATIENCE + 0.002
    order = Span(known + 0.002, known + 0.030 + 0.030 * chance[8])
    done = order.end + 0.003
    return visit._replace(
        method="POST",
        path="/checkout",
        status=200 if answered else 502,
        checkout=Span(began, done),
        lookup=lookup,
        attempts=attempts,
        order=order,
        end=done + 0.003 + 0.002 * chance[2],
    )


def _lookup(start: float, chance: tuple[float, ...]) -> Span:
    return Span(start, start + 0.016 + 0.020 * chance[5])


def _attempts(
    ready: float, acquirer: str, phases: Phases, chance: tuple[float, ...]
) -> tuple[Attempt, ...]:
    """Checkout asks again while an earlier attempt has not answered."""
    if acquirer == "northbank" and chance[6] < phases.severity(ready):
        delays = (0.0, *_HEDGES)
        return tuple(Attempt(ready + delay, ready + delay + PATIENCE, True) for delay in delays)
    took = _time_to_charge(acquirer, phases.sluggishness(ready), chance)
    first = Attempt(ready, ready + took, False)
    if took <= _HEDGES[0]:
        return (first,)
    again = ready + _HEDGES[0]
    return (first, Attempt(again, again + 0.110 + 0.8 * max(0.0, took - 0.8), False))


def _time_to_charge(acquirer: str, slow: float, chance: tuple[float, ...]) -> float:
    took = 0.140 + 0.090 * chance[5] + 0.180 * chance[5] ** 6
    if acquirer == "northbank":
        took += 0.030 + 1.2 * slow * (0.4 + 0.6 * chance[7])
    if chance[7] > 0.9985:  # now and then, whatever the weather
        took = max(took, 0.640 + 0.120 * chance[5])
    return took
