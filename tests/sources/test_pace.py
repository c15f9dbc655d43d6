import asyncio
import math
from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.sources.pace import STORM, Pace, Priority
from awsobs.sources.prices import cost
from awsobs.sources.quotas import quota_of

FILTER, LOOKUP, BATCH = "logs:FilterLogEvents", "cloudtrail:LookupEvents", "xray:BatchGetTraces"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 11, 25, tzinfo=UTC))


async def seconds_for(pace: Pace, clock: FrozenClock, operation: str, calls: int) -> float:
    began = clock.monotonic()
    for _ in range(calls):
        await pace.admit(operation, "r", Priority.NORMAL)
    return clock.monotonic() - began


async def test_the_first_screen_may_burst_and_then_the_budget_holds(clock: FrozenClock) -> None:
    pace = Pace(clock, budget=5, own_endpoint=True)
    assert await seconds_for(pace, clock, "sts:GetCallerIdentity", 20) == 0
    assert await seconds_for(pace, clock, "sts:GetCallerIdentity", 50) == pytest.approx(10)


async def test_an_operation_keeps_to_a_fifth_of_its_quota(clock: FrozenClock) -> None:
    pace = Pace(clock, budget=100)
    await seconds_for(pace, clock, FILTER, 5)
    assert await seconds_for(pace, clock, FILTER, 20) == pytest.approx(20)


async def test_lookups_stay_below_two_a_second_even_on_an_endpoint_of_our_own(
    clock: FrozenClock,
) -> None:
    pace = Pace(clock, budget=100, own_endpoint=True)
    assert await seconds_for(pace, clock, LOOKUP, 21) > 20 / 2


async def test_throttling_halves_the_rate_and_good_answers_bring_it_back(
    clock: FrozenClock,
) -> None:
    pace = Pace(clock, budget=100)
    await seconds_for(pace, clock, FILTER, 5)
    pace.answered(FILTER, "r", throttled=True, failed=False)
    clock.advance(timedelta(seconds=1))
    assert await seconds_for(pace, clock, FILTER, 4) > 4
    for _ in range(10):
        pace.answered(FILTER, "r", throttled=False, failed=False)
    await seconds_for(pace, clock, FILTER, 1)
    assert await seconds_for(pace, clock, FILTER, 4) == pytest.approx(4)


async def test_an_infinite_budget_never_moves_the_clock(clock: FrozenClock) -> None:
    pace = Pace(clock, budget=math.inf)
    assert await seconds_for(pace, clock, LOOKUP, 100) == 0


async def test_small_first_calls_overtake_bulk_reading(clock: FrozenClock) -> None:
    pace = Pace(clock, budget=1, own_endpoint=True)
    await seconds_for(pace, clock, BATCH, 20)
    order: list[str] = []

    async def one(name: str, operation: str, priority: Priority) -> None:
        await pace.admit(operation, "r", priority)
        order.append(name)

    bulk = [one(f"bulk {n}", BATCH, Priority.BULK) for n in range(3)]
    first = [one("alarms", "cloudwatch:DescribeAlarms", Priority.FIRST)]
    await asyncio.gather(*bulk, *first)
    assert order[0] == "alarms"


async def test_an_endpoint_of_our_own_that_refuses_is_asked_at_half_of_what_aws_grants(
    clock: FrozenClock,
) -> None:
    pace = Pace(clock, budget=100, own_endpoint=True)
    assert await seconds_for(pace, clock, FILTER, 100) == pytest.approx(0, abs=1)
    pace.answered(FILTER, "r", throttled=True, failed=False)
    assert pace.wait(FILTER, "r") == pytest.approx(1 / 2.5)
    assert await seconds_for(pace, clock, FILTER, 5) == pytest.approx(2, abs=0.01)
    for _ in range(10):
        pace.answered(FILTER, "r", throttled=False, failed=False)
    assert pace.wait(FILTER, "r") == 0


async def test_a_retry_that_is_refused_too_does_not_halve_the_rate_again(
    clock: FrozenClock,
) -> None:
    pace = Pace(clock, budget=100)
    pace.answered(FILTER, "r", throttled=True, failed=False)
    once = pace.wait(FILTER, "r")
    pace.answered(FILTER, "r", throttled=True, failed=False, again=True)
    assert pace.wait(FILTER, "r") == once > 0


async def test_two_calls_refused_outright_are_a_storm_that_one_answer_ends(
    clock: FrozenClock,
) -> None:
    pace = Pace(clock)
    for _ in range(STORM):
        assert not pace.in_storm(FILTER, "r")
        pace.answered(FILTER, "r", throttled=True, failed=False)
    assert pace.in_storm(FILTER, "r")
    assert not pace.in_storm(FILTER, "other")
    pace.answered(FILTER, "r", throttled=False, failed=False)
    assert not pace.in_storm(FILTER, "r")


async def test_the_meter_forgets_after_ten_seconds_and_throttles_after_sixty(
    clock: FrozenClock,
) -> None:
    pace = Pace(clock)
    for _ in range(20):
        pace.sent(FILTER)
    pace.answered(FILTER, "r", throttled=True, failed=False)
    pace.answered(FILTER, "r", throttled=False, failed=True)
    usage = pace.usage()
    assert (usage.rate, usage.throttled, usage.calls) == (2.0, True, 20)
    assert usage.per_operation == ((FILTER, 20, 1, 1),)
    clock.advance(timedelta(seconds=61))
    assert (pace.usage().rate, pace.usage().throttled, pace.usage().calls) == (0.0, False, 20)


async def test_the_price_an_hour_is_that_of_the_last_minutes(clock: FrozenClock) -> None:
    pace = Pace(clock)
    for _ in range(10):
        pace.charge(0.001)
        clock.advance(timedelta(minutes=1))
    assert pace.usage().usd_per_hour == pytest.approx(0.06)


def test_prices_follow_the_published_list() -> None:
    queries: list[dict[str, object]] = [{"MetricStat": 1}] * 20
    assert cost("cloudwatch:GetMetricData", {"MetricDataQueries": queries}, {}) == 20 * 0.00001
    assert cost(BATCH, {}, {"Traces": [{}] * 5}) == pytest.approx(0.0000025)
    assert cost(LOOKUP, {}, {}) == 0


def test_unknown_operations_have_a_quota_too() -> None:
    rate, burst = quota_of("events:ListRules", own_endpoint=False)
    assert 0 < rate < math.inf
    assert burst >= 1
