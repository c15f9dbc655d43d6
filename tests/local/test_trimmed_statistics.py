"""Trimmed, winsorized, counted and ranked values."""

import pytest
from hypothesis import given, strategies as st

from awsobs.local.services.statistics import Cell, statistic_of, summary_cell
from awsobs.local.services.trimmed_statistics import trimmed


def cell(*values: float) -> Cell:
    made = Cell(values[0], 1)
    for value in values[1:]:
        made.add(value, 1)
    return made


TEN = cell(*[float(n) for n in range(1, 11)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tm90", 5.0),
        ("TM(:90%)", 5.0),
        ("TM(10%:90%)", 5.5),
        ("TM(2:5)", 4.0),
        ("TM(8:)", 9.5),
        ("IQM", 5.5),
        ("wm90", 5.4),
        ("WM(20%:80%)", 5.5),
        ("PR(:3)", 30.0),
        ("PR(3:7)", 40.0),
        ("PR(7:)", 30.0),
        ("tc80", 8.0),
        ("TC(3:7)", 4.0),
        ("ts50", 15.0),
        ("TS(80%:)", 19.0),
    ],
)
def test_a_part_of_ten_values(name: str, value: float) -> None:
    read = statistic_of(name)
    assert read is not None
    assert read(TEN) == pytest.approx(value)


@pytest.mark.parametrize(
    "name", ["tm", "tm101", "TM(:)", "TM(a:b)", "PR(10%:)", "TM(:101%)", "XM(1:2)", "iqm", "TM(1:2"]
)
def test_other_names_are_no_statistics(name: str) -> None:
    assert statistic_of(name) is None


def test_one_value_is_its_own_mean_and_sums_alone_tell_nothing() -> None:
    read = statistic_of("tm90")
    assert read is not None
    assert read(cell(4.0, 4.0, 4.0)) == 4.0
    assert read(summary_cell(10, 50, 1, 9)) is None


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=60),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_a_trimmed_mean_lies_between_the_extremes(values: list[float], low: int, high: int) -> None:
    weighted = [(value, 1.0) for value in sorted(values)]
    mean, count = trimmed(f"TM({low}%:{high}%)"), trimmed(f"TC({low}%:{high}%)")
    assert mean is not None
    assert count is not None
    found, number = mean(weighted), count(weighted)
    assert number is not None
    assert number == pytest.approx(max(0, high - low) / 100 * len(values), abs=1e-6)
    if found is not None:
        assert min(values) - 1e-6 <= found <= max(values) + 1e-6
