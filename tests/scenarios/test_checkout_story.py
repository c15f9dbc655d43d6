import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from awsobs.analysis.log_levels import level_of
from awsobs.domain.clock import FrozenClock
from awsobs.domain.line_ids import trace_id_in
from awsobs.domain.logs import Level
from awsobs.local.cloud import Cloud
from awsobs.scenarios.catalogue import named
from awsobs.scenarios.checkout import points
from awsobs.scenarios.checkout.gauges import BUSY_WEB, GAUGES, gauge_points
from awsobs.scenarios.checkout.phases import Phases
from awsobs.scenarios.checkout.requests import told
from awsobs.scenarios.checkout.visits import LONGEST, Visit, visits
from awsobs.scenarios.story import Datapoint, Happenings, Metric

START = datetime(2026, 11, 25, 16, 0, 3, 250_000, tzinfo=UTC)
T0 = START.timestamp()
PHASES = Phases(T0)


def visited(first: int, last: int, *, seed: int = 1, phases: Phases = PHASES) -> list[Visit]:
    return [visit for second in range(first, last) for visit in visits(seed, phases, second)]


@pytest.fixture(scope="module")
def incident() -> list[Visit]:
    return visited(75, 295)


@pytest.fixture(scope="module")
def everything() -> list[tuple[Visit, Happenings]]:
    return [(visit, told(visit)) for visit in visited(-300, 400)]


def total(told_points: list[Datapoint], metric: Metric) -> float:
    return sum(point.value * point.times for point in told_points if point.metric == metric)


def test_the_same_seed_and_start_tell_the_same_story() -> None:
    first, second, other = (
        named("checkout", seed=seed, start=START).happenings(T0 + 50, T0 + 90) for seed in (1, 1, 2)
    )
    assert first == second
    assert first.lines != other.lines


def test_stretches_add_up_however_they_are_cut() -> None:
    whole = named("checkout", seed=1, start=START).happenings(T0 + 55, T0 + 75)
    story = named("checkout", seed=1, start=START)
    cuts = [T0 + 55 + 0.25 * step for step in range(81)]
    parts = [story.happenings(a, b) for a, b in pairwise(cuts)]
    assert sorted(line for part in parts for line in part.lines) == sorted(whole.lines)
    assert sorted(s for part in parts for s in part.segments) == sorted(whole.segments)
    for metric in {point.metric for point in whole.points}:
        cut = [point for part in parts for point in part.points]
        assert total(cut, metric) == pytest.approx(total(whole.points, metric))


def test_a_visit_says_the_same_in_lines_datapoints_and_segments(
    everything: list[tuple[Visit, Happenings]],
) -> None:
    for visit, happened in everything:
        answer = f"{visit.method} {visit.path} {visit.status} "
        assert sum(answer in line.message for line in happened.lines) == 1
        assert total(happened.points, points.REQUESTS) == 1
        assert total(happened.points, points.SERVER_ERRORS) == visit.failed
        timeouts = [line for line in happened.lines if "timeout after" in line.message]
        assert len(timeouts) == total(happened.points, points.ERRORS["payments"])
        assert {trace_id_in(line.message) for line in happened.lines} == {visit.trace}
        assert all(
            visit.at <= line.at / 1000 + 0.001 <= visit.at + LONGEST for line in happened.lines
        )
        bodies = [json.loads(sent.document) for sent in happened.segments]
        assert bool(bodies) is visit.sampled
        if bodies:
            of = Counter(body["name"] for body in bodies)
            assert of["payments"] == total(happened.points, points.INVOCATIONS["payments"])
            assert (
                sum(body.get("fault", False) for body in bodies) == len(timeouts) + 2 * visit.failed
            )
            assert {body["trace_id"] for body in bodies} == {visit.trace}


