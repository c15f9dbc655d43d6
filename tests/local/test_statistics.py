import pytest
from hypothesis import given, strategies as st

from awsobs.local.services.statistics import DISTINCT_VALUES, Cell, Sketch, statistic_of


def percentile(cell: Cell, name: str) -> float | None:
    read = statistic_of(name)
    assert read is not None
    return read(cell)


def cell_of(values: list[float]) -> Cell:
    cell = Cell(values[0], 1.0)
    for value in values[1:]:
        cell.add(value, 1.0)
    return cell


positive = st.floats(min_value=1e-3, max_value=1e6)


@given(st.lists(positive, min_size=1, max_size=DISTINCT_VALUES), st.integers(0, 100))
def test_few_values_have_exact_percentiles(values: list[float], percent: int) -> None:
    rank = max(1, -(-percent * len(values) // 100))
    assert percentile(cell_of(values), f"p{percent}") == sorted(values)[rank - 1]


def test_many_values_have_percentiles_close_by_in_bounded_space() -> None:
    values = [1.0 + place / 7 for place in range(20_000)]
    sketch = Sketch()
    for value in values:
        sketch.add(value, 1.0)
    assert len(sketch.counts) <= DISTINCT_VALUES
    for share in (0.1, 0.5, 0.9, 0.99):
        exact = values[int(share * len(values))]
        assert sketch.percentile(share) == pytest.approx(exact, rel=0.03)


@given(st.lists(positive, min_size=1, max_size=50), st.lists(positive, min_size=1, max_size=50))
def test_merged_cells_are_the_cell_of_all_values(left: list[float], right: list[float]) -> None:
    merged = cell_of(left)
    merged.merge(cell_of(right))
    together = cell_of(left + right)
    assert merged.total == pytest.approx(together.total)
    for name in ("SampleCount", "Minimum", "Maximum", "p50", "p99"):
        assert percentile(merged, name) == percentile(together, name)


def test_a_copy_is_of_its_own() -> None:
    cell = cell_of([1.0, 2.0])
    cell.copy().merge(cell_of([3.0]))
    assert percentile(cell, "p100") == 2.0


@pytest.mark.parametrize("name", ["", "p", "p-1", "p100.1", "pp50", "P50", "avg", "p1e3", "p50 "])
def test_other_names_are_no_statistic(name: str) -> None:
    assert statistic_of(name) is None
