"""The window that a run opens on."""

from argparse import Namespace
from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.window import Window
from awsobs.settings import SettingsError, settings_from
from awsobs.settings.opening import opening_window

NOW = datetime(2026, 11, 25, 7, 45, tzinfo=UTC)


def opened(**options: str) -> Window:
    return opening_window(settings_from(Namespace(**options), {}), NOW)


def minutes(window: Window) -> tuple[float, float]:
    """How many minutes ago it starts and ends."""
    start, end = ((NOW - at).total_seconds() / 60 for at in (window.start, window.end))
    return start, end


@pytest.mark.parametrize(
    ("options", "ago", "live"),
    [
        ({}, (30, 0), True),
        ({"window": "1h"}, (60, 0), True),
        ({"start": "-20m"}, (20, 0), True),
        ({"start": "-20m", "window": "5m"}, (20, 15), False),
        ({"end": "-20m"}, (50, 20), False),
        ({"end": "07:00", "window": "1h"}, (105, 45), False),
        ({"start": "07:30", "end": "07:40"}, (15, 5), False),
        ({"start": "07:40", "end": "07:50"}, (5, -5), False),
        ({"start": "2026-11-25T07:00", "end": "now"}, (45, 0), False),
    ],
)
def test_from_to_and_window_say_which(
    options: dict[str, str], ago: tuple[float, float], live: bool
) -> None:
    window = opened(**options)
    assert minutes(window) == ago
    assert window.live is live


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"start": "soon"}, "--from: soon"),
        ({"end": "-5"}, "--to: "),
        ({"start": "-5m", "end": "-10m"}, "--to: "),
        ({"start": "2027-01-01"}, "--from: "),
        ({"start": "-15d"}, "--from: "),
        ({"start": "-20m", "end": "-10m", "window": "5m"}, "--window"),
    ],
)
def test_a_window_that_cannot_be_names_the_option(options: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        opened(**options)
    assert str(refused.value).startswith(named)


def test_a_wish_remembers_how_it_was_typed() -> None:
    settings = settings_from(Namespace(start=" -15m "), {})
    assert str(settings.start) == "-15m"
    assert settings.origins["start"] == "--from"
    assert opening_window(settings, NOW).width == timedelta(minutes=15)
