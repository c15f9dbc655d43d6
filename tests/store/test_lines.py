from random import Random

from hypothesis import given, settings, strategies as st

from awsobs.domain.logs import Level, LogEvent
from awsobs.store.lines import LineStore
from awsobs.store.log_view import LogView


def line(at: int, text: str = "x", level: Level = Level.INFO, ingested: int = 0) -> LogEvent:
    return LogEvent(
        timestamp=at,
        ingestion_time=ingested,
        group="/aws/lambda/payments",
        stream="a",
        message=text,
        event_id=f"{at}-{text}",
        level=level,
        trace_id="1-67400000-0123456789abcdef01234567",
        late=at % 2 == 1,
    )


def all_of(view: LogView) -> list[LogEvent]:
    while view.catch_up() or view.behind:
        pass
    return [view[position] for position in range(len(view))]


lines = st.builds(line, st.integers(0, 50), st.text(max_size=5))
batches = st.lists(st.lists(lines, max_size=8), max_size=8)


@given(batches)
def test_lines_come_out_whole_and_in_order(
    arrived: list[list[LogEvent]],
) -> None:
    store = LineStore()
    for batch in arrived:
        store.extend(batch)
    expected = sorted(
        (event for batch in arrived for event in batch),
        key=lambda event: (event.timestamp, event.ingestion_time, event.event_id),
    )
    assert store.slice(0, len(store)) == expected
    assert len(store) == len(expected)


@given(batches, st.integers(0, 7))
def test_a_view_shows_what_is_wanted_however_it_catches_up(
    arrived: list[list[LogEvent]], pause: int
) -> None:
    store = LineStore()
    view = LogView(store, lambda event: event.timestamp % 3 == 0)
    for number, batch in enumerate(arrived):
        store.extend(batch)
        if number % (pause + 1) == 0:
            view.catch_up(lambda: True)
    shown = all_of(view)
    assert shown == [e for e in store.slice(0, len(store)) if e.timestamp % 3 == 0]
    assert view.hidden == len(store) - len(shown)


@settings(max_examples=3)
@given(st.integers(3, 5))
def test_the_oldest_lines_make_room_and_are_counted(rounds: int) -> None:
    store = LineStore(max_lines=40_000)
    view = LogView(store, lambda event: event.timestamp % 1000 == 0)
    for number in range(rounds):
        store.extend(line(number * 20_000 + at) for at in range(20_000))
        all_of(view)
    assert len(store) + store.evicted == rounds * 20_000
    assert len(store) <= 40_000 + 32_768
    oldest = store.event(0).timestamp
    assert all(event.timestamp >= oldest for event in all_of(view))
    assert len(view) == sum(1 for at in range(oldest, rounds * 20_000) if at % 1000 == 0)


def test_clearing_forgets_lines_and_views_follow() -> None:
    store = LineStore()
    view = LogView(store, lambda event: True)
    store.extend([line(1), line(2)])
    assert len(all_of(view)) == 2
    store.clear()
    assert all_of(view) == []
    store.extend([line(3)])
    assert [event.timestamp for event in all_of(view)] == [3]


def test_a_view_without_a_predicate_is_the_store() -> None:
    store = LineStore()
    view = LogView(store)
    assert not view.catch_up() or len(view) == 0
    store.extend([line(2), line(1)])
    assert view.catch_up()
    assert not view.catch_up()
    assert [view[0].timestamp, view[1].timestamp] == [1, 2]


def test_errors_are_counted_by_time() -> None:
    store = LineStore()
    store.extend(line(second * 1000, level=Level.ERROR) for second in (0, 1, 5))
    store.extend([line(9_999, level=Level.WARN), line(10_000), line(20_000)])
    assert store.histogram(0, 10_000, 5) == ([2, 0, 1, 0, 0], [0, 0, 0, 0, 1])
    assert store.histogram(0, 0, 5) == ([0] * 5, [0] * 5)


def test_a_store_names_its_groups_and_its_newest_line() -> None:
    store = LineStore()
    assert (store.groups, store.newest) == ((), None)
    store.extend([line(7), line(3)])
    assert (store.groups, store.newest) == (("/aws/lambda/payments",), 7)


def test_cold_lines_come_out_as_they_went_in() -> None:
    store = LineStore(hot_bytes=100_000)
    events = [line(at, f"order={at} done in {at % 97} ms") for at in range(40_000)]
    for start in range(0, 40_000, 10_000):
        store.extend(events[start : start + 10_000])
    store.extend([line(15_000, "late", ingested=7)])
    assert store.slice(0, 15_000) == events[:15_000]
    assert store.event(15_001).message == "late"
    assert store.slice(15_002, 40_001) == events[15_001:]


def test_cold_lines_take_a_fraction_of_their_room() -> None:
    events = [line(at, f"GET /orders/{at % 1000} 200 {at % 97} ms") for at in range(50_000)]
    raw = sum(len(e.message) + len(e.event_id) + len(e.trace_id) for e in events)
    hot, cold = LineStore(), LineStore(hot_bytes=0)
    hot.extend(events)
    cold.extend(events)
    assert cold.size < 0.7 * hot.size < 0.8 * raw


def test_bytes_are_bounded_too() -> None:
    store = LineStore(max_bytes=4_000_000, hot_bytes=1_000_000)
    noise = Random(1)
    for number in range(6):
        store.extend(line(number * 2_000 + at, noise.randbytes(500).hex()) for at in range(2_000))
    assert store.evicted > 0
    assert len(store) + store.evicted == 12_000
    assert store.size <= 4_000_000 + 2_000_000
