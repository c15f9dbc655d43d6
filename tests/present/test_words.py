from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.window import live_window
from awsobs.present.ascii import ascii_row, ascii_text
from awsobs.present.chart import Limit, chart_rows
from awsobs.present.durations import (
    age,
    age_words,
    dated_time,
    distance,
    exact,
    short_age,
    width_words,
)
from awsobs.present.header import header_row
from awsobs.present.layout import cockpit, kind_of, separator_rows
from awsobs.present.numbers import (
    is_past,
    latency,
    measured,
    number,
    percent,
    rate_unit,
    series_unit,
    short_measure,
)
from awsobs.present.rows import text_of
from awsobs.present.sparkline import sparkline
from awsobs.present.view import Header
from awsobs.present.wrapping import wrapped


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (-3, "0s", "0s"),
        (4, "4s", "4s"),
        (299, "4m", "4m"),
        (5702, "1h35", "95m"),
        (7200, "2h", "2h"),
        (11 * 3600 + 60, "11h", "11h"),
        (30 * 3600, "1d", "30h"),
        (8 * 86400, "8d", "8d"),
    ],
)
def test_ages_take_two_parts_at_most(seconds: int, long: str, short: str) -> None:
    assert age(timedelta(seconds=seconds)) == long
    assert short_age(timedelta(seconds=seconds)) == short


def test_distances_have_a_sign_and_are_exact_where_it_decides() -> None:
    onset = datetime(2026, 3, 3, 7, 41, tzinfo=UTC)
    assert distance(onset - timedelta(seconds=108), onset) == "−1m48"
    assert distance(onset - timedelta(seconds=619), onset) == "−10m"
    assert distance(onset - timedelta(seconds=3661), onset) == "−1h01"
    assert distance(onset + timedelta(seconds=5), onset) == "+5s"
    assert exact(timedelta(seconds=242)) == "4m02"
    assert age_words(timedelta(seconds=8)) == "8 s"


def test_a_date_is_shown_only_if_it_is_not_today() -> None:
    now = datetime(2026, 3, 3, 0, 5, tzinfo=UTC)
    assert dated_time(now, now) == "00:05:00"
    assert dated_time(now - timedelta(minutes=10), now) == "02 Mar"


