"""Whatever comes in, the rows between and around the panes are exactly as wide as asked."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st

from awsobs.domain.window import live_window
from awsobs.present.ascii import ascii_row
from awsobs.present.footer import footer_row
from awsobs.present.header import header_row
from awsobs.present.layout import PANES, bar_cells, cockpit
from awsobs.present.rows import Row, text_of, width_of
from awsobs.present.time_bar import time_bar_rows
from awsobs.present.view import Header

NOW = datetime(2026, 3, 3, 7, 45, 2, tzinfo=UTC)
words = st.text(alphabet="ab c-/:表日é{}\"'%", max_size=40)
moments = st.timedeltas(timedelta(seconds=-5), timedelta(days=40)).map(lambda d: NOW - d)
widths = st.integers(20, 220)


def all_fit(rows: Iterable[Row], width: int) -> bool:
    return all(width_of(row) == width for row in rows)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 500), max_size=220),
    st.none() | moments,
    st.none() | moments,
    st.none() | moments,
    widths,
    st.sampled_from([1, 2]),
    st.sampled_from([5, 30, 1440]),
)
def test_the_time_bar_fills_its_rows(
    errors: Sequence[int],
    onset: datetime | None,
    change_at: datetime | None,
    cursor: datetime | None,
    width: int,
    height: int,
    minutes: int,
) -> None:
    _, cells = bar_cells(width, height)
    rows = time_bar_rows(
        window=live_window(NOW, timedelta(minutes=minutes)),
        now=NOW,
        errors=errors[:cells],
        width=width,
        height=height,
        onset=onset,
        change_at=change_at,
        cursor=cursor,
        known_until=cursor,
    )
    assert len(rows) == height
    assert all_fit(rows, width)


@given(
    st.lists(words, min_size=1, max_size=4),
    st.lists(st.tuples(words, words), max_size=9),
    st.integers(1, 220),
)
def test_the_footer_fills_its_row(
    crumbs: Sequence[str], pairs: Sequence[tuple[str, str]], width: int
) -> None:
    assert width_of(footer_row(crumbs, pairs, width)) == width


@given(words, words, words, st.integers(1, 220), st.booleans(), st.integers(0, 220))
def test_a_header_fills_its_row(
    title: str, scope: str, facts: str, width: int, focused: bool, joint: int
) -> None:
    header = Header(
        number="3", title=title, scope=((scope, "muted"),), facts=((facts, "fault"), (facts, ""))
    )
    row = header_row(header, width, focused=focused, joints={joint: "┴"})
    assert width_of(row) == width


@given(st.text(max_size=60))
def test_ascii_takes_the_same_cells(text: str) -> None:
    from awsobs.domain.safe_text import safe_text

    row: Row = ((safe_text(text), "text"), ("✖ ▁▂▇ ┌┴┐ ‖…−", "fault"))
    plain = ascii_row(row)
    assert text_of(plain).isascii()
    assert width_of(plain) == width_of(row)


@settings(deadline=None)
@given(st.integers(1, 300), st.integers(1, 90), st.sampled_from([None, *PANES]))
def test_places_lie_on_the_screen_and_apart(width: int, height: int, zoomed: str | None) -> None:
    plan = cockpit(width, height, zoomed=zoomed)
    fixed = [plan.status, plan.headline, plan.time_bar, plan.footer]
    regions = [
        *fixed,
        *plan.panes.values(),
        *plan.separators,
        *([plan.strip] if plan.strip else []),
    ]
    taken: set[tuple[int, int]] = set()
    for region in regions:
        cells = {
            (x, y)
            for y in range(region.y, region.y + region.height)
            for x in range(region.x, region.x + region.width)
        }
        assert not cells & taken
        taken |= cells
    assert all(0 <= x < width and 0 <= y < height for x, y in taken)
    assert plan.kind == "tiny" or len(taken) == width * height
