from hypothesis import given, strategies as st

from awsobs.domain.accounting import Counts

amounts = st.integers(0, 1000)
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
    )


@given(sound(), sound())
def test_sums_of_counts_that_add_up_add_up(one: Counts, other: Counts) -> None:
    both = one + other
    assert both.adds_up
    assert both.received == one.received + other.received
    assert both.lost_total == one.lost_total + other.lost_total
    assert one + Counts() == Counts() + one


def test_a_record_without_a_reason_is_noticed() -> None:
    assert not Counts(received=2, kept=1).adds_up
