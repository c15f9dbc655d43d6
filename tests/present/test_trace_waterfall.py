"""A trace as rows: tree, bars over one axis, and the detail of a span."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.segments import trace_of
from awsobs.analysis.waterfall import Waterfall, waterfall_of
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.traces import Trace
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import Row, text_of, width_of
from awsobs.present.trace_detail import detail_rows
from awsobs.present.trace_view import detail_height, missing_rows, shown_spans
from awsobs.present.trace_waterfall import heads_row, span_row
from awsobs.present.trace_words import facts_row, missing_words, short_trace_id, summary_row

Document = dict[str, object]

CAUSE = {
    "exceptions": [
        {
            "id": "e1",
            "type": "TimeoutError",
            "message": "the bank did not answer within two seconds, and nobody tried again",
            "stack": [{"path": f"f{n}.py", "line": n, "label": "call"} for n in range(9)],
        }
    ]
}
CHARGE: tuple[Document, ...] = (
    {
        "id": "s1",
        "name": "checkout",
        "origin": "AWS::Lambda::Function",
        "start_time": 10.0,
        "end_time": 12.0,
        "fault": True,
        "http": {
            "request": {"method": "POST", "url": "https://shop.example/checkout?a=1"},
            "response": {"status": 502},
        },
        "annotations": {"order": 8812},
        "subsegments": [
            {"id": "q", "name": "cache", "start_time": 10.0, "end_time": 10.5},
            {
                "id": "b",
                "name": "bank",
                "namespace": "remote",
                "start_time": 10.5,
                "end_time": 11.9,
                "fault": True,
                "cause": CAUSE,
            },
        ],
    },
)


def trace(*documents: Document) -> Trace:
    return trace_of("1-67412f0c-0123456789abcdef0123a1f3", [json.dumps(d) for d in documents])


def rows_at(fall: Waterfall, width: int) -> list[str]:
    return [text_of(span_row(span, fall, width)) for span in fall.spans]


def bar_of(row: str) -> str:
    return row[54:].strip()


def test_the_one_heavy_line_is_where_the_time_is_spent() -> None:
    fall = waterfall_of(trace(*CHARGE))
    checkout, cache, bank = rows_at(fall, 120)
    assert "━" not in bar_of(checkout)[:-4]
    assert set(bar_of(cache)) == {"━"}
    assert set(bar_of(bank)) == {"━", "✖"}
    assert bank.index("━") == 54 + 65 // 4
    assert checkout.split()[:6] == ["✖", "checkout", "Lambda", "502", "2,000", "100"]
    assert bank.split()[:6] == ["└", "✖", "bank", "remote", "timeout", "1,400"]


def test_the_axis_has_round_numbers() -> None:
    fall = waterfall_of(trace(*CHARGE))
    assert text_of(heads_row(fall, 120)).split() == (
        ["span", "ms", "self", "0", "ms", "500", "1,000", "1,500", "2,000"]
    )


@pytest.mark.parametrize("width", [30, 50, 60, 80, 100, 120, 200])
def test_every_row_is_as_wide_as_it_has_to_be(width: int) -> None:
    whole = trace(*CHARGE)
    fall = waterfall_of(whole)
    rows: list[Row] = [heads_row(fall, width), summary_row(fall, width)]
    rows += [span_row(span, fall, width, folded=3) for span in fall.spans]
    rows += [row for span in fall.spans for row in detail_rows(span, fall, [], width, 12)]
    assert {width_of(row) for row in rows} == {width}
    assert all(text_of(ascii_row(row)).isascii() for row in rows)


def test_the_summary_names_the_critical_path_as_far_as_there_is_room() -> None:
    fall = waterfall_of(trace(*CHARGE))
    told = "POST /checkout  ✖ 502  2.0 s   critical path checkout → bank  1.4 s, 70 %"
    assert text_of(summary_row(fall, 120)).strip() == told
    assert text_of(summary_row(fall, 60)).strip().endswith("bank  1.4 s, 70 %")


def test_what_is_missing_is_told() -> None:
    whole = trace(
        {"id": "a", "name": "web", "start_time": 1.0, "in_progress": True},
        {"id": "b", "name": "mail", "start_time": 1.0, "end_time": 2.0, "parent_id": "gone"},
    )
    broken = trace_of("1-x", ["{", *[json.dumps(dict(one.document)) for one in whole.segments]])
    fall = waterfall_of(broken)
    assert missing_words(broken, fall) == "1 not ended  1 without parent  1 unreadable"
    assert text_of(facts_row(whole, waterfall_of(whole))).startswith("2 services   2 spans   1 not")
    running, lost = rows_at(fall, 120)
    assert running.split()[:2] == ["●", "web"]
    assert "running" in running
    assert bar_of(running).endswith("▸")
    assert lost.split()[:3] == ["✔", "?", "mail"]
    assert missing_words(trace(*CHARGE), waterfall_of(trace(*CHARGE))) == ""


def test_the_detail_has_the_exception_its_stack_and_the_lines() -> None:
    fall = waterfall_of(trace(*CHARGE))
    line = LogEvent(
        timestamp=10_500,
        ingestion_time=10_600,
        group="/aws/lambda/bank",
        stream="a",
        message="ERROR no answer",
        level=Level.ERROR,
    )
    shown = "\n".join(map(text_of, detail_rows(fall.spans[2], fall, [line], 120, 16)))
    assert "✖ TimeoutError  the bank did not answer" in shown
    assert "f0.py:0" in shown
    assert "5 frames folded" in shown
    assert "00:00:10.500 ERR bank no answer" in shown
    assert "8812" in shown  # annotated on the segment around it
    compact = [text_of(row) for row in detail_rows(fall.spans[0], fall, None, 80, 6)]
    assert any(row.strip().startswith("http  method=POST") for row in compact)
    assert len(compact) == 6
    assert detail_rows(fall.spans[0], fall, None, 80, 0) == ()


def test_a_folded_span_counts_what_is_below_it() -> None:
    fall = waterfall_of(trace(*CHARGE))
    assert [(span.part.id, below) for span, below in shown_spans(fall, {"s1"})] == [("s1", 2)]
    assert [span.part.id for span, _ in shown_spans(fall, ())] == ["s1", "q", "b"]
    other: Document = {"id": "x", "name": "x", "start_time": 10.0, "end_time": 10.1}
    both = waterfall_of(trace(*CHARGE, other))
    only = shown_spans(both, (), critical_only=True)
    assert [span.part.id for span, _ in only] == ["s1", "q", "b"]


@pytest.mark.parametrize(("height", "spans", "detail"), [(8, 90, 0), (18, 90, 6), (34, 90, 16)])
def test_the_detail_yields_to_spans_and_takes_what_they_leave(
    height: int, spans: int, detail: int
) -> None:
    assert detail_height(height, spans) == detail
    assert detail_height(34, 3) == 28


def test_a_trace_that_is_not_there_is_told_once_it_is_known() -> None:
    assert missing_rows("1-67", "", 80, alike=0) == ()
    rows = missing_rows("1-67", "not sampled", 80, alike=2)
    assert [text_of(row).strip() for row in rows[:2]] == ["no trace 1-67", "not sampled"]
    assert "lines like this one" in text_of(rows[-1])
    assert short_trace_id("1-67412f0c-0123456789abcdef0123a1f3") == "1-67412f0c-…a1f3"


_times = st.floats(0, 1e9)


@given(st.lists(st.tuples(_times, _times), min_size=1, max_size=6), st.integers(1, 200))
def test_any_times_at_any_width_draw_whole_rows(
    times: Sequence[tuple[float, float]], width: int
) -> None:
    parts = [
        {"id": str(n), "name": "s\u202e漢字", "start_time": a, "end_time": b}
        for n, (a, b) in enumerate(times)
    ]
    fall = waterfall_of(trace({"id": "r", "name": "r", "start_time": 0.0, "subsegments": parts}))
    for span in fall.spans:
        assert width_of(span_row(span, fall, width)) == width
        assert {width_of(row) for row in detail_rows(span, fall, [], width, 5)} == {width}
    assert width_of(heads_row(fall, width)) == width_of(summary_row(fall, width)) == width
