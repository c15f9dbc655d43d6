import pytest
from hypothesis import given, strategies as st

from awsobs.languages.math_values import Frame, MathError, MathValue, TimeSeries
from awsobs.languages.metric_math import expression_of

M1 = TimeSeries(points={0: 1.0, 60: 2.0, 180: 4.0}, label="one")
M2 = TimeSeries(points={0: 10.0, 60: 0.0, 120: 30.0}, label="two")
EMPTY = TimeSeries(points={})
METRICS = {"m1": M1, "m2": M2, "n0": EMPTY}


def value(text: str) -> MathValue:
    frame = Frame(values=METRICS, metrics=METRICS, start=0, end=240)
    return expression_of(text).evaluate(frame)


def points(text: str) -> dict[int, float]:
    result = value(text)
    assert isinstance(result, TimeSeries)
    return dict(result.points)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("1.5e2 / .5", 300),
        ("2 * -3", -6),
        ("1 < 2 AND 2 < 1 OR 1 == 1", 1),
        ("1 >= 2 || 3 != 3", 0),
        ("SUM(m1)", 7),
        ("AVG(m1)", 7 / 3),
        ("MIN(m2) + MAX(m2)", 30),
        ("DATAPOINT_COUNT(m1)", 3),
        ("FIRST(m1) + LAST(m1)", 5),
        ("STDDEV(m2 * 0)", 0),
        ("METRIC_COUNT(METRICS())", 3),
        ("PERIOD(m1)", 60),
        ("LOG10(100) + CEIL(1.2) + FLOOR(1.8) + ABS(-1)", 6),
    ],
)
def test_numbers_come_out(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m1 + m2", {0: 11, 60: 2}),
        ("m1 * 100 / m2", {0: 10}),
        ("100 - m1", {0: 99, 60: 98, 180: 96}),
        ("-m1", {0: -1, 60: -2, 180: -4}),
        ("m1 > 1", {0: 0, 60: 1, 180: 1}),
        ("IF(m2 > 0, m1 / m2, 0)", {0: 0.1, 60: 0}),
        ("IF(m1 > 1, m1)", {60: 2, 180: 4}),
        ("IF(1, m1, m2)", {0: 1, 60: 2, 180: 4}),
        ("FILL(m1, 0)", {0: 1, 60: 2, 120: 0, 180: 4}),
        ("FILL(m1, REPEAT)", {0: 1, 60: 2, 120: 2, 180: 4}),
        ("FILL(m1, LINEAR)", {0: 1, 60: 2, 120: 3, 180: 4}),
        ("FILL(m1, m2)", {0: 1, 60: 2, 120: 30, 180: 4}),
        ("FILL(n0, 7)", {0: 7, 60: 7, 120: 7, 180: 7}),
        ("SUM(METRICS())", {0: 11, 60: 2, 120: 30, 180: 4}),
        ("MAX([m1, m2])", {0: 10, 60: 2, 120: 30, 180: 4}),
        ('AVG(METRICS("m1"))', {0: 1, 60: 2, 180: 4}),
        ("DIFF(m1)", {60: 1, 180: 2}),
        ("RATE(m1) * 60", {60: 1, 180: 1}),
        ("RUNNING_SUM(m1)", {0: 1, 60: 3, 180: 7}),
        ("TIME_SERIES(2)", {0: 2, 60: 2, 120: 2, 180: 2}),
        ("LOG(m2 * 0)", {}),
        ("m1 / 0", {}),
    ],
)
def test_series_come_out(text: str, expected: dict[int, float]) -> None:
    assert points(text) == pytest.approx(expected)


def test_a_list_of_series_stays_a_list() -> None:
    result = value("REMOVE_EMPTY(METRICS() * 2)")
    assert isinstance(result, tuple)
    assert [(series.label, series.points[0]) for series in result] == [("one", 2), ("two", 20)]


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "1)", "m1 m2", "NOPE(m1)", "SUM()", "IF(m1)", "m1 @ 2", "m9", "'text'",
     "FILL(m1, WHAT)", "FILL(m1, 'x')", "METRICS(m1)", "[1, 2]", "METRICS() + METRICS()",
     "PERIOD(3)", "IF(METRICS(), 1, 2)", "-" * 200 + "1", "(" * 200 + "1" + ")" * 200,
     "1" + " + 1" * 1000],
)  # fmt: skip
def test_what_cannot_be_computed_is_refused(text: str) -> None:
    with pytest.raises(MathError):
        value(text)


def test_a_long_sum_is_no_deep_one() -> None:
    assert value("+".join(["1"] * 1000)) == 1000


def test_filling_makes_no_more_points_than_an_answer_holds() -> None:
    frame = Frame(values=METRICS, metrics=METRICS, start=0, end=10**12)
    with pytest.raises(MathError):
        expression_of("FILL(m1, 0)").evaluate(frame)


def trouble(text: str) -> int:
    """Where an expression cannot be read; 0 if it can."""
    try:
        value(text)
    except MathError as error:
        return error.position
    return 0


@given(st.text(alphabet="m12+-*/^()<>=,.&|ANDORIFSUM[]'\" ", max_size=60))
def test_any_text_computes_or_is_refused(text: str) -> None:
    assert 0 <= trouble(text) <= len(text)


@given(st.floats(allow_nan=False, width=32), st.floats(allow_nan=False, width=32))
def test_no_number_breaks_a_power(left: float, right: float) -> None:
    frame = Frame(values={"a": left, "b": right}, metrics={}, start=0, end=60)
    expression_of("a ^ b").evaluate(frame)
