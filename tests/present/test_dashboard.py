"""Dashboards as rows of cells."""

import json
import runpy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.analysis.dashboard_queries import board_window, queries_of, window_for
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.dashboards import Board, Contents
from awsobs.domain.metrics import Series
from awsobs.domain.window import Window
from awsobs.languages.dashboard_body import board_of
from awsobs.present.dashboard import Drawing
from awsobs.present.dashboard_layout import boxes_of
from awsobs.present.dashboard_text import text_rows
from awsobs.present.rows import text_of, width_of

BENCH = runpy.run_path(str(Path(__file__).parents[1] / "bench" / "dashboards.py"))
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WINDOW = Window(start=NOW - timedelta(hours=1), end=NOW)


def board(*widgets: Any) -> Board:
    return board_of(json.dumps({"widgets": widgets}))


def graph(x: int = 0, width: int = 24, **properties: Any) -> dict[str, Any]:
    metrics = properties.pop("metrics", [["N", "a", {"label": "first"}]])
    place = {"x": x, "y": 0, "width": width, "height": 6}
    return {"type": "metric", **place, "properties": {"metrics": metrics, **properties}}


def shown(found: Board, *values: list[float], width: int = 60, **contents: Any) -> str:
    widget = found.widgets[0]
    series = tuple(
        Series(
            query=query,
            points=tuple((WINDOW.start + query.period * at, v) for at, v in enumerate(values[row])),
        )
        for row, query in enumerate(queries_of(widget, WINDOW))
    )
    boxes = boxes_of(found.widgets, width)
    end = max(box.y + box.height for box in boxes)
    known = replace(Contents(series={widget.place: series}), **contents)
    rows = Drawing(known, WINDOW, NOW).rows(boxes, width, 0, end)
    assert {width_of(row) for row in rows} == {width}
    return "\n".join(text_of(row).rstrip() for row in rows)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_real_bodies_are_drawn_as_wide_as_the_terminal(shared: Path, width: int) -> None:
    found = list(BENCH["bodies"](shared / "data/cloudwatch/dashboards_cdk_monitoring.jsonl.gz"))
    assert len(found) == 264
    for body in found[:: 11 if width == 120 else 22]:
        assert {width_of(row) for row in BENCH["drawn"](body, width)} <= {width}


def test_widgets_stand_on_the_grid_where_there_is_room_and_below_each_other_where_not() -> None:
    found = board(graph(0, 12), graph(12, 12))
    assert [(box.x, box.y) for box in boxes_of(found.widgets, 120)] == [(1, 0), (60, 0)]
    narrow = boxes_of(found.widgets, 50)
    assert [box.x for box in narrow] == [1, 1]
    assert narrow[1].y == narrow[0].height + 1


def test_widgets_that_lie_over_each_other_are_laid_anew() -> None:
    boxes = boxes_of(board(graph(0, 12), graph(6, 12)).widgets, 120)
    assert boxes[0].x + boxes[0].width < boxes[1].x or boxes[0].y + boxes[0].height < boxes[1].y


def test_a_widget_at_the_end_of_the_world_leaves_no_gap() -> None:
    far = {**graph(), "y": 900_000, "height": 1000}
    assert max(box.y + box.height for box in boxes_of(board(graph(), far).widgets, 80)) < 100


def test_expressions_name_the_metrics_of_their_own_widget() -> None:
    metrics = [["N", "a", {"id": "m1"}], [{"expression": "m1 + SUM(SEARCH('m1', \"m1\"))"}]]
    found = board(graph(), graph(metrics=metrics))
    first, second = queries_of(found.widgets[1], WINDOW)
    assert first.id == "w1_0"
    assert second.expression == "w1_0 + SUM(SEARCH('m1', \"m1\"))"


def test_a_dashboard_and_a_widget_have_their_own_stretch_of_time() -> None:
    widget = board(graph(start="-PT15M")).widgets[0]
    assert window_for(widget, WINDOW).width == timedelta(minutes=15)
    assert board_window(Board(start="-P7D"), WINDOW).width == timedelta(days=7)
    assert board_window(Board(start="nonsense"), WINDOW) == WINDOW


def test_one_value_is_drawn_large_with_its_trend() -> None:
    text = shown(board(graph(view="singleValue", title="Orders")), [3.0, 10.0])
    assert text.startswith(" Orders ───")
    assert "▀█  █▀█" in text
    assert "↑ 7" in text


def test_a_gauge_tells_the_share_of_its_axis() -> None:
    widget = graph(view="gauge", yAxis={"left": {"min": 0, "max": 200}})
    text = shown(board(widget), [50.0])
    assert "50 of 200" in text
    assert "25 %" in text


def test_a_pie_is_bars_with_shares() -> None:
    metrics = [["N", "a", {"label": "first"}], ["N", "b", {"label": "second"}]]
    text = shown(board(graph(view="pie", metrics=metrics)), [30.0], [10.0])
    assert "30 75 %" in text
    assert "10 25 %" in text


def test_a_table_has_least_mean_and_most() -> None:
    lines = shown(board(graph(view="table")), [1.0, 5.0, 3.0]).split("\n")
    assert lines[2].split() == ["first", "3", "1", "3", "5"]


def test_what_is_stacked_reaches_as_high_as_the_sum() -> None:
    metrics = [["N", "a", {"label": "first"}], ["N", "b", {"label": "second"}]]
    lines = shown(board(graph(metrics=metrics, stacked=True)), [300.0], [300.0]).split("\n")
    assert lines[1].split()[0] == "600"


def test_a_series_that_is_not_visible_is_not_drawn() -> None:
    metrics = [["N", "a", {"label": "first"}], ["N", "b", {"label": "second", "visible": False}]]
    text = shown(board(graph(metrics=metrics)), [1.0], [2.0])
    assert "first" in text
    assert "second" not in text


def test_trouble_stands_in_the_widget_that_has_it() -> None:
    assert "✖ denied" in shown(board(graph()), [], series={}, troubles={0: "✖ denied"})
    assert "no datapoints" in shown(board(graph()), [])


def test_alarms_are_listed_with_those_that_fire_first() -> None:
    widget = {"type": "alarm", "properties": {"alarms": ["a", "b", "c"]}}
    alarms = {
        name: Alarm(name=name, state=state)
        for name, state in (("a", AlarmState.OK), ("b", AlarmState.ALARM))
    }
    lines = shown(board(widget), alarms=alarms).split("\n")
    assert [line.split()[:2] for line in lines[1:4]] == [["✖", "b"], ["✔", "a"], ["–", "c"]]


def test_markdown_becomes_headings_lists_and_links() -> None:
    rows = text_rows("# Shop **now**\n\n* see [wiki](http://x) and `code`\n|a|b|\n|---|---|\n", 40)
    assert [text_of(row) for row in rows] == ["Shop now", "", "• see wiki and code", "a │ b"]
