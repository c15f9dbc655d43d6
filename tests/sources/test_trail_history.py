"""All that the event history has about one resource, and how sure that is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.sources import trail_history
from awsobs.sources.session import Aws
from awsobs.sources.trail_history import RETENTION, history_of

ARN = "arn:aws:lambda:us-east-1:123456789012:function:pay"


@pytest.fixture
def record(cloud: Cloud, clock: FrozenClock) -> Callable[..., None]:
    """Put a change into the trail: `record(days, resource)`."""

    def put(days: float, resource: str, name: str = "UpdateFunctionConfiguration") -> None:
        at = clock.now() - timedelta(days=days)
        cloud.trail.put(
            {
                "eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "eventName": name,
                "eventSource": "lambda.amazonaws.com",
                "readOnly": False,
                "userIdentity": {"type": "IAMUser", "userName": "ann"},
                "requestParameters": {"functionName": resource},
                "resources": [{"ARN": resource, "type": "AWS::Lambda::Function"}],
            }
        )

    return put


def ignore(_words: str) -> None:
    """Progress that nobody waits for."""


async def test_both_spellings_are_asked_for(
    aws: Aws, record: Callable[..., None], clock: FrozenClock
) -> None:
    for days, resource in ((1, "pay"), (2, ARN), (3, "other")):
        record(days, resource)
    found = await history_of(aws, ARN, ignore)
    assert len(found.events) == 2
    assert (found.by, found.is_all) == ("its name", True)
    assert found.coverage.complete_from == clock.now() - RETENTION


async def test_a_lookup_that_stops_makes_no_claim_beyond_where_it_got(
    aws: Aws,
    record: Callable[..., None],
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trail_history, "MOST_PAGES", 1)
    for number in range(60):
        record(1 + number / 100, ARN)
    record(80, "pay")
    found = await history_of(aws, ARN, ignore)
    assert not found.is_all
    assert found.coverage.complete_from > clock.now() - timedelta(days=2)
    assert any(event.time < clock.now() - timedelta(days=70) for event in found.events)


async def test_what_was_looked_at_in_vain_counts_too(aws: Aws, record: Callable[..., None]) -> None:
    record(1, "mail")
    before = await history_of(aws, "nothing", ignore)
    assert before.events == ()
    assert before.by == "all writes"
    assert before.coverage.scanned >= 1
