"""Bodies of dashboards, sound and broken."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.dashboards import BodyRefused, View, WidgetKind
from awsobs.languages.dashboard_body import board_of
from awsobs.languages.dashboard_metrics import expanded


def metric(*rows: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "metric", "properties": {"metrics": list(rows), **properties}}


def body(*widgets: Any, **fields: Any) -> str:
    return json.dumps({"widgets": list(widgets), **fields})


@pytest.mark.parametrize(
    ("row", "before", "whole"),
    [
        ([".", "Errors", ".", "."], ["NS", "Calls", "F", "a"], ["NS", "Errors", "F", "a"]),
        (["...", "b"], ["NS", "Calls", "F", "a"], ["NS", "Calls", "F", "b"]),
        (["...", "G", "x"], ["NS", "Calls", "F", "a"], ["NS", "Calls", "G", "x"]),
        (["..."], ["NS", "Calls"], ["NS", "Calls"]),
        ([".", "."], [], [".", "."]),
    ],
)
def test_shorthand_takes_from_the_row_before(
    row: list[str], before: list[str], whole: list[str]
) -> None:
    assert expanded(row, before) == whole


def test_options_of_a_row_count_more_than_those_of_the_widget() -> None:
    rows = (
        ["NS", "Calls", "F", "a", {"stat": "p99", "period": 60, "id": "m1", "yAxis": "right"}],
        ["...", "b", {"visible": False}],
        [{"expression": "m1 * 2", "label": "twice"}],
    )
    widget = board_of(body(metric(*rows, stat="Sum", region="eu-west-1"))).widgets[0]
    first, second, twice = widget.plotted
    assert (first.statistic, first.period.seconds, first.is_right) == ("p99", 60, True)
    assert (second.statistic, second.period.seconds, second.is_visible) == ("Sum", 300, False)
    assert second.metric
    assert second.metric.dimensions == (("F", "b"),)
    assert (twice.expression, twice.label, twice.region) == ("m1 * 2", "twice", "eu-west-1")


def test_widgets_without_a_place_take_the_next_free_one() -> None:
    text = {"type": "text", "properties": {"markdown": "x"}}
    board = board_of(body(*[{**text, "width": 12, "height": 2}] * 3, {**text, "width": 24}))
    assert [(w.x, w.y) for w in board.widgets] == [(0, 0), (12, 0), (0, 2), (0, 4)]


def test_a_pattern_is_replaced_and_a_dimension_set() -> None:
    variables = [
        {"type": "pattern", "pattern": "FUNC", "id": "f", "defaultValue": "orders"},
        {"type": "property", "property": "Stage", "id": "s", "values": [{"value": "prod"}]},
    ]
    text = body(metric(["NS", "Calls", "F", "FUNC", "Stage", "test"]), variables=variables)

    def dimensions(**chosen: str) -> Any:
        key = board_of(text, chosen).widgets[0].plotted[0].metric
        return dict(key.dimensions) if key else None

    assert dimensions() == {"F": "orders", "Stage": "prod"}
    assert dimensions(f="payments", s="beta") == {"F": "payments", "Stage": "beta"}


def test_annotations_are_levels_bands_and_moments() -> None:
    annotations = {
        "horizontal": [
            {"value": 5, "label": "limit"},
            [{"value": 1}, {"value": 2}],
            {"value": "x"},
        ],
        "vertical": [{"value": "2026-11-26T10:00:00Z", "label": "deploy"}],
        "alarms": ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"],
    }
    widget = board_of(body(metric(["N", "M"], annotations=annotations, view="pie"))).widgets[0]
    assert [(level.value, level.until) for level in widget.levels] == [(5, None), (1, 2)]
    assert widget.uprights[0].label == "deploy"
    assert (widget.view, len(widget.alarms)) == (View.PIE, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"widgets": [}', "no JSON: Expecting value at line 1, column 14"),
        ("[]", "the body must be an object"),
        ('{"widgets": 3}', "widgets: there must be a list"),
        ("[" * 100_000, "too deep"),
        (body(*[{}] * 501), "501 of them"),
    ],
)
def test_a_body_that_is_none_is_refused_with_the_place(text: str, words: str) -> None:
    with pytest.raises(BodyRefused, match=words):
        board_of(text)


def test_what_nobody_knows_is_counted_and_left_out() -> None:
    board = board_of(body({"type": "hologram", "depth": 3}, metric([]), 7, more=1))
    assert [widget.kind for widget in board.widgets][:2] == [WidgetKind.UNKNOWN, WidgetKind.METRIC]
    assert board.unknown == 2
    assert "names no metric" in board.widgets[1].trouble


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "metrics", "x", "y", "width", "annotations", "horizontal"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4), JSON)
def test_any_widgets_are_understood_somehow(widgets: list[Any], variables: Any) -> None:
    board = board_of(body(*widgets, variables=variables))
    assert len(board.widgets) == len(widgets)
    assert all(0 <= w.x < 24 and w.x + w.width <= 24 for w in board.widgets)
