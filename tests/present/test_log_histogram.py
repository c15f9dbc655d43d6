import pytest
from hypothesis import given, strategies as st

from awsobs.present.log_histogram import HEIGHT, buckets_for, histogram_rows
from awsobs.present.rows import text_of, width_of

WIDTH = 60


def rows_of(errors: list[int], others: list[int], cursor: float | None = None) -> list[str]:
    rows = histogram_rows(errors, others, WIDTH, span=1800, cursor=cursor)
    return [text_of(row) for row in rows]


def filled(**at: int) -> list[int]:
    counts = [0] * buckets_for(WIDTH)
    for name, value in at.items():
        counts[int(name[1:])] = value
    return counts


def test_the_largest_part_fills_all_rows_and_half_of_it_half_of_them() -> None:
    rows = rows_of(filled(), filled(_0=80, _1=40))
    assert [row[24:26] for row in rows] == ["█ ", "█▄", "██"]
    assert "80" in rows[0][24 + buckets_for(WIDTH) :]
    assert rows[0].startswith(" in window, per 1 min ")
    assert rows[2].startswith(" █ other 120 ")


def test_errors_stand_at_the_bottom_in_their_colour() -> None:
    rows = histogram_rows(filled(_0=40), filled(_0=40), WIDTH, span=60)
    styles = [dict(row) for row in rows]
    assert styles[2]["█"] == "fault"
    assert styles[1]["▄"] == "fault on rule"
    assert styles[0]["█"] == "rule"
    assert text_of(rows[1]).startswith(" █ ERR 40 ")


def test_a_single_error_among_very_many_is_seen() -> None:
    rows = histogram_rows(filled(_3=1), filled(_0=1_000_000), WIDTH, span=60)
    assert ("▁", "fault") in rows[2]


def test_the_cursor_is_seen_where_nothing_is_and_where_something_is() -> None:
    assert rows_of(filled(), filled(_0=8), cursor=0.5)[0].count("│") == 1
    assert rows_of(filled(), filled(_0=8), cursor=1.0)[2][23 + buckets_for(WIDTH)] == "│"
    (first, *_) = histogram_rows(filled(), filled(_0=8), WIDTH, span=60, cursor=0.0)
    assert ("█", "accent") in first


@pytest.mark.parametrize("width", [32, 60, 120, 200])
@given(data=st.data())
def test_every_row_has_the_width_whatever_was_counted(width: int, data: st.DataObject) -> None:
    size = buckets_for(width)
    counts = st.lists(st.integers(0, 10**9), min_size=size, max_size=size)
    errors, others = data.draw(counts), data.draw(counts)
    cursor = data.draw(st.none() | st.floats(0, 1))
    rows = histogram_rows(errors, others, width, span=1800, cursor=cursor)
    assert [width_of(row) for row in rows] == [width] * HEIGHT


def test_with_a_filter_the_legend_says_that_what_is_shown_is_counted() -> None:
    counts = filled(), filled(_0=8)
    (first, *_) = histogram_rows(*counts, WIDTH, span=60 * 60 * 24, filtered=True)
    assert text_of(first).startswith(" shown, per 50 min ")
    (first, *_) = histogram_rows(*counts, WIDTH, span=86_400 * 7)
    assert text_of(first).startswith(" in window, per 5.8 h ")
