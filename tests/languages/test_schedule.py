from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.cron import HOUR, MINUTE, MONTH, numbers
from awsobs.languages.schedule import ScheduleError, first_fires, is_schedule
from awsobs.languages.schedule_words import schedule_words


@pytest.mark.parametrize(
    "text",
    [
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 day)",
        "rate(48 hours)",
        "cron(0 10 * * ? *)",
        "cron(15 12 * * ? *)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0/15 * * * ? *)",
        "cron(0/10 8-17 ? * MON-FRI *)",
        "cron(0 9 ? * 2#1 *)",
        "cron(0 9 L * ? *)",
        "cron(0 9 3W * ? *)",
        "cron(0 9 ? * 6L *)",
        "cron(0,30 0 1,15 JAN,jul ? 2026-2030)",
    ],
)
def test_schedules_of_the_guide_are_taken(text: str) -> None:
    assert is_schedule(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rate()",
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(5 seconds)",
        "rate(-1 days)",
        "cron(* * * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(0 10 * * ?)",
        "cron(60 10 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 10 32 * ? *)",
        "cron(0 10 * 13 ? *)",
        "cron(0 10 ? * 8 *)",
        "cron(0 10 ? * MOON *)",
        "cron(0/0 10 * * ? *)",
        "cron(0 10 * * ? 1969)",
        "cron(0 10 ? * 2#6 *)",
        "every day",
        "rate(5 minutes) ",
    ],
)
def test_what_is_no_schedule_is_refused(text: str) -> None:
    assert not is_schedule(text)


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_schedule(text) in (True, False)
    assert is_schedule(f"cron({text})") in (True, False)


AT = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)


def fires(text: str, count: int = 2, *, after: datetime = AT, zone: str = "UTC") -> list[str]:
    found = first_fires(text, after, count, zone=zone, since=AT)
    return [f"{at:%Y-%m-%d %H:%M}" for at in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rate(5 minutes)", ["2026-11-26 15:35", "2026-11-26 15:40"]),
        ("cron(0 3 * * ? *)", ["2026-11-27 03:00", "2026-11-28 03:00"]),
        ("cron(30 9 ? * MON-FRI *)", ["2026-11-27 09:30", "2026-11-30 09:30"]),
        ("cron(30 15 * * ? *)", ["2026-11-27 15:30", "2026-11-28 15:30"]),
        ("cron(0 9 ? * 2#1 *)", ["2026-12-07 09:00", "2027-01-04 09:00"]),
        ("cron(0 9 ? * fri#5 *)", ["2027-01-29 09:00", "2027-04-30 09:00"]),
        ("cron(0 9 L 2 ? *)", ["2027-02-28 09:00", "2028-02-29 09:00"]),
        ("cron(0 9 LW * ? *)", ["2026-11-30 09:00", "2026-12-31 09:00"]),
        ("cron(0 9 1W 8 ? 2027)", ["2027-08-02 09:00"]),
        ("cron(0 9 31W 1 ? 2027)", ["2027-01-29 09:00"]),
        ("cron(0 9 ? * 6L *)", ["2026-11-27 09:00", "2026-12-25 09:00"]),
        ("cron(0 9 ? * L *)", ["2026-11-28 09:00", "2026-12-05 09:00"]),
        ("cron(0 22 ? * FRI-SUN *)", ["2026-11-27 22:00", "2026-11-28 22:00"]),
        ("cron(0 0 29 2 ? *)", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ("cron(0 0 30 2 ? *)", []),
        ("cron(0 0 1 1 ? 2199)", ["2199-01-01 00:00"]),
        ("cron(0 0 1 1 ? 2020)", []),
        ("at(2027-01-01T08:00:00)", ["2027-01-01 08:00"]),
        ("at(2020-01-01T08:00:00)", []),
    ],
)
def test_the_next_times_are_told(text: str, expected: list[str]) -> None:
    assert fires(text) == expected


def test_a_rate_without_a_beginning_has_no_times() -> None:
    assert first_fires("rate(5 minutes)", AT, 3) == ()


