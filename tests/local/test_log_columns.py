from hypothesis import given, strategies as st

from awsobs.local.services.log_columns import LogColumns

Puts = list[tuple[list[int], int]]


@given(st.lists(st.tuples(st.lists(st.integers(0, 40), max_size=6), st.integers(0, 5)), max_size=8))
def test_history_that_comes_late_stands_where_it_belongs(puts: Puts) -> None:
    columns, number = LogColumns(), 1
    expected: list[tuple[int, int, int]] = []
    for times, ingested in puts:
        columns.put([(at, f"{number + i}") for i, at in enumerate(times)], 7, ingested, number)
        expected += [(at, ingested, number + i) for i, at in enumerate(times)]
        number += len(times)
    held = [columns.record(position) for position in range(len(columns))]
    assert [tuple(record.mark) for record in held] == sorted(expected)
    assert [record.message for record in held] == [str(mark[2]) for mark in sorted(expected)]
