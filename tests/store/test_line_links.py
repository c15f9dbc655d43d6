"""Lines that belong to a trace or to a request, and lines like one of them."""

from dataclasses import replace

import pytest

from awsobs.domain.logs import LogEvent
from awsobs.store.line_links import lines_of_trace, trace_of_request, traced_alike
from awsobs.store.lines import LineStore

REQUEST = "7b1e90c4-1a2b-3c4d-5e6f-0123456789ab"
START = 1_000_000


def line(second: float, message: str, trace_id: str = "") -> LogEvent:
    at = int((START + second) * 1000)
    return LogEvent(
        timestamp=at,
        ingestion_time=at,
        group="/aws/lambda/payments",
        stream="a",
        message=message,
        event_id=f"{at} {message}",
        trace_id=trace_id,
    )


@pytest.fixture
def store() -> LineStore:
    store = LineStore()
    store.extend(line(n, f"timeout after {n} ms", f"trace-{n % 5}") for n in range(400))
    return store


def test_the_lines_of_a_trace_are_those_around_its_time(store: LineStore) -> None:
    found = lines_of_trace(store, "trace-3", START + 100, START + 102, 200)
    assert {event.trace_id for event in found} == {"trace-3"}
    times = [event.timestamp / 1000 - START for event in found]
    assert times == [float(n) for n in range(43, 163, 5)]
    assert len(lines_of_trace(store, "trace-3", START + 100, START + 102, 4)) == 4
    assert lines_of_trace(store, "none", START, START + 400, 9) == []


def test_a_request_leads_to_the_trace_of_another_of_its_lines(store: LineStore) -> None:
    mute = line(200, f"{REQUEST} ERROR no answer")
    store.extend([mute, line(210, f"REPORT RequestId: {REQUEST}", "trace-x")])
    assert trace_of_request(store, mute) == "trace-x"
    assert trace_of_request(store, line(3, "no id at all")) == ""
    assert trace_of_request(store, replace(mute, message=REQUEST.replace("7", "8"))) == ""


def test_the_nearest_lines_of_the_same_pattern_come_first_one_of_each_trace(
    store: LineStore,
) -> None:
    store.extend([line(200.5, "charge accepted", "trace-3")])
    own = store.event(200)
    found = traced_alike(store, own, {"trace-1", "trace-3"}, 9)
    assert [event.message for event in found] == ["timeout after 198 ms", "timeout after 201 ms"]
    assert len(traced_alike(store, own, {"trace-1", "trace-3"}, 1)) == 1