def test_widths_of_windows() -> None:
    assert [width_words(timedelta(minutes=m)) for m in (5, 30, 60, 90, 1440)] == [
        "5m",
        "30m",
        "1h",
        "90m",
        "24h",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (41, "41"),
        (18.2, "18.2"),
        (2310.4, "2,310"),
        (0.62, "0.62"),
        (0.0123, "0.012"),
        (99.96, "100"),
        (12_345, "12.3k"),
        (-4.5, "-4.5"),
        (381_204_000, "381M"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_numbers_have_four_digits_at_most(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_units_fit_their_column() -> None:
    assert measured(1.25, "s") == ("1,250", "ms")
    assert measured(3_400_000, "B") == ("3.4", "MB")
    assert measured(None, "ms") == ("–", "")
    assert [rate_unit(s) for s in (10, 60, 300, 3600, 90)] == ["/10s", "/min", "/5m", "/1h", "/90s"]
    assert series_unit("/300s") == "/5m"
    assert series_unit("ms") == "ms"


def test_short_measures_have_their_unit_with_them() -> None:
    assert short_measure(41, "/min") == "41/m"
    assert short_measure(2310, "ms") == "2.3 s"
    assert short_measure(388, "ms") == "388 ms"
    assert short_measure(812, "$") == "$812"
    assert short_measure(18.2, "%") == "18.2 %"
    assert short_measure(None, "$") == "–"


def test_latency_and_shares() -> None:
    assert [latency(s) for s in (0.041, 2, 0.0042, 0.9999, 120)] == [
        "41 ms",
        "2.0 s",
        "4.2 ms",
        "1.0 s",
        "120 s",
    ]
    assert [percent(s) for s in (0.344, 0, 0.004, 1)] == ["34 %", "0 %", "0.4 %", "100 %"]


def test_past_a_threshold_depends_on_the_comparison() -> None:
    assert is_past(6, "GreaterThanThreshold", 5)
    assert not is_past(5, "GreaterThanThreshold", 5)
    assert is_past(5, "GreaterThanOrEqualToThreshold", 5)
    assert is_past(4, "LessThanThreshold", 5)
    assert is_past(5, "LessThanOrEqualToThreshold", 5)
    assert not is_past(9, "LessThanLowerOrGreaterThanUpperThreshold", 5)
    assert not is_past(None, "GreaterThanThreshold", 5)


def test_a_sparkline_never_fills_its_cell() -> None:
    row = sparkline([0, 3, 6, None, 12], threshold=6)
    assert row == (("▁▃▄", "calm"), ("·", "faint"), ("▇", "fault"))
    assert text_of(sparkline([0, 0])) == "▁▁"
    assert text_of(sparkline([])) == ""
    assert text_of(sparkline([-5, 5])) == "▁▇"


def test_ascii_has_a_glyph_for_each_of_ours() -> None:
    assert ascii_text("✖ ▲ ✔ ↯ ● ◌ ◆ ◇ ↑ ↓ → − ▌ ▎ ┃ ╌ ┊ ▸ × … – ‖") == (
        "X ^ + ~ * o * o ^ v > - > | | - : > x ~ - |"
    )
    assert ascii_text("▁▂▃▄▅▆▇") == "_,-:=+#"
    assert ascii_text("━─┬┴│▖▘▝▗") == "=-++||/-\\"
    assert ascii_text("表é") == "???"
    assert ascii_row((("ok", "ok"),)) == (("ok", "ok"),)


def test_a_header_in_ascii_is_that_of_the_picture() -> None:
    header = Header(number="2", title="METRICS", facts=(("1m · 12s", "muted"),))
    row = ascii_row(header_row(header, 39, focused=False))
    assert text_of(row) == "- 2 METRICS --------------- 1m . 12s --"


def test_a_separator_leaves_the_rule() -> None:
    assert [text_of(row) for row in separator_rows(3)] == ["┬", "│", "│"]


def test_the_sizes_get_their_layouts() -> None:
    sizes = [(200, 50), (160, 44), (159, 44), (120, 40), (100, 30), (99, 30), (80, 24), (79, 24)]
    assert [kind_of(*size) for size in sizes] == [
        *("wide", "wide", "standard", "standard", "standard", "compact", "compact", "single")
    ]
    assert [kind_of(*size) for size in [(40, 10), (39, 10), (1, 1)]] == ["single", "tiny", "tiny"]


def test_the_panes_of_the_pictures_stand_where_they_are_drawn() -> None:
    standard = cockpit(120, 40).panes
    assert standard["alarms"] == (0, 4, 60, 8)
    assert standard["metrics"] == (61, 4, 59, 8)
    assert standard["logs"] == (0, 12, 120, 14)
    assert standard["trail"] == (0, 26, 60, 13)
    assert standard["map"] == (61, 26, 59, 13)
    compact = cockpit(80, 24).panes
    assert compact["alarms"] == (0, 3, 40, 6)
    assert compact["logs"] == (0, 9, 80, 7)
    assert compact["map"] == (41, 16, 39, 7)
    wide = cockpit(200, 50).panes
    assert wide["metrics"] == (67, 4, 66, 19)
    assert wide["logs"] == (0, 23, 132, 26)
    assert wide["trail"] == (133, 23, 67, 26)


def test_one_pane_is_shown_where_there_is_room_for_no_more() -> None:
    plan = cockpit(60, 20, focused="trail")
    assert list(plan.panes) == ["trail"]
    assert plan.strip == (0, 18, 60, 1)


def test_a_zoomed_pane_takes_all_between_bar_and_footer() -> None:
    plan = cockpit(120, 40, zoomed="map")
    assert plan.panes == {"map": (0, 4, 120, 35)}
    assert plan.separators == ()


def test_a_header_with_the_focus_is_heavy() -> None:
    header = Header(number="1", title="LOGS")
    assert text_of(header_row(header, 14, focused=True, joints={10: "┴"})) == "━ 1 LOGS ━┷━━━"


def test_a_chart_without_a_threshold_has_a_round_top() -> None:
    now = datetime(2026, 3, 3, 7, 45, tzinfo=UTC)
    points = [(now - timedelta(minutes=m), 612.0) for m in range(30, 0, -1)]
    rows = chart_rows(
        points,
        title="gateway requests",
        unit="/min",
        period=timedelta(minutes=1),
        window=live_window(now),
        width=66,
        height=9,
    )
    assert len(rows) == 9
    assert text_of(rows[1]).startswith("    750 ")
    assert text_of(rows[7]).startswith("      0 █")


def test_a_chart_of_few_rows_is_its_title() -> None:
    now = datetime(2026, 3, 3, 7, 45, tzinfo=UTC)
    rows = chart_rows(
        [],
        title="x",
        unit="s",
        period=timedelta(minutes=1),
        window=live_window(now),
        width=30,
        height=3,
        limit=Limit(1.0, "alarm > 1,000"),
    )
    assert [text_of(row).split()[:2] for row in rows] == [["x", "ms"]]


def test_text_is_wrapped_at_blanks() -> None:
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("unbreakable", 6) == ["unbre…"]
    assert wrapped("a b c d", 1, most=2) == ["a", "…"]
    assert wrapped("", 9) == []
