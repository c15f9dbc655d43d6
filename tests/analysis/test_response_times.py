"""The spread of response times, and a range in it that keys move."""

from hypothesis import given, strategies as st

from awsobs.analysis.response_times import EVERY, Brush, moved, spread_of

TIMES = st.lists(
    st.tuples(st.floats(min_value=0.0, max_value=1e6), st.booleans()), min_size=1, max_size=50
)


@given(times=TIMES, cells=st.integers(min_value=1, max_value=120))
def test_every_request_is_in_one_cell(times: list[tuple[float, bool]], cells: int) -> None:
    spread = spread_of(times, cells)
    assert spread is not None
    assert sum(spread.counts) == len(times)
    assert sum(spread.failed) == sum(failed for _, failed in times)
    assert all(0 <= f <= n for f, n in zip(spread.failed, spread.counts, strict=True))


def test_no_times_have_no_spread() -> None:
    assert spread_of([], 80) is None


def test_a_scale_is_logarithmic_only_where_times_are_far_apart() -> None:
    near, far = (
        spread_of([(1.0, False), (2.0, False)], 10),
        spread_of([(0.01, False), (9, True)], 3),
    )
    assert near is not None
    assert not near.scale.is_log
    assert near.scale.edge(5) == 1.5
    assert far is not None
    assert far.scale.is_log
    assert far.failed == (0, 0, 1)
    assert 0.09 < far.scale.edge(1) < 0.1


def test_percentiles_are_times_that_were_measured() -> None:
    spread = spread_of([(float(n), False) for n in range(1, 101)], 10)
    assert spread is not None
    assert spread.marks == (("p50", 50.0), ("p95", 95.0), ("p99", 99.0))


def test_an_end_of_the_range_moves_by_a_cell_and_back() -> None:
    spread = spread_of([(10.0, False), (20.0, False)], 10)
    assert spread is not None
    scale = spread.scale
    slower = moved(EVERY, scale, low=2)
    assert slower == Brush(low=12.0)
    assert not slower.holds(11.9)
    assert slower.holds(12.0)
    assert moved(slower, scale, high=-3) == Brush(low=12.0, high=17.0)
    assert moved(slower, scale, low=-5) == EVERY
    assert moved(EVERY, scale, low=99) == Brush(low=19.0)
    assert moved(Brush(low=19.0), scale, high=-5) == Brush(low=19.0)


def test_a_time_that_is_not_known_is_in_no_bounded_range() -> None:
    assert EVERY.holds(None)
    assert not Brush(low=0.0).holds(None)
    assert not Brush(high=5.0).holds(6.0)
