from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.metrics import Mark, Series
from awsobs.domain.window import live_window
from awsobs.present.chart import Guide
from awsobs.present.header import header_row
from awsobs.present.metric_names import short_names
from awsobs.present.metrics import metrics_view, series_key
from awsobs.present.rows import text_of
from awsobs.present.view import PaneView

View = Callable[..., PaneView]


@pytest.fixture
def view(incident: Any) -> View:
    def make(series: Any = None, width: int = 59, height: int = 7, **more: Any) -> PaneView:
        return metrics_view(
            incident.series if series is None else series,
            state=more.pop("state", incident.ready),
            received=incident.now - timedelta(seconds=12),
            now=incident.now,
            window=incident.window,
            width=width,
            height=height,
            kind=more.pop("kind", "standard"),
            **more,
        )

    return make


def texts(view: PaneView) -> list[str]:
    return [text_of(row).rstrip() for item in view.items for row in item.rows]


def test_the_standard_rows_stand_in_the_cells_of_the_picture(view: View) -> None:
    assert texts(view()) == [
        " checkout 5xx      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▄▇▇      41 /min ↑ > 5",
        " payments p99      ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▅▇▇   2,310 ms   ↑ > 800",
        " gateway requests  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▆▅     456 /min ↓",
        " checkout errors   ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▄▇▇    18.2 %    ↑ > 2",
        " estimated charges ▆▆▆▆▆▆▆▆▆▆▆▆▇▇▇▇▇▇     812 $    ↑ > 800",
        " lambda throttles  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁       0 /min →",
        " orders dlq depth  ·················· no data",
    ]


def test_the_compact_rows_have_names_of_three_letters(view: View) -> None:
    rows = texts(view(width=39, height=5, kind="compact"))
    assert rows[0] == " 5xx ▁▁▁▁▁▁▁▁▁▁▁▁▁▄▇▇       41 /min ↑"
    assert rows[-1] == " dlq ················  no data"


def test_the_wide_rows_have_longer_sparklines(view: View) -> None:
    row = texts(view(width=66, height=18, kind="wide"))[1]
    assert row.endswith("   2,310 ms   ↑ > 800")
    assert len(row) == 65
    assert row.count("▂") + row.count("▅") + row.count("▇") == 25


@pytest.mark.parametrize(("width", "kind"), [(59, "standard"), (66, "wide")])
def test_a_long_condition_is_told_whole_and_apart_from_the_next_pane(
    view: View, incident: Any, width: int, kind: str
) -> None:
    latency = incident.series[2]
    watched = replace(latency.query, threshold=1200, comparison="GreaterThanOrEqualToThreshold")
    rows = texts(view([replace(latency, query=watched), incident.series[1]], width, kind=kind))
    assert rows[0].endswith(" ↑ >= 1,200")
    assert len(rows[0]) == width - 1
    assert rows[0].index("↑") == rows[1].index("↑")


def test_cells_above_the_threshold_are_faults_and_billing_only_warns(view: View) -> None:
    made = view()
    spark = [span for span in made.items[0].rows[0] if span[0][0] in "▁▄▇"]
    assert [style for _, style in spark] == ["calm", "fault"]
    assert ("812", "warning bold") in made.items[4].rows[0]


def test_a_low_value_is_wrong_where_the_alarm_says_so(view: View, incident: Any) -> None:
    requests = incident.series[3]
    query = replace(requests.query, threshold=500, comparison="LessThanThreshold")
    row = view([replace(requests, query=query)]).items[0].rows[0]
    assert ("456", "fault bold") in row
    assert ("< 500", "muted") in row


def test_an_alarm_lends_its_threshold(view: View, incident: Any) -> None:
    latency = replace(
        incident.series[2].query,
        metric=incident.alarms[0].metric,
        statistic="p99",
        threshold=None,
        comparison="",
    )
    bare = Series(query=latency, points=incident.series[2].points)
    assert "> 800" in texts(view([bare], alarms=incident.alarms))[0]


