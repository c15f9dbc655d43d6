"""N1 and N2: services that say that they are asked too often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from awsobs.local.faults import Refusal, Rule

Played = Callable[..., None]
Measured = Callable[..., None]

STORM = Refusal(code="ThrottlingException", message="Rate exceeded")
INTERVALS = {"alarms": 2.0, "logs": 2.0, "metrics": 10.0, "trail": 5.0, "traces": 5.0}
MINUTE = timedelta(minutes=1)


@pytest.mark.fault("N1")
@pytest.mark.parametrize(
    ("operation", "source"),
    [
        ("logs:FilterLogEvents", "logs"),
        ("cloudtrail:LookupEvents", "trail"),
        ("cloudwatch:DescribeAlarms", "alarms"),
        ("xray:GetTraceSummaries", "traces"),
    ],
)
def test_a_storm_is_sat_out_and_the_other_panes_go_on(
    played: Played, measured: Measured, operation: str, source: str
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        service, name = operation.split(":")
        stage.spoil(Rule(harm=STORM, service=service, operation=name, end=MINUTE))
        await stage.play(40)
        said = stage.words(source)
        await stage.play(20)
        requests = len(stage.asked(operation, 20, 80))
        recovered = await stage.until(lambda: stage.state(source).is_current) - 80
        await stage.play(10)
        lost, doubled = await stage.lost_and_doubled()
        others = {s: max(stage.ages(s, 20, 80)) for s in INTERVALS if s != source}

        assert said.startswith("↯ throttled until 12:0")
        assert "next try in " in said
        assert ", shown as of 12:00:" in said
        assert requests / 60 <= 0.2
        assert recovered <= 30
        assert (lost, doubled) == (0, 0)
        assert stage.adds_up()
        for other, age in others.items():
            assert stage.conditions(other, 20, 80) == {"ready"}
            assert age <= 2 * INTERVALS[other]
        measured(
            f"N1 {source}",
            requests_in_60_s=requests,
            recovery=f"{recovered:.1f} s",
            lost=lost,
            doubled=doubled,
        )

    played(scene)


@pytest.mark.fault("N2")
@pytest.mark.timeout(120)
def test_a_third_of_all_answers_throttled_for_ten_minutes_is_no_news(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        stage.spoil(Rule(harm=STORM, share=0.3, end=10 * MINUTE))
        await stage.play(600)
        lost, doubled = await stage.lost_and_doubled()
        rows = stage.memory.feeds.meter.per_operation
        requests, refused = sum(row[1] for row in rows), sum(row[3] for row in rows)
        share = refused / (requests - refused)  # at most one retry for each refusal
        ages = {source: sorted(stage.ages(source, 20, 620)) for source in INTERVALS}
        worst = max(ages[s][-1] / INTERVALS[s] for s in ages)
        mostly = max(ages[s][len(ages[s]) * 99 // 100] / INTERVALS[s] for s in ages)

        for source in INTERVALS:
            assert stage.conditions(source, 20, 620) == {"ready"}
        assert mostly <= 3
        assert share <= 0.6
        assert (lost, doubled) == (0, 0)
        measured(
            "N2",
            retries_a_call=f"{share:.2f}",
            age_p99=f"{mostly:.1f} intervals",
            oldest=f"{worst:.1f} intervals",
            pane_errors=0,
            lost=lost,
            doubled=doubled,
        )

    played(scene)
