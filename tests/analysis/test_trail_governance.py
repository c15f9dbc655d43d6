from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from awsobs.analysis.trail_governance import concerns
from awsobs.domain.trail_status import Governance, TrailStatus

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GOOD = TrailStatus(
    name="main",
    arn="arn:aws:cloudtrail:eu-west-1:123456789012:trail/main",
    home_region="eu-west-1",
    bucket="trail-bucket",
    is_multi_region=True,
    has_global_events=True,
    is_validated=True,
    kms_key="arn:aws:kms:eu-west-1:123456789012:key/1",
    is_logging=True,
    started=NOW - timedelta(days=200),
    delivered=NOW - timedelta(minutes=5),
    management="All",
    insights=("ApiCallRateInsight",),
    record={},
)


def told(*trails: TrailStatus) -> list[tuple[str, str]]:
    found = concerns(Governance(region="eu-west-1", trails=trails), NOW)
    return [(one.severity, one.title) for one in found]


def test_a_trail_in_order_is_no_concern() -> None:
    assert told(GOOD) == []


def test_no_trail_at_all_is_the_worst() -> None:
    assert told() == [("critical", "no trail keeps events")]


def test_a_trail_that_is_switched_off_keeps_nothing() -> None:
    off = replace(GOOD, is_logging=False, stopped=NOW - timedelta(hours=1))
    assert told(off) == [
        ("critical", "no trail is logging"),
        ("high", "logging is switched off"),
    ]
    assert told(off, replace(GOOD, name="other")) == [("high", "logging is switched off")]


@pytest.mark.parametrize(
    ("change", "concern"),
    [
        ({"is_multi_region": False}, ("high", "no trail records all regions")),
        ({"has_global_events": False}, ("high", "no trail records global services")),
        ({"management": "WriteOnly"}, ("medium", "no trail records all management events")),
        ({"management": ""}, ("medium", "no trail records all management events")),
        ({"delivery_error": "AccessDenied"}, ("high", "events are not delivered")),
        (
            {"delivered": NOW - timedelta(hours=25)},
            ("high", "nothing was delivered for more than a day"),
        ),
        ({"log_group_error": "no role"}, ("medium", "events do not reach CloudWatch Logs")),
        ({"digest_error": "NoSuchBucket"}, ("medium", "digests are not delivered")),
        ({"is_validated": False}, ("medium", "log files are not validated")),
        ({"kms_key": ""}, ("low", "no key of your own encrypts it")),
        ({"insights": ()}, ("informational", "CloudTrail Insights is off")),
    ],
)
def test_each_lack_is_told(change: dict[str, object], concern: tuple[str, str]) -> None:
    assert told(replace(GOOD, **change)) == [concern]  # type: ignore[arg-type] - fields by name


@pytest.mark.parametrize(
    "change", [{"is_logging": None}, {"management": None}, {"insights": None}, {"delivered": None}]
)
def test_nothing_is_told_of_what_could_not_be_read(change: dict[str, object]) -> None:
    assert told(replace(GOOD, **change)) == []  # type: ignore[arg-type] - fields by name


def test_what_one_trail_lacks_another_may_do() -> None:
    one_region = replace(GOOD, is_multi_region=False, has_global_events=False, management="")
    assert told(one_region, replace(GOOD, name="other")) == []
