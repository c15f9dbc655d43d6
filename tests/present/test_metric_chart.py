from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import Mark, MetricKey, Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.present.chart import Guide
from awsobs.present.charted import Charted, ChartLook
from awsobs.present.metric_chart import chart_view
from awsobs.present.metric_reading import series_key
from awsobs.present.rows import text_of, width_of

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def named(series: Series, name: str) -> Series:
    return replace(series, query=replace(series.query, id=name))


def texts(
    charted: Charted,
    incident: Any,
    look: ChartLook | None = None,
    width: int = 120,
    height: int = 26,
) -> list[str]:
    rows, items = chart_view(
        charted,
        look or ChartLook(),
        window=incident.window,
        now=incident.now,
        width=width,
        height=height,
    )
    assert all(width_of(row) == width for row in (*rows, *(item.rows[0] for item in items)))
    return [text_of(row) for row in (*rows, *(item.rows[0] for item in items))]


def latency(incident: Any) -> Series:
    return named(incident.series[2], "m0")


def test_one_series_is_columns_on_the_windows_cells_with_its_threshold(incident: Any) -> None:
    charted = Charted(series=(latency(incident),), onset=incident.situation.onset)
    rows = texts(charted, incident)
    assert rows[0].startswith(" payments p99     2,400 ")
    limit = next(row for row in rows if "  800 ╌╌╌" in row)
    assert limit.index("╌╌╌") == 24
    assert rows[-1].split() == [
        "██",
        "m0",
        "payments",
        "p99",
        "2,310",
        "ms",
        "388",
        "617",
        "2,310",
        ">",
        "800",
    ]
    assert any("✖07:41" in row for row in rows)


def test_beside_the_plot_stand_the_value_now_the_most_and_the_usual_one(incident: Any) -> None:
    beside = [row[113:].strip() for row in texts(Charted(series=(latency(incident),)), incident)]
    assert beside[1:9] == ["2,310", "now", "", "2,310", "max", "", "388", "usual"]


def test_several_series_are_lines_and_another_unit_has_its_own_scale(incident: Any) -> None:
    errors = named(incident.series[1], "m1")
    rows = texts(Charted(series=(latency(incident), errors)), incident)
    assert "█" not in "".join(rows)
    assert {"╭", "╯", "│"} <= set("".join(rows))
    assert "own scale" in rows[-1]
    assert "own scale" not in rows[-2]


def test_the_series_at_the_cursor_gives_the_axis(incident: Any) -> None:
    errors = named(incident.series[1], "m1")
    look = ChartLook(selected=series_key(errors.query))
    rows = texts(Charted(series=(latency(incident), errors)), incident, look)
    assert rows[0].startswith(" checkout 5xx")
    assert "own scale" in rows[-2]


def test_the_cursor_tells_the_value_at_its_moment(incident: Any) -> None:
    at = incident.window.start + timedelta(minutes=10)
    rows = texts(Charted(series=(latency(incident),)), incident, ChartLook(cursor=at))
    assert "07:25:02" in rows[-2]
    assert " 388 ms " in rows[-1]
    assert "┃" in rows[0]


def test_yesterday_is_a_line_behind_and_its_most_is_told(incident: Any) -> None:
    series = latency(incident)
    earlier = replace(series, points=tuple((at - DAY, 1600.0) for at, _ in series.points))
    rows = texts(Charted(series=(series,), before=(earlier,), shift=DAY), incident)
    assert any("── yesterday max" in row for row in rows)
    compact = texts(Charted(series=(series,), before=(earlier,), shift=DAY), incident, width=80)
    assert "── yesterday max 1,600" in compact[0]
    assert any("─────" in row[24:90] for row in rows[2:14])


def test_changes_the_suspect_and_alarm_states_stand_under_their_moments(incident: Any) -> None:
    series = latency(incident)
    key = MetricKey("Shop", "payments p99")
    alarm = Alarm(name="payments-p99", metric=key, statistic="Average", threshold=800)
    charted = Charted(
        series=(series,),
        alarms=(alarm,),
        suspect=Guide(incident.suspect.event.time, "timeout"),
        changes=(incident.window.start + timedelta(minutes=3),),
    )
    rows = texts(charted, incident)
    assert any(row.startswith(" payments-p99 ") for row in rows)
    changes = next(row for row in rows if row.startswith(" changes "))
    upright = rows[0].index("┊")
    assert changes.index("◆") == upright
    assert changes.index("◇") < upright


def test_an_unusual_point_is_marked_and_why_is_told(incident: Any) -> None:
    series = latency(incident)
    at, value = series.points[-6]
    mark = Mark(at=at, value=value, why="the mean of an hour is above what never changed before")
    rows = texts(Charted(series=(replace(series, marks=(mark,)),)), incident)
    assert any("unusual" in row[:24] for row in rows)
    assert any("!" in row[24:113] for row in rows)


def test_a_band_is_drawn_where_nothing_else_stands(incident: Any) -> None:
    series = latency(incident)
    low = replace(series, points=tuple((at, 200.0) for at, _ in series.points))
    high = replace(series, points=tuple((at, 1500.0) for at, _ in series.points))
    rows = texts(Charted(series=(series,), band=(low, high)), incident)
    assert any("░░ expected" in row for row in rows)
    assert "░░░" in rows[8][24:]


def test_on_80_cells_the_title_stands_above_and_all_rows_fit(incident: Any) -> None:
    rows = texts(Charted(series=(latency(incident),)), incident, width=80, height=19)
    assert rows[0].startswith(" payments p99  Average  ms  1m ")
    assert len(rows) <= 19


def test_a_threshold_far_above_all_values_is_told_to_be_off_the_scale(incident: Any) -> None:
    series = latency(incident)
    query = replace(series.query, threshold=1e6)
    rows = texts(Charted(series=(replace(series, query=query),)), incident)
    assert any("(off scale)"[:8] in row[:24] for row in rows)


@pytest.mark.parametrize(
    "values",
    [
        (),
        (5.0,),
        (0.0, 0.0, 0.0),
        (1e308, 1e308, 1e308),
        (-1e308, 1e308),
        (-3.0, -2.0),
        (1e-320, 5e-324),
    ],
)
@pytest.mark.parametrize("is_log", [False, True])
def test_odd_series_are_drawn_at_any_size(
    incident: Any, values: tuple[float, ...], *, is_log: bool
) -> None:
    first = incident.window.start
    points = tuple((first + MINUTE * place, value) for place, value in enumerate(values))
    series = replace(latency(incident), points=points)
    for width, height in ((80, 19), (120, 35), (40, 8)):
        texts(Charted(series=(series,)), incident, ChartLook(is_log=is_log), width, height)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(-200_000, 100_000),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        max_size=8,
    ),
    st.integers(20, 200),
    st.integers(1, 50),
)
def test_points_of_any_clock_are_drawn_within_the_width(
    pairs: list[tuple[int, float]], width: int, height: int
) -> None:
    now = datetime.fromisoformat("2026-03-03T07:45:02+00:00")
    points = tuple(sorted((now + timedelta(seconds=away), value) for away, value in pairs))
    query = SeriesQuery(id="m0", label="x", metric=MetricKey("Shop", "x"))
    rows, items = chart_view(
        Charted(series=(Series(query=query, points=points),)),
        ChartLook(),
        window=Window(start=now - DAY, end=now),
        now=now,
        width=width,
        height=height,
    )
    assert {width_of(row) for row in (*rows, *(item.rows[0] for item in items))} == {width}
