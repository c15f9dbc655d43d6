"""The rate budget: how fast to ask, how to give way, and the meter of what was asked."""

import itertools
import math
from collections import Counter, deque
from dataclasses import dataclass
from enum import IntEnum

from awsobs.domain.clock import Clock
from awsobs.sources.quotas import published, quota_of

BURST = 20.0
RATE_SPAN = 10.0
THROTTLED_SPAN = 60.0
COST_SPAN = 600.0
STORM = 6
"""So many throttled answers in a row are a storm: then each call is one attempt."""

_SHORTEST_SLEEP = 0.001
_FLOOR = 1 / 15
_RISE = 0.1
_BEARABLE = 5.0


class Priority(IntEnum):
    """Who goes first when the budget is short: bulk reading leaves room for small calls."""

    FIRST = 0
    NORMAL = 1
    BULK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One reading of the meter; `per_operation` is (operation, calls, errors, throttles)."""

    rate: float
    limit: float
    usd_per_hour: float
    throttled: bool
    calls: int
    per_operation: tuple[tuple[str, int, int, int], ...]


class Bucket:
    """Tokens that come back at a rate, up to a limit.

    Where the rate has no limit, a refusal brings it down to what is `published`.
    """

    def __init__(self, rate: float, burst: float, now: float, *, published: float) -> None:
        self.nominal = self.rate = rate
        self._known = min(rate, published)
        self._burst = burst
        self._tokens = burst
        self._filled = now

    def wait(self, tokens: float, now: float) -> float:
        """Seconds until so many tokens are there."""
        self._fill(now)
        lacking = min(tokens, self._burst) - self._tokens
        return max(0.0, lacking / self.rate)

    def take(self, now: float) -> None:
        """Use one token; the balance may fall below nothing, which later calls wait for."""
        self._fill(now)
        self._tokens -= 1

    def slow_down(self) -> None:
        """Halve the rate, as a throttled answer demands."""
        self.rate = max(min(self.rate, self._known) / 2, min(_FLOOR, self._known))
        self._tokens = min(self._tokens, 0.0)

    def speed_up(self) -> None:
        """Come back a little, as a good answer allows."""
        risen = self.rate + self._known * _RISE
        self.rate = risen if risen < self._known else self.nominal

    def _fill(self, now: float) -> None:
        passed, self._filled = max(0.0, now - self._filled), now
        if math.isinf(self.rate):
            self._tokens = self._burst
        else:
            self._tokens = min(self._burst, self._tokens + passed * self.rate)


class Pace:
    """One budget for one account: in total, and for each operation in each region.

    An infinite budget never waits, as an exact picture on a frozen clock needs.
    """

    def __init__(self, clock: Clock, *, budget: float = 5.0, own_endpoint: bool = False) -> None:
        self._clock = clock
        self._budget = budget
        self._own_endpoint = own_endpoint
        burst = max(BURST, 2 * budget)
        self._total = Bucket(budget, burst, clock.monotonic(), published=budget)
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._waiting: dict[tuple[int, int], Bucket] = {}
        self._numbers = itertools.count()
        self._sent: deque[float] = deque(maxlen=10_000)
        self._costs: deque[tuple[float, float]] = deque(maxlen=10_000)
        self._last_throttle = -math.inf
        self._in_a_row: Counter[tuple[str, str]] = Counter()
        self._calls: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._throttles: Counter[str] = Counter()

    async def admit(self, operation: str, region: str, priority: Priority) -> None:
        """Wait until this call may go."""
        if math.isinf(self._budget):
            return
        bucket = self._bucket(operation, region)
        ticket = (int(priority), next(self._numbers))
        self._waiting[ticket] = bucket
        try:
            while (pause := self._pause(ticket, bucket)) > 0:
                await self._clock.sleep(max(pause, _SHORTEST_SLEEP))
            bucket.take(self._clock.monotonic())
        finally:
            del self._waiting[ticket]
        self._total.take(self._clock.monotonic())

    def wait(self, operation: str, region: str) -> float:
        """Seconds until the operation's own quota lets a call go."""
        return self._bucket(operation, region).wait(1, self._clock.monotonic())

    def sent(self, operation: str) -> None:
        """Count one request on the wire, retries included."""
        self._calls[operation] += 1
        self._sent.append(self._clock.monotonic())

    def answered(
        self, operation: str, region: str, *, throttled: bool, failed: bool, again: bool = False
    ) -> None:
        """Learn from one answer; one to a retry (`again`) does not halve the rate once more."""
        key = (operation, region)
        if throttled:
            self._in_a_row[key] += 1
            self._throttles[operation] += 1
            self._last_throttle = self._clock.monotonic()
            if not again:
                self._bucket(operation, region).slow_down()
        elif failed:
            self._errors[operation] += 1
        else:
            self._in_a_row[key] = 0
            self._bucket(operation, region).speed_up()

    def in_storm(self, operation: str, region: str) -> bool:
        """Whether the service has refused so often that a retry would only add to it."""
        return self._in_a_row[operation, region] >= STORM

    def charge(self, usd: float) -> None:
        """Add the price of one answered call."""
        if usd:
            self._costs.append((self._clock.monotonic(), usd))

    def usage(self) -> Usage:
        """Read the meter."""
        now = self._clock.monotonic()
        recent = sum(1 for at in self._sent if now - at <= RATE_SPAN)
        names = sorted({*self._calls, *self._throttles})
        return Usage(
            rate=recent / RATE_SPAN,
            limit=0.0 if math.isinf(self._budget) else self._budget,
            usd_per_hour=self._usd_per_hour(now),
            throttled=now - self._last_throttle <= THROTTLED_SPAN,
            calls=sum(self._calls.values()),
            per_operation=tuple(
                (name, self._calls[name], self._errors[name], self._throttles[name])
                for name in names
            ),
        )

    def _usd_per_hour(self, now: float) -> float:
        while self._costs and now - self._costs[0][0] > COST_SPAN:
            self._costs.popleft()
        if not self._costs:
            return 0.0
        seconds = max(60.0, now - self._costs[0][0])
        return sum(usd for _, usd in self._costs) * 3600 / seconds

    def _bucket(self, operation: str, region: str) -> Bucket:
        key = (operation, region)
        if key not in self._buckets:
            rate, burst = quota_of(operation, own_endpoint=self._own_endpoint)
            now, known = self._clock.monotonic(), min(published(operation), _BEARABLE)
            self._buckets[key] = Bucket(rate, burst, now, published=known)
        return self._buckets[key]

    def _pause(self, ticket: tuple[int, int], bucket: Bucket) -> float:
        now = self._clock.monotonic()
        own = bucket.wait(1, now)
        if own > 0:
            return own
        ahead = sum(
            1
            for other, theirs in self._waiting.items()
            if other < ticket and theirs.wait(1, now) == 0
        )
        reserve = 2 if ticket[0] == Priority.BULK else 0
        return self._total.wait(1 + ahead + reserve, now)
