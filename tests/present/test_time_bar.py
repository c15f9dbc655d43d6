import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.window import live_window
from awsobs.present.layout import bar_cells
from awsobs.present.rows import text_of
from awsobs.present.time_bar import time_bar_rows


def bar(incident: Any, width: int, height: int, **more: Any) -> list[str]:
    _, cells = bar_cells(width, height)
    errors = [0] * (cells - 10) + [10] * 10
    given: dict[str, Any] = {
        "window": incident.window,
        "onset": incident.situation.onset,
        "change_at": incident.suspect.event.time,
        "errors": errors,
    }
    rows = time_bar_rows(now=incident.now, width=width, height=height, **{**given, **more})
    return [text_of(row) for row in rows]


def test_the_bar_takes_the_same_cells_on_every_screen() -> None:
    assert bar_cells(120, 2) == (24, 89)
    assert bar_cells(200, 2) == (24, 169)
    assert bar_cells(80, 1) == (7, 60)


def test_marks_push_the_ticks_aside(incident: Any) -> None:
    first, second = bar(incident, 120, 2)
    assert first[:24] == " errors                 "
    assert first[24:113] == "▁" * 79 + "▇" * 10
    assert second == (
        " 30m ▸ now              07:15          07:20         07:25          07:30          07:35"
        "  07:39◆     ✖07:41 07:45       "
    )


def test_the_ticks_of_a_quiet_window_are_even(incident: Any) -> None:
    _, second = bar(incident, 120, 2, onset=None, change_at=None)
    assert second[24:113] == (
        "07:15          07:20         07:25          07:30          07:35         07:40      07:45"
    )


def test_the_one_row_bar_holds_its_mark(incident: Any) -> None:
    (row,) = bar(incident, 80, 1)
    assert row[:7] == " 07:15 "
    assert row[55] == "◆"
    assert row[67:] == " 07:45   30m "


@pytest.mark.parametrize(
    ("latest", "says"),
    [
        ([40, 41], "   2/s "),
        ([0, 0], "   0/s "),
        ([0, 1], " 1.5/m "),
        ([2, 17], "  28/m "),
        ([120, 130], " 6.2/s "),
        ([250, 250], "  12/s "),
        ([9_000, 9_000], " 445/s "),
        ([20_200, 20_200], " 999/s "),
        ([30_000, 50_000], "  2k/s "),
    ],
)
def test_errors_a_second_stand_at_the_end_apart_from_the_bar(
    incident: Any, latest: list[int], says: str
) -> None:
    first, _ = bar(incident, 120, 2, errors=[0] * 87 + latest)
    assert first[112] != " "
    assert first[112:] == first[112] + says


def test_the_time_cursor_stands_in_the_bar(incident: Any) -> None:
    first, _ = bar(incident, 120, 2, cursor=incident.window.start)
    assert first[24] == "┃"


def test_what_is_not_known_is_a_gap(incident: Any) -> None:
    until = incident.now - timedelta(minutes=1)
    first, _ = bar(incident, 120, 2, errors=[0] * 89, known_until=until)
    assert first[24:113].endswith("▁··")


def test_of_a_window_that_nobody_has_read_nothing_is_known(incident: Any) -> None:
    for until in (incident.window.start, incident.window.start - timedelta(hours=1)):
        first, _ = bar(incident, 120, 2, errors=[0] * 89, known_until=until)
        assert first[24:] == "·" * 89 + "     – "
    after = incident.now + timedelta(seconds=1)
    assert "·" not in bar(incident, 120, 2, errors=[0] * 89, known_until=after)[0]


def test_marks_near_the_ends_stay_inside(incident: Any) -> None:
    start, end = incident.window.start, incident.now
    _, second = bar(incident, 120, 2, change_at=start, onset=end)
    assert second[24] == "◆"
    assert second[107:] == "     ✖07:45  "
    _, both = bar(incident, 120, 2, change_at=start, onset=start)
    assert both[24:31] == "◆✖07:15"


def test_a_window_of_the_past_tells_its_ends(incident: Any) -> None:
    past = dataclasses.replace(live_window(incident.now - timedelta(days=1)), live=False)
    _, second = bar(incident, 120, 2, window=past, onset=None, change_at=None)
    assert second.startswith(" 02 Mar 07:15–07:45 ")
