"""Times as they are typed; hypothesis looks for what breaks them."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.times import FARTHEST, end_after, moment_of, stretch_of

NOW = datetime(2026, 11, 25, 7, 45, 30, tzinfo=UTC)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(datetime.fromtimestamp, st.integers(0, 4_000_000_000), ZONES)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("now", "2026-11-25T07:45:30"),
        ("-15m", "2026-11-25T07:30:30"),
        ("-1h30m", "2026-11-25T06:15:30"),
        (" -2d ", "2026-11-23T07:45:30"),
        ("-1w", "2026-11-18T07:45:30"),
        ("07:30", "2026-11-25T07:30:00"),
        ("7:30:15", "2026-11-25T07:30:15"),
        ("23:50", "2026-11-24T23:50:00"),
        ("2026-11-25", "2026-11-25T00:00:00"),
        ("2026-11-25T07:30", "2026-11-25T07:30:00"),
        ("2026-11-25 07:30Z", "2026-11-25T07:30:00"),
        ("2026-11-25T08:30:00+01:00", "2026-11-25T07:30:00"),
    ],
)
def test_what_is_typed_is_a_moment_in_utc(typed: str, moment: str) -> None:
    assert moment_of(typed).at(NOW) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "15m", "--15m", "-", "-15", "-1m2h", "-99999d", "24:00", "07:60", "2026-02-30",
     "9999-12-31T23:59:59-23:59", "-9999999999d"],
)  # fmt: skip
def test_what_is_no_moment_is_told(typed: str) -> None:
    with pytest.raises(ValueError, match=r"no time|no stretch|more than"):
        moment_of(typed)


def test_a_stretch_has_its_units_in_order() -> None:
    assert stretch_of("1w2d3h4m5s") == timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)
    with pytest.raises(ValueError, match="3660d"):
        stretch_of("523w")


def test_a_time_of_day_ends_a_stretch_after_its_start() -> None:
    start = moment_of("23:50").at(NOW)
    assert end_after(start, moment_of("00:10"), NOW) == start + timedelta(minutes=20)
    assert end_after(start, moment_of("23:50"), NOW) == start + timedelta(days=1)
    assert end_after(start, moment_of("2026-11-20"), NOW) < start


@given(MOMENTS)
def test_an_iso_time_is_the_moment_that_it_names(moment: datetime) -> None:
    assert moment_of(moment.isoformat()).at(NOW) == moment.astimezone(UTC)


@given(st.timedeltas(timedelta(seconds=1), FARTHEST))
def test_so_many_seconds_ago_are_so_many(passed: timedelta) -> None:
    seconds = int(passed.total_seconds())
    assert NOW - moment_of(f"-{seconds}s").at(NOW) == timedelta(seconds=seconds)


@given(st.times(), MOMENTS)
def test_a_time_of_day_is_within_the_last_day(of_day: time, now: datetime) -> None:
    moment = moment_of(f"{of_day:%H:%M:%S}").at(now)
    assert timedelta() <= now - moment < timedelta(days=1)
    assert f"{moment:%H:%M:%S}" == f"{of_day:%H:%M:%S}"


@given(st.text(st.sampled_from("-0123456789wdhms:TZ+. W")) | st.text())
def test_anything_else_is_refused_in_one_way(typed: str) -> None:
    with suppress(ValueError):
        assert moment_of(typed).at(NOW).utcoffset() == timedelta()
