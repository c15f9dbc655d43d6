import json
from datetime import UTC, datetime, timedelta

import pytest

from awsobs.analysis.segments import trace_of
from awsobs.domain.service_graph import Basis, NodeKey, ServiceGraph, Statistics
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.store.traces import TraceStore

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
END = NOON + timedelta(minutes=30)


def is_faulty(number: int) -> bool:
    return number % 10 == 0


def summary(number: int) -> TraceSummary:
    at = NOON + timedelta(seconds=number)
    return TraceSummary(id=f"t{number}", start=at, duration=0.1, has_fault=is_faulty(number))


def trace(number: int) -> Trace:
    start = (NOON + timedelta(seconds=number)).timestamp()
    document = {
        "id": f"s{number}", "name": "web", "start_time": start, "end_time": start + 0.1,
        "fault": is_faulty(number),
    }  # fmt: skip
    return trace_of(f"t{number}", [json.dumps(document)])


@pytest.fixture
def store() -> TraceStore:
    """A thousand traces, of which a hundred failed; none is fetched."""
    one = TraceStore()
    one.add_summaries(summary(number) for number in range(1000))
    return one


def fetch(store: TraceStore, count: int) -> None:
    store.put(trace(int(trace_id[1:])) for trace_id in store.missing(count))


def web(graph: ServiceGraph) -> Statistics:
    (node,) = graph.nodes
    assert node.statistics is not None
    return node.statistics


@pytest.mark.parametrize("count", [20, 150, 700])
def test_a_part_of_the_traces_stands_for_all_though_failed_ones_are_read_first(
    store: TraceStore, count: int
) -> None:
    fetch(store, count)
    read = [int(one.id[1:]) for one in store.traces()]
    assert sum(map(is_faulty, read)) >= min(100, count * 7 // 10)
    graph = store.graph(NOON, END)
    assert (graph.partial, graph.traces, graph.known) == (True, count, 1000)
    figures = web(graph)
    assert figures.count == pytest.approx(1000, abs=2)
    assert figures.share("fault") == pytest.approx(0.1, abs=0.002)
    assert figures.mean == pytest.approx(0.1, abs=0.001)
    assert figures.ok + figures.fault == figures.count


def test_once_all_are_read_nothing_is_estimated(store: TraceStore) -> None:
    fetch(store, 1000)
    graph = store.graph(NOON, END)
    assert (graph.partial, graph.traces, graph.known) == (False, 1000, 1000)
    assert (web(graph).count, web(graph).fault) == (1000, 100)


def test_the_last_minutes_are_estimated_by_themselves(store: TraceStore) -> None:
    fetch(store, 300)
    graph = store.graph(NOON, END, since=NOON + timedelta(seconds=500))
    assert web(graph).count == pytest.approx(500, abs=2)
    assert web(graph).share("fault") == pytest.approx(0.1, abs=0.002)


def test_without_any_trace_there_is_the_map_of_summaries(store: TraceStore) -> None:
    graph = store.graph(NOON, END)
    assert (graph.basis, graph.partial, graph.known) == (Basis.ROOT_CAUSES, True, 1000)


def test_no_more_traces_are_wanted_than_may_be_read(store: TraceStore) -> None:
    store.most = 50
    fetch(store, 30)
    assert len(store.missing(100)) == 20
    fetch(store, 20)
    assert store.missing(100) == ()


def test_a_trace_without_a_summary_counts_as_itself(store: TraceStore) -> None:
    fetch(store, 100)
    store.put([trace(1001)])
    assert web(store.graph(NOON, END)).count == pytest.approx(1001, abs=2)


def test_the_trace_that_a_consumer_names_is_wanted_too() -> None:
    producer = "1-67400000-00000000000000000000000a"
    link = {"trace_id": producer, "id": "91b1", "attributes": {"ReferenceType": "parent"}}
    consumer = {"id": "1", "name": "shipper", "start_time": 1, "end_time": 2, "links": [link]}
    call = {"id": "91b1", "name": "SQS", "namespace": "aws", "start_time": 0, "end_time": 0.1,
            "aws": {"queue_url": "https://sqs.x/1/ship"}}  # fmt: skip
    sender = {"id": "2", "name": "orders", "start_time": 0, "end_time": 1, "subsegments": [call]}
    store = TraceStore()
    store.put([trace_of("1-67400001-b", [json.dumps(consumer)])])
    assert store.missing(10) == (producer,)
    store.put([trace_of(producer, [json.dumps(sender)])])
    assert store.missing(10) == ()
    at = datetime.fromtimestamp(0, UTC)
    graph = store.graph(at, at + timedelta(minutes=1))
    assert [(e.source.name, e.target.name, e.kind) for e in graph.edges] == [
        ("orders", "ship", "sync"),
        ("ship", "shipper", "link"),
    ]


@pytest.mark.parametrize("count", [150, 1000])
def test_a_trend_is_estimated_as_the_graph_is(store: TraceStore, count: int) -> None:
    fetch(store, count)
    (node,) = store.graph(NOON, END).nodes
    trend = store.trend(node.key, NOON, END, 18)
    assert [bool(one.count) for one in trend] == [True] * 10 + [False] * 8  # ended after 1000 s
    figures = web(store.graph(NOON, END))
    assert sum(one.fault for one in trend) == pytest.approx(figures.fault, rel=0.05)
    assert sum(one.count for one in trend) == pytest.approx(figures.count, rel=0.05)
    assert not any(one.count for one in store.trend(NodeKey("", "other", ""), NOON, END, 18))
