import pytest
from hypothesis import given, strategies as st

from awsobs.languages.schedule import is_schedule


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