def test_the_clocks_of_a_zone_are_followed() -> None:
    spring, autumn = datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 25, 0, 20, tzinfo=UTC)
    there = "Europe/Berlin"
    skipped = fires("cron(30 2 * * ? *)", after=spring, zone=there)
    assert skipped == ["2026-03-28 01:30", "2026-03-30 00:30"]
    once = fires("cron(0/30 * * * ? *)", 3, after=autumn, zone=there)
    assert once == ["2026-10-25 00:30", "2026-10-25 02:00", "2026-10-25 02:30"]


@pytest.mark.parametrize("text", ["at(2026-13-01T00:00:00)", "rate(999999999 days)", "cron()"])
def test_what_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(ScheduleError):
        first_fires(text, AT, 1)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "\0"])
def test_an_unknown_zone_says_so(zone: str) -> None:
    with pytest.raises(ScheduleError, match="no time zone"):
        first_fires("cron(0 3 * * ? *)", AT, 1, zone=zone)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate(1 day)", "every day"),
        ("rate(90 minutes)", "every 90 minutes"),
        ("cron(0 3 * * ? *)", "every day at 03:00 UTC"),
        ("cron(30 9 ? * MON-FRI *)", "every weekday at 09:30 UTC"),
        ("cron(0/15 * * * ? *)", "every 15 minutes"),
        ("cron(* * * * ? *)", "every minute"),
        ("cron(5 * * * ? *)", "every hour at :05"),
        ("cron(0 */2 * * ? *)", "every 2 hours at :00"),
        ("cron(0/10 8-17 ? * MON-FRI *)", "every 10 minutes, hours 8-17 UTC, every weekday"),
        ("cron(0 1,5,7,9,11 * * ? *)", "every day at :00 of hours 1, 5, 7, 9 and 11 UTC"),
        ("cron(0 9 ? * 3#2 *)", "on the 2nd Tue of the month at 09:00 UTC"),
        ("cron(0 9 ? * 6L *)", "on the last Fri of the month at 09:00 UTC"),
        ("cron(0 9 LW * ? *)", "on the last weekday of the month at 09:00 UTC"),
        ("cron(0 9 3W * ? *)", "on the weekday nearest day 3 at 09:00 UTC"),
        (
            "cron(0,30 0 1,15 JAN,JUL ? 2026-2030)",
            "on day 1 and 15 of the month at 00:00 and 00:30 UTC in Jan and Jul in 2026-2030",
        ),
        ("at(2027-01-01T08:00:00)", "once, 2027-01-01 08:00:00 UTC"),
        ("every day", "every day"),
    ],
)
def test_schedules_are_told_in_words(text: str, words: str) -> None:
    assert schedule_words(text) == words


_VALUES = [
    st.sampled_from([*values])
    for values in (
        ("*", "0", "0/7", "5,50", "58-3"),
        ("*", "3", "*/5", "8-17"),
        ("*", "L", "LW", "15W", "31", "1,30"),
        ("*", "2", "JAN-MAR", "11/3"),
        ("*", "2030", "2026-2028"),
    )
]


@given(*_VALUES, st.booleans(), st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe"]))
def test_times_rise_and_are_those_of_the_fields(
    minute: str, hour: str, day: str, month: str, year: str, by_week: bool, zone: str
) -> None:
    days = "? {} 2-6" if by_week else f"{day} {{}} ?"
    text = f"cron({minute} {hour} {days.format(month)} {year})"
    found = first_fires(text, AT, 6, zone=zone)
    assert list(found) == sorted(set(found))
    assert all(at > AT for at in found)
    walls = [at.astimezone(ZoneInfo(zone)) for at in found]
    assert all(at.hour in numbers(HOUR, hour) for at in walls)
    assert all(at.minute in numbers(MINUTE, minute) for at in walls)
    assert all(at.month in numbers(MONTH, month) for at in walls)
    assert not by_week or all(at.isoweekday() < 6 for at in walls)
    assert schedule_words(text, zone)
