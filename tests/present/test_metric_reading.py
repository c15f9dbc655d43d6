from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.metrics import Mark, Series
from awsobs.present.metric_long_rows import long_heads, long_row
from awsobs.present.metric_reading import Reading
from awsobs.present.metric_rows import metric_items
from awsobs.present.rows import text_of
from awsobs.present.sparkline import sparkline

MINUTE = timedelta(minutes=1)


def reading(series: Series, incident: Any) -> Reading:
    return Reading(series, incident.alarms, incident.window)


def of_values(incident: Any, *values: float) -> Series:
    first: datetime = incident.window.end.replace(second=0) - MINUTE * len(values)
    points = tuple((first + MINUTE * place, value) for place, value in enumerate(values))
    return replace(incident.series[1], points=points)


def test_a_point_that_still_grows_is_drawn_muted_and_is_not_the_latest(incident: Any) -> None:
    whole = incident.series[1]
    points, growing = whole.points[:-1], whole.points[-1]
    found = reading(replace(whole, points=points, provisional=growing), incident)
    assert found.latest == points[-1][1]
    spark = found.spark(30)
    assert spark[-1][1] == "muted"
    assert text_of(spark) == text_of(reading(whole, incident).spark(30))


def test_a_marked_point_is_underlined(incident: Any) -> None:
    whole = incident.series[1]
    at, value = whole.points[12]
    spark = reading(replace(whole, marks=(Mark(at=at, value=value, why=""),)), incident).spark(30)
    assert [style for _, style in spark].count("calm underline") == 1
    assert sum(len(text) for text, style in spark if "underline" in style) == 1


def test_a_bill_of_hours_ago_is_what_it_still_is(incident: Any) -> None:
    charges = incident.series[6]
    query = replace(charges.query, period=timedelta(hours=6))
    hours_ago = incident.window.start - timedelta(hours=2)
    found = reading(Series(query=query, points=((hours_ago, 812.0),)), incident)
    assert found.latest == 812
    assert "·" not in text_of(found.spark(20))


@pytest.mark.parametrize(
    ("status", "words"),
    [("PartialData", "‥ partial"), ("Forbidden", "✖ forbidden"), ("InternalError", "! failed")],
)
def test_what_is_wrong_with_one_series_is_told_in_its_row(
    incident: Any, status: str, words: str
) -> None:
    series = replace(incident.series[1], status=status)
    assert words in text_of(long_row(reading(series, incident), 119))


def test_a_long_row_has_statistic_extremes_and_the_condition_that_is_not_met(
    incident: Any,
) -> None:
    row = text_of(long_row(reading(of_values(incident, 1, 4, 2), incident), 119))
    heads = text_of(long_heads(119))
    assert len(row) == len(heads) == 119
    assert row[heads.index("stat")] == "A"
    assert row[: heads.index("now") + 3].endswith(" 2")
    assert row[: heads.index("min") + 3].endswith(" 1")
    assert row[: heads.index("max") + 3].endswith(" 4")
    assert row[heads.index("alarm") :].strip() == "> 5"


def test_values_below_zero_say_so_beside_the_line(incident: Any) -> None:
    assert "±" in text_of(long_row(reading(of_values(incident, -1, 4), incident), 119))
    assert "±" not in text_of(long_row(reading(of_values(incident, 1, 4), incident), 119))


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ((None, 3.0, None), "·▇·"),
        ((0.0, 0.0), "▁▁"),
        ((1e300, -1e300), "▇▁"),
        ((-5.0, 0.0), "▁▇"),
        ((1e-320, 0.0), "▇▁"),
    ],
)
def test_odd_values_are_drawn_without_a_wrong_step(
    cells: tuple[float | None, ...], text: str
) -> None:
    assert text_of(sparkline(cells)) == text


@pytest.mark.parametrize("width", [39, 59, 119])
def test_a_favourite_has_its_letter_in_the_gutter(incident: Any, width: int) -> None:
    series = incident.series[1]
    kept = replace(series, query=replace(series.query, is_favourite=True))
    rows = [
        text_of(metric_items([reading(one, incident)], width)[0].rows[0]) for one in (series, kept)
    ]
    assert [row[0] for row in rows] == [" ", "f"]
    assert rows[0][1:] == rows[1][1:]