def test_every_segment_names_a_call_that_was_made(
    everything: list[tuple[Visit, Happenings]],
) -> None:
    for _, happened in everything:
        bodies = [json.loads(sent.document) for sent in happened.segments]
        calls = {call["id"]: call for body in bodies for call in body.get("subsegments", [])}
        ids = [body["id"] for body in bodies] + list(calls)
        assert len(ids) == len(set(ids))
        for body in bodies:
            if "parent_id" in body:
                call = calls[body["parent_id"]]
                assert call["name"] == body["name"]
                assert call["start_time"] <= body["start_time"]
                assert call.get("fault", False) == body.get("fault", False)


def shares(seen: list[Visit]) -> tuple[float, float, float]:
    checkout = [visit for visit in seen if visit.checkout]
    attempts = [attempt for visit in seen for attempt in visit.attempts]
    asked = len(attempts) + sum(visit.lookup is not None for visit in seen)
    return (
        sum(attempt.failed for attempt in attempts) / asked,
        sum(visit.failed for visit in checkout) / len(checkout),
        sum(visit.failed for visit in seen) / len(seen),
    )


def test_the_fault_shares_are_those_of_the_picture() -> None:
    for seed in range(1, 6):
        payments, checkout, gateway = shares(visited(75, 295, seed=seed))
        assert payments == pytest.approx(0.34, abs=0.05)
        assert checkout == pytest.approx(0.18, abs=0.035)
        assert gateway == pytest.approx(0.09, abs=0.02)


def test_retries_make_payments_busier(incident: list[Visit]) -> None:
    before = visited(-220, 0)

    def attempts(seen: list[Visit]) -> float:
        return sum(len(visit.attempts) for visit in seen) / sum(bool(v.attempts) for v in seen)

    assert attempts(before) < 1.02
    assert attempts(incident) > 1.5


def test_nothing_fails_before_the_onset_or_after_the_recovery() -> None:
    well = visited(-1800, 60) + visited(321, 700)
    assert not any(visit.failed for visit in well)
    slowest = max(a.end - a.start for visit in well for a in visit.attempts)
    assert slowest < 0.8


def test_the_first_failure_comes_soon_after_the_onset() -> None:
    first = min(visit.end for visit in visited(50, 120) if visit.failed)
    assert PHASES.onset < first < PHASES.onset + 12


def test_thirty_traces_a_minute_stand_for_all_requests() -> None:
    for seed in range(1, 6):
        history, incident = visited(-1800, 0, seed=seed), visited(75, 295, seed=seed)
        assert sum(visit.sampled for visit in history) == 900
        assert 400 < len(history) / 30 < 480
        traced = [visit for visit in incident if visit.sampled]
        for share, expected in zip(shares(traced), shares(incident), strict=True):
            assert share == pytest.approx(expected, abs=0.07)


def test_failing_visits_are_traced_soon_after_the_onset() -> None:
    for seed in range(40):
        ends = [v.end for v in visited(60, 90, seed=seed) if v.sampled and v.failed]
        assert min(ends) < T0 + 82


def test_the_lines_are_structured_and_say_their_level(
    everything: list[tuple[Visit, Happenings]],
) -> None:
    levels: Counter[Level] = Counter()
    for _, happened in everything:
        for line in happened.lines:
            body: dict[str, Any] = json.loads(line.message)
            assert line.group == f"/aws/lambda/{body['service']}"
            levels[level_of(line.message)] += 1
    assert set(levels) == {Level.INFO, Level.WARN, Level.ERROR}


def test_speed_moves_what_comes_after_the_start_and_nothing_before() -> None:
    fast = Phases(T0, 4)
    assert (fast.deploy - T0, fast.onset - T0) == (10, 15)
    assert visited(-60, 0, phases=fast) == visited(-60, 0)
    assert any(visit.failed for visit in visited(17, 25, phases=fast))


