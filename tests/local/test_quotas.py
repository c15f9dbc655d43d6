from datetime import UTC, datetime

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

LOOKUP = Call(service="cloudtrail", operation="LookupEvents", parameters={})


def test_on_a_clock_that_stands_still_lookups_are_only_free_where_that_was_asked_for() -> None:
    clock = FrozenClock(datetime(2026, 11, 25, tzinfo=UTC))
    free, throttled = Cloud(clock, quotas=False), Cloud(clock)
    for _ in range(50):
        free.answer(LOOKUP)
    for _ in range(2):
        throttled.answer(LOOKUP)
    with pytest.raises(Fault, match="Rate exceeded"):
        throttled.answer(LOOKUP)
