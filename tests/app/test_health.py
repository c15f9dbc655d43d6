from datetime import timedelta

import pytest

from awsobs.app.screens.health import health_notes


@pytest.mark.parametrize(
    ("skew", "words"),
    [
        (timedelta(minutes=10, seconds=-1), "10m behind the services'"),
        (timedelta(hours=-1), "1h ahead of the services'"),
    ],
)
def test_health_says_which_way_the_clock_is_wrong(skew: timedelta, words: str) -> None:
    assert health_notes(skew=skew, left_out=0) == [
        f"this machine's clock is {words}; theirs is used"
    ]


def test_health_counts_what_came_too_late_for_its_context() -> None:
    (note,) = health_notes(skew=timedelta(), left_out=1234)
    assert note == "1,234 records came in after their context was left, and were dropped"


def test_health_has_nothing_to_say_of_what_is_right() -> None:
    assert health_notes(skew=timedelta(), left_out=0) == []
