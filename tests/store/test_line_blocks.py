"""Blocks of lines end up in a store as their events would, one by one."""

from array import array

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.log_block import LogBlock
from awsobs.domain.logs import Level, LogEvent
from awsobs.store import line_chunk
from awsobs.store.lines import LineStore

TRACE = "1-67400000-0123456789abcdef01234567"
Rows = list[tuple[int, str, Level, bool]]
ROWS: st.SearchStrategy[Rows] = st.lists(
    st.tuples(
        st.integers(0, 9_000),
        st.text(max_size=6) | st.sampled_from(['{"a": 1}', "\ud800", "é" * 40]),
        st.sampled_from(Level),
        st.booleans(),
    ),
    max_size=30,
)


def block_of(rows: Rows, first: int = 0) -> LogBlock:
    return LogBlock(
        group="app.log",
        stream="app.log",
        ingestion_time=10_000 + first,
        prefix="000-",
        numbers=[first + 7 * row for row in range(len(rows))],
        messages=[message for _, message, _, _ in rows],
        timestamps=array("q", [at for at, _, _, _ in rows]),
        levels=bytes(level for _, _, level, _ in rows),
        traces={row: TRACE for row, (*_, is_traced) in enumerate(rows) if is_traced},
    )


def shown(store: LineStore) -> tuple[object, ...]:
    levels = [store.level(number) for number in store.numbers(0, len(store))]
    chunks = [store.chunk(number) for number, _, _ in store.stretches(0, store.next_number)]
    return (
        store.slice(0, len(store)),
        levels,
        store.histogram(0, 10_000, 5),
        store.places,
        [(chunk.has_json, chunk.kinds, len(chunk)) for chunk in chunks],
    )


@given(st.lists(ROWS, max_size=4), st.booleans())
def test_a_block_is_kept_as_its_events_are(parts: list[Rows], in_order: bool) -> None:
    by_block, by_event = LineStore(), LineStore()
    for number, rows in enumerate(parts):
        block = block_of(sorted(rows, key=lambda row: row[0]) if in_order else rows, number)
        by_block.extend(block)
        by_event.extend(list(block))
    assert shown(by_block) == shown(by_event)


def test_a_block_that_is_larger_than_a_chunk_goes_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: Rows = [(row, "x" * (row % 9), Level.INFO, False) for row in range(1_000)]
    for limit, most in (("MAX_LINES", 64), ("MAX_BYTES", 100)):
        with monkeypatch.context() as patch:
            patch.setattr(line_chunk, limit, most)
            by_block, by_event = LineStore(), LineStore()
            by_block.extend(block_of(rows))
            by_event.extend(list(block_of(rows)))
            assert shown(by_block) == shown(by_event)
            assert by_block.next_number >> 20 > 10


def test_events_of_a_block_are_those_of_its_columns() -> None:
    block = block_of([(1, "a", Level.INFO, True), (2, "b", Level.ERROR, False)])
    assert block[-1] == LogEvent(
        timestamp=2,
        ingestion_time=10_000,
        group="app.log",
        stream="app.log",
        message="b",
        event_id="000-000000000007",
        level=Level.ERROR,
    )
    assert block[:1] == [block[0]] == list(block)[:1]
    assert block[0].trace_id == TRACE
