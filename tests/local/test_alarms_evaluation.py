from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.alarms import AlarmState
from awsobs.local.services.alarm_evaluation import Condition, verdict_on

KEEP = None
OK, ALARM, INSUFFICIENT = AlarmState.OK, AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")


def condition(needed: int, missing: str, periods: int = 3) -> Condition:
    return Condition(
        comparison="GreaterThanThreshold",
        threshold=5.0,
        periods=periods,
        needed=needed,
        missing=missing,
    )


def points_of(spelled: str) -> Sequence[float | None]:
    return [{"0": 1.0, "X": 9.0, "-": None}[mark] for mark in spelled]


@pytest.mark.parametrize(
    ("needed", "spelled", "states"),
    [
        (3, "0-X-X", (OK, OK, OK, OK)),
        (3, "0----", (OK, OK, OK, OK)),
        (3, "-----", (INSUFFICIENT, KEEP, ALARM, OK)),
        (3, "0XX-X", (ALARM, ALARM, ALARM, ALARM)),
        (3, "--X--", (ALARM, KEEP, ALARM, OK)),
        (2, "0-X-X", (ALARM, ALARM, ALARM, ALARM)),
        (2, "00X0X", (ALARM, ALARM, ALARM, ALARM)),
        (2, "0-X--", (OK, OK, ALARM, OK)),
        (2, "----0", (OK, OK, ALARM, OK)),
        (2, "---X-", (ALARM, KEEP, ALARM, OK)),
        # A lone young breach waits for its neighbour instead of paging.
        (3, "----X", (KEEP, KEEP, ALARM, OK)),
        (3, "---X-", (KEEP, KEEP, ALARM, OK)),
        (2, "----X", (KEEP, KEEP, ALARM, OK)),
    ],
)
def test_missing_data_means_what_the_guide_says(
    needed: int, spelled: str, states: Sequence[AlarmState | None]
) -> None:
    points = points_of(spelled)
    found = tuple(verdict_on(points, condition(needed, missing)).state for missing in TREATMENTS)
    assert found == tuple(states)


@pytest.mark.parametrize(
    ("comparison", "below", "equal", "above"),
    [
        ("GreaterThanThreshold", OK, OK, ALARM),
        ("GreaterThanOrEqualToThreshold", OK, ALARM, ALARM),
        ("LessThanThreshold", ALARM, OK, OK),
        ("LessThanOrEqualToThreshold", ALARM, ALARM, OK),
    ],
)
def test_each_comparison_has_its_side(
    comparison: str, below: AlarmState, equal: AlarmState, above: AlarmState
) -> None:
    rule = Condition(comparison=comparison, threshold=0.0, periods=1, needed=1)
    found = [verdict_on([None, None, value], rule).state for value in (-1.0, 0.0, 1.0)]
    assert found == [below, equal, above]


@given(
    st.text(alphabet="0X", min_size=5, max_size=5),
    st.sampled_from(TREATMENTS),
    st.integers(min_value=1, max_value=3),
)
def test_with_all_data_only_the_newest_count(spelled: str, missing: str, needed: int) -> None:
    verdict = verdict_on(points_of(spelled), condition(needed, missing))
    assert verdict.used == (2, 3, 4)
    assert (verdict.state is ALARM) == (spelled[2:].count("X") >= needed)


@given(
    st.text(alphabet="0X-", min_size=5, max_size=5),
    st.sampled_from(TREATMENTS),
    st.integers(min_value=1, max_value=3),
)
def test_a_new_breach_never_ends_an_alarm(spelled: str, missing: str, needed: int) -> None:
    rule = condition(needed, missing)
    if verdict_on(points_of(spelled), rule).state is ALARM:
        worse = points_of(spelled.replace("0", "X"))
        assert verdict_on(worse, rule).state is ALARM
