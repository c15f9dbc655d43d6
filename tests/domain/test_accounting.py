import math

from hypothesis import given, strategies as st

from awsobs.domain.accounting import Counts, joined
from awsobs.domain.lags import Lags, lags_of

amounts = st.integers(0, 1000)
gaps = st.lists(st.tuples(amounts, amounts).filter(lambda gap: gap[0] < gap[1]), max_size=5)
reasons = st.dictionaries(st.sampled_from(["sampled", "capture", "retention"]), amounts)


@st.composite
def sound(draw: st.DrawFn) -> Counts:
    kept, filtered, duplicate, malformed = (draw(amounts) for _ in range(4))
    lost = draw(reasons)
    return Counts(
        received=kept + filtered + duplicate + malformed + sum(lost.values()),
        kept=kept,
        filtered=filtered,
        duplicate=duplicate,
        malformed=malformed,
        lost=lost,
        late=draw(amounts),
        sampled=draw(amounts),
        lags=lags_of(draw(st.lists(amounts))),
        gaps=joined(tuple(draw(gaps))),
    )


@given(sound(), sound())
def test_sums_of_counts_that_add_up_add_up(one: Counts, other: Counts) -> None:
    both = one + other
    assert both.adds_up
    assert both.received == one.received + other.received
    assert both.lost_total == one.lost_total + other.lost_total
    assert one + Counts() == Counts() + one == one
    assert both.lags.count == one.lags.count + other.lags.count
    assert both.gaps == joined((*other.gaps, *one.gaps))
    assert both.sampled == one.sampled + other.sampled


@given(st.lists(st.integers(-10, 10**9), min_size=1), st.floats(0.01, 1))
def test_a_lag_is_told_to_a_fifth(lags: list[int], share: float) -> None:
    exact = sorted(max(0, lag) for lag in lags)[math.ceil(share * len(lags)) - 1]
    told = lags_of(lags).percentile(share)
    assert told is not None
    assert exact * 0.8 <= told <= exact


def test_there_is_no_lag_of_nothing() -> None:
    assert Lags().percentile(0.5) is None


def test_gaps_that_touch_are_one() -> None:
    assert joined(((5, 7), (1, 3), (3, 5), (9, 10))) == ((1, 7), (9, 10))


def test_a_record_without_a_reason_is_noticed() -> None:
    assert not Counts(received=2, kept=1).adds_up
