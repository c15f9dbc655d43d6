from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from awsobs.domain.traces import TraceSummary
from awsobs.present.rows import text_of
from awsobs.present.traces import trace_row, worst_first

NOW = datetime(2026, 11, 25, 7, 45, tzinfo=UTC)


def summary(trace_id: str = "1-67400000-aaaaaaaaaaaaaaaaaaaaaaaa", **given: Any) -> TraceSummary:
    return TraceSummary(id=trace_id, start=NOW - timedelta(minutes=5), **given)


def test_what_failed_comes_first_and_of_that_the_slowest() -> None:
    slow_fault = summary("slow fault", has_fault=True, duration=3.0)
    fault = summary("fault", has_fault=True, has_error=True, duration=1.0)
    throttle = summary("throttle", has_throttle=True, has_error=True)
    error = summary("error", has_error=True)
    fine = summary("fine", duration=9.0)
    given = [fine, error, fault, throttle, slow_fault]
    assert worst_first(given) == [slow_fault, fault, throttle, error, fine]


def test_a_row_says_when_how_and_how_long() -> None:
    one = summary(
        has_fault=True, duration=3.4, status=502, entry="gateway", url="https://shop/checkout"
    )
    assert text_of(trace_row(one, 80, NOW)).split() == [
        *("07:40:00", "✖", "FAULT", "3.4", "s", "502", "gateway", "https://shop/checkout"),
    ]


def test_the_id_stands_where_there_is_room_or_no_url() -> None:
    with_url = summary(url="https://shop/checkout/" + "x" * 200)
    assert with_url.id in text_of(trace_row(with_url, 120, NOW))
    assert with_url.id not in text_of(trace_row(with_url, 80, NOW))
    assert summary().id[:20] in text_of(trace_row(summary(), 80, NOW))
    assert "–" in text_of(trace_row(summary(), 80, NOW))


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_row_is_as_wide_as_asked(width: int) -> None:
    for one in (summary(), summary(url="https://日本/" * 30, entry="入口" * 20, duration=1e9)):
        assert cell_len(text_of(trace_row(one, width, NOW))) == width
