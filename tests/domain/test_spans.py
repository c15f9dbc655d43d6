from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st

from awsobs.domain.spans import Span, Spans

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=8)


def spans_of(pairs: list[list[int]]) -> Spans:
    spans = Spans()
    for start, end in pairs:
        spans = spans.joined(at(start), at(end))
    return spans


def minutes_in(spans: tuple[Span, ...]) -> set[int]:
    """The minutes that lie in some stretches."""
    return {m for m in range(60) for start, end in spans if start <= at(m) and at(m + 1) <= end}


@given(stretches)
def test_what_is_known_and_the_gaps_are_all_of_it_and_share_nothing(pairs: list[list[int]]) -> None:
    spans = spans_of(pairs)
    gaps = spans.gaps(at(0), at(60))
    known = {m for start, end in pairs for m in range(start, end)}
    assert minutes_in(spans.parts) == known
    assert minutes_in(gaps) == set(range(60)) - known


@given(stretches)
def test_parts_do_not_touch_and_gaps_come_newest_first(pairs: list[list[int]]) -> None:
    spans = spans_of(pairs)
    assert all(one[1] < other[0] for one, other in pairwise(spans.parts))
    gaps = spans.gaps(at(10), at(50))
    assert all(other[1] <= one[0] for one, other in pairwise(gaps))
    assert all(at(10) <= start < end <= at(50) for start, end in gaps)


def test_how_far_back_all_is_known() -> None:
    spans = spans_of([[0, 10], [20, 30]])
    assert spans.known_from(at(30)) == at(20)
    assert spans.known_from(at(25)) == at(20)
    assert spans.known_from(at(40)) == at(40)
    assert Spans().known_from(at(5)) == at(5)
