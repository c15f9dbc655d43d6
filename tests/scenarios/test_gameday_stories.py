from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from awsobs.analysis.triage import verdict_of
from awsobs.commands.scenario_file import scenario_of
from awsobs.scenarios.catalogue import GAME_DAYS, named, plan_called, titles
from awsobs.scenarios.documents import document_of, truth_of
from awsobs.scenarios.gameday.kinds import metric_of
from awsobs.scenarios.story import Happenings

START = datetime(2026, 3, 2, 7, 40, tzinfo=UTC)
T0 = START.timestamp()

every_story = pytest.mark.parametrize("name", GAME_DAYS)


def told(name: str, first: float, last: float, *, seed: int = 1) -> Happenings:
    return named(name, seed=seed, start=START).happenings(T0 + first, T0 + last)


def errors(happened: Happenings) -> int:
    return sum('"ERROR"' in line.message for line in happened.lines)


def counted(name: str, happened: Happenings) -> Counter[str]:
    """What each service counted as failed."""
    failed: Counter[str] = Counter()
    for service in plan_called(name).services:
        for measure in ("faults", "throttles"):
            metric = metric_of(service, measure)
            failed[service.name] += sum(
                int(point.value) * point.times
                for point in happened.points
                if point.metric == metric
            )
    return failed


@every_story
def test_a_verdict_names_the_deed_among_three_and_the_root_first(name: str) -> None:
    truth = truth_of(plan_called(name), 1)
    scenario = scenario_of(document_of(name, 1), name)
    verdict = verdict_of(scenario.evidence)
    assert scenario.broken == 0
    assert truth.events & {one.event.id for one in verdict.suspects[:3]}
    assert verdict.roots[0].key.name == truth.root
    assert any(truth.line in line.message for line in scenario.evidence.logs)


@every_story
def test_all_alarms_of_the_plan_go_off_and_none_that_nothing_crosses(name: str) -> None:
    told_alarms: list[dict[str, Any]] = list(document_of(name, 2)["alarms"])
    assert {alarm["AlarmName"] for alarm in told_alarms} == {
        alarm.name for alarm in plan_called(name).alarms
    }


@every_story
def test_nothing_fails_before_the_onset_or_after_it_is_mended(name: str) -> None:
    assert errors(told(name, -600, 60)) == 0
    assert errors(told(name, 75, 120)) > 10
    assert errors(told(name, 320, 600)) == 0


@every_story
def test_lines_and_metrics_agree_on_what_failed(name: str) -> None:
    happened = told(name, 30, 340)  # nothing is under way at either end
    failed, plan = counted(name, happened), plan_called(name)
    root = plan.failure.service
    entry = plan.services[0].name
    lines = Counter(
        line.group for line in happened.lines if plan.failure.says.split("{", 1)[0] in line.message
    )
    assert sum(lines.values()) == failed[root] > 10
    assert failed[entry] == failed[root]  # one call of a request fails, and all above it


@every_story
def test_the_same_seed_tells_the_same_and_stretches_add_up(name: str) -> None:
    whole, parts = told(name, 60, 90), [told(name, 60, 73.5), told(name, 73.5, 90)]
    assert whole == told(name, 60, 90)
    assert whole.lines == parts[0].lines + parts[1].lines
    assert whole.segments == parts[0].segments + parts[1].segments
    assert whole.records == parts[0].records + parts[1].records
    assert whole.lines != told(name, 60, 90, seed=2).lines


def test_stolen_keys_are_long_lived_and_used_from_one_strange_address() -> None:
    records = named("credential-theft", seed=1, start=START).records(T0 - 10_800, T0 + 60)
    thief = [one for one in records if one["sourceIPAddress"] == "192.0.2.77"]
    assert {one["userIdentity"]["userName"] for one in thief} == {"backup-bot", "support-tmp"}
    assert all(one["userIdentity"]["accessKeyId"].startswith("AKIA") for one in thief)


def test_every_story_has_a_title_of_its_own() -> None:
    known = dict(titles())
    assert set(known) == {"checkout", *GAME_DAYS}
    assert len(set(known.values())) == len(known)


@pytest.mark.parametrize("name", ["policy-detached", "key-disabled"])
def test_a_fresh_change_comes_before_one_after_which_all_was_well_for_hours(name: str) -> None:
    truth = truth_of(plan_called(name), 3)
    verdict = verdict_of(scenario_of(document_of(name, 3), name).evidence)
    assert verdict.suspects[0].event.id in truth.events
