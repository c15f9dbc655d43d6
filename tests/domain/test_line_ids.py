"""Ids in log lines that lead elsewhere."""

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.line_ids import MOST, request_ids_in, trace_id_in, xray_form

TRACE = "1-67412f0c-0123456789abcdef01234567"
W3C = "67412f0c0123456789abcdef01234567"
REQUEST = "7b1e90c4-1a2b-3c4d-5e6f-0123456789ab"


@pytest.mark.parametrize(
    "line",
    [
        f"REPORT RequestId: 8b1f XRAY TraceId: {TRACE} SegmentId: 1",
        f"X-Amzn-Trace-Id: Root={TRACE};Parent=53995c3f42cd8ad8;Sampled=1",
        f'{{"xray_trace_id":"{TRACE}"}}',
        f'{{"trace_id":"{W3C}"}}',
        f'{{"traceId": "{W3C.upper()}"}}',
        f"level=info traceid={W3C}",
        f"traceparent: 00-{W3C}-53995c3f42cd8ad8-01",
        f'{{"traceparent":"00-{W3C}-53995c3f42cd8ad8-01"}}',
    ],
)
def test_a_trace_id_is_found_in_every_form(line: str) -> None:
    assert trace_id_in(line) == TRACE


@pytest.mark.parametrize("line", ["order 1-2", "trace_id=abc", f"{TRACE}0", "a trace of it"])
def test_what_only_looks_like_a_trace_id_is_none(line: str) -> None:
    assert trace_id_in(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        f"REPORT RequestId: {REQUEST}\tDuration: 12.3 ms",
        f"2026-03-01T07:45:02.000Z {REQUEST} ERROR timeout",
        f'{{"awsRequestId":"{REQUEST}"}}',
        f'{{"requestId": "{REQUEST}"}}',
        f"x-amzn-RequestId: {REQUEST}",
        f"request_id={REQUEST} done",
    ],
)
def test_a_request_id_is_found_where_it_is_named_and_where_it_is_a_uuid(line: str) -> None:
    assert request_ids_in(line) == (REQUEST,)


@pytest.mark.parametrize("line", ["requestId: none", "required=abcdefgh", f"{REQUEST}0", "req 12"])
def test_what_is_too_short_or_something_else_is_no_request(line: str) -> None:
    assert request_ids_in(line) == ()


def test_a_trace_id_that_is_typed_is_taken_in_either_form() -> None:
    assert xray_form(f" {W3C.upper()} ") == TRACE
    assert xray_form(f"Root={TRACE};Sampled=1") == TRACE
    assert xray_form("1-67") == ""


@given(st.text(max_size=400))
def test_any_line_has_some_ids_or_none(line: str) -> None:
    assert all(identity in line for identity in request_ids_in(line))
    assert len(request_ids_in(line * 20)) <= MOST
    trace_id_in(line)