def test_the_gauge_of_failures_counts_those_of_the_last_minute() -> None:
    story = named("checkout", seed=1, start=START)
    ends = [visit.end for visit in visited(0, 420) if visit.failed]
    told_points = story.happenings(T0 - 20, T0 + 420).points
    gauge = {
        point.at - T0: point.value
        for point in told_points
        if point.metric == points.CHECKOUT_FAULTS
    }
    assert gauge == {
        at: sum(T0 + at - 60 < end <= T0 + at for end in ends) for at in range(-20, 420, 5)
    }
    assert max(gauge.values()) > 30
    assert gauge[-20] == gauge[415] == 0


def test_each_minute_every_gauge_has_one_value() -> None:
    story = named("checkout", seed=1, start=START)
    told_points = story.happenings(T0 - 600, T0).points
    for gauge in GAUGES:
        moments = [point.at - T0 for point in told_points if point.metric == gauge.metric]
        assert moments == list(range(-600, 0, 60))


def test_no_healthy_resource_ever_crosses_its_limit() -> None:
    limits = {gauge.metric: gauge for gauge in GAUGES}
    for seed in range(3):
        for point in gauge_points(seed, T0, T0 - 10_800, T0 + 3600):
            gauge = limits.get(point.metric)
            if gauge is None or BUSY_WEB[0] <= point.at - T0 < BUSY_WEB[1]:
                continue
            assert point.value > gauge.limit if gauge.low else point.value < gauge.limit


def test_the_trail_has_the_deploy_the_roll_back_and_the_side_plots() -> None:
    story = named("checkout", seed=1, start=START)
    changes = [
        (record["eventTime"], record["requestParameters"]["timeout"])
        for record in story.records(T0 - 10_800, T0 + 900)
        if record["eventName"] == "UpdateFunctionConfiguration"
    ]
    assert changes == [
        ("2026-11-25T14:00:03Z", 10),
        ("2026-11-25T16:00:43Z", 2),
        ("2026-11-25T16:05:03Z", 10),
    ]
    before = {record["eventName"]: record for record in story.records(T0 - 10_800, T0)}
    assert before["StopLogging"]["errorCode"] == "AccessDenied"
    assert before["ConsoleLogin"]["additionalEventData"]["MFAUsed"] == "No"
    assert before["ConsoleLogin"]["userIdentity"]["type"] == "Root"
    assert set(before) >= {
        *("PutMetricAlarm", "UpdateService", "PutRolePolicy", "ModifyDBInstance"),
        *("AssumeRole", "PutObject", "CreateSnapshot"),
    }


def test_the_deploy_is_tied_to_the_role_that_was_taken_on() -> None:
    story = named("checkout", seed=1, start=START)
    assumed, changed = story.records(T0, T0 + 60)
    assert assumed["eventName"] == "AssumeRole"
    key = assumed["responseElements"]["credentials"]["accessKeyId"]
    assert changed["userIdentity"]["accessKeyId"] == key
    assert changed["sourceIPAddress"] == "203.0.113.9"
    assert changed["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == "ci-deploy"
    gap = datetime.fromisoformat(changed["eventTime"]) - datetime.fromisoformat(
        assumed["eventTime"]
    )
    assert gap == timedelta(seconds=17)


def test_records_have_ids_of_their_own_and_the_fields_of_cloudtrail() -> None:
    records = named("checkout", seed=1, start=START).records(T0 - 10_800, T0 + 900)
    assert len({record["eventID"] for record in records}) == len(records)
    needed = {"eventVersion", "userIdentity", "eventTime", "eventSource", "awsRegion", "readOnly"}
    assert all(needed <= set(record) for record in records)


def test_an_unknown_story_is_told_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no scenario is called 'x'; there is checkout"):
        named("x", seed=1, start=START)


def test_the_account_has_a_trail_that_logs_since_long_before() -> None:
    cloud = Cloud(FrozenClock(START))
    named("checkout", seed=1, start=START).set_up(cloud)
    (trail,) = cloud.trails.seen_from("eu-west-1")
    assert (trail.is_logging, trail.is_multi_region, len(trail.insights)) == (True, True, 2)
    assert trail.started is not None
    assert START - trail.started > timedelta(days=90)
    assert len(cloud.trail) == 0