def test_what_nobody_watches_and_never_moved_stands_last(view: View, incident: Any) -> None:
    idle, watched = incident.series[5], incident.series[1]
    never = replace(watched, points=tuple((at, 0.0) for at, _ in watched.points))
    labels = [row.split("  ")[0].strip() for row in texts(view([idle, never]))]
    assert labels == ["checkout 5xx", "lambda throttles"]


def test_the_header_tells_period_and_age(view: View) -> None:
    row = header_row(view().header, 59, focused=False)
    assert text_of(row) == "─ 2 METRICS ─────────────────────────────────── 1m · 12s ──"


def test_the_chart_shows_threshold_change_and_ticks(view: View, incident: Any) -> None:
    chosen = series_key(incident.series[2].query)
    change = Guide(incident.suspect.event.time, "timeout")
    made = view(width=66, height=18, kind="wide", selected=chosen, change=change)
    foot = [text_of(row) for row in made.foot]
    head = " payments p99 ms   1m             ╌ alarm > 800   ◆ 07:39 timeout "
    assert foot[1] == head
    assert foot[2].startswith("  2,400 ")
    assert foot[4].startswith("  1,600 ")
    assert foot[6].startswith("    800 ╌╌╌╌")
    assert foot[8].startswith("      0 ████")
    assert foot[9] == "        07:15    07:20     07:25    07:30    07:35   ◆      07:45 "
    assert [row.index("┊") for row in foot[2:7]] == [53] * 5
    styles = {style for row in made.foot for _, style in row}
    assert {"calm-area", "fault-area", "fault bold"} <= styles


def test_without_a_wish_the_chart_shows_what_is_past_its_threshold(view: View) -> None:
    made = view(width=66, height=18, kind="wide")
    assert text_of(made.foot[1]).startswith(" checkout 5xx ")


def test_a_gap_in_the_points_is_a_gap_in_the_line(view: View, incident: Any) -> None:
    whole = incident.series[1]
    holed = replace(whole, points=whole.points[:10] + whole.points[20:])
    assert "·····" in texts(view([holed]))[0]


def test_a_long_period_leaves_no_gaps_between_its_points(view: View, incident: Any) -> None:
    charges = incident.series[6]
    query = replace(charges.query, period=timedelta(hours=6))
    made = view([Series(query=query, points=((incident.window.start, 812.0),))])
    assert "·" not in texts(made)[0]


def test_points_outside_of_the_window_do_not_count(incident: Any) -> None:
    earlier = live_window(incident.now - timedelta(hours=2))
    made = metrics_view(
        [incident.series[1]],
        state=incident.ready,
        received=None,
        now=incident.now,
        window=replace(earlier, live=False),
        width=59,
        height=7,
        kind="standard",
    )
    assert "no data" in texts(made)[0]


def test_equal_short_names_say_whose_they_are() -> None:
    assert short_names(["checkout 5xx", "orders dlq depth"]) == ["5xx", "dlq"]
    assert short_names(["checkout errors", "payments errors"]) == ["chec err", "paym err"]
    assert short_names([""]) == ["?"]


def test_no_series_is_said_with_what_to_do(view: View) -> None:
    said = text_of(view([]).notice[0]).strip()
    assert said == "no datapoints (namespace/dimension?) · : metrics"


def test_the_header_counts_what_is_unlike_before_in_the_window_alone(
    view: View, incident: Any
) -> None:
    series = incident.series[1]
    (at, value), before = series.points[3], incident.window.start - timedelta(hours=1)
    marked = replace(series, marks=(Mark(at=at, value=value, why=""),))
    old = replace(incident.series[2], marks=(Mark(at=before, value=1.0, why=""),))
    assert "! 1 unusual" in text_of(view([marked, old]).header.facts)
    assert "unusual" not in text_of(view([old]).header.facts)
