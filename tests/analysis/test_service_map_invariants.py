"""What holds of the graph of any trace, however it is sent, and of traces that were recorded."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.graphs.from_summaries import summary_graph
from awsobs.analysis.segments import trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.domain.clock import FrozenClock
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.traces import Trace
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.services.xray import put_documents
from awsobs.sources.trace_rows import summary_of

EPOCH = 1732246528.0
TRACE = "1-67400000-0123456789abcdef01234567"
ANOTHER = "1-67400000-00000000000000000000000a"
Document = dict[str, Any]


def trace(*documents: Document, trace_id: str = TRACE) -> Trace:
    return trace_of(trace_id, [json.dumps(d | {"trace_id": trace_id}) for d in documents])


def graph_of(*traces: Trace) -> ServiceGraph:
    services = ServiceMap()
    for each in traces:
        services.put(each)
    return services.graph(0, 1e12)


def arrows(graph: ServiceGraph) -> set[tuple[str, str]]:
    return {(edge.source.name, edge.target.name) for edge in graph.edges}


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """One trace of services that call each other in a tree, every call answered."""
    size = draw(st.integers(1, 7))
    kinds = st.sampled_from(["a", "b", "c", "d"])
    found: list[Document] = []
    for index in range(size):
        start = EPOCH + draw(st.integers(0, 50)) / 100
        document: Document = {
            "id": f"s{index}", "name": draw(kinds), "start_time": start,
            "end_time": start + draw(st.integers(0, 100)) / 100,
            draw(st.sampled_from(["fault", "error", "ok"])): True, "subsegments": [],
        }  # fmt: skip
        if index == 0:
            document["http"] = {"request": {"url": "https://x/"}}
        else:
            caller = found[draw(st.integers(0, index - 1))]
            call: Document = {
                "id": f"c{index}", "name": document["name"], "namespace": "remote",
                "start_time": start, "end_time": start + draw(st.integers(0, 100)) / 100,
                draw(st.sampled_from(["fault", "error", "throttle", "ok"])): True,
            }  # fmt: skip
            document["parent_id"] = call["id"]
            if draw(st.booleans()):
                call = {"id": f"l{index}", "name": "local work", "start_time": start,
                        "end_time": start + 1, "subsegments": [call]}  # fmt: skip
            caller["subsegments"].append(call)
        if draw(st.booleans()):
            document["subsegments"].append(
                {"id": f"d{index}", "name": "DynamoDB", "namespace": "aws", "start_time": start,
                 "end_time": start + 0.01, "aws": {"table_name": draw(kinds)}}
            )  # fmt: skip
        found.append(document)
    return found


@given(documents())
def test_i1_every_request_of_a_node_came_over_an_edge(found: list[Document]) -> None:
    graph = graph_of(trace(*found))
    for each in graph.nodes:
        if not each.inferred and each.statistics is not None:
            calls = [e.statistics.count for e in graph.edges if e.target == each.key]
            assert sum(calls) == each.statistics.count


@given(documents())
def test_i2_and_i5_classes_add_up_and_every_edge_has_its_ends(found: list[Document]) -> None:
    graph = graph_of(trace(*found))
    keys = {each.key for each in graph.nodes}
    assert "local work" not in {key.name for key in keys}
    assert all({each.source, each.target} <= keys for each in graph.edges)
    sums = [e.statistics for e in graph.edges] + [n.statistics for n in graph.nodes if n.statistics]
    assert all(s.ok + s.error + s.throttle + s.fault == s.count for s in sums)


def in_pieces(found: Sequence[Document], random: Random) -> list[Document]:
    """The same trace with some subsegments sent on their own, twins in progress, shuffled."""
    pieces: list[Document] = []
    for document in found:
        kept: list[Document] = []
        for part in document["subsegments"]:
            if random.random() < 0.5:
                kept.append(part)
                continue
            pieces.append(part | {"type": "subsegment", "parent_id": document["id"]})
        whole: Document = document | {"subsegments": kept}
        pieces.append(whole)
        if random.random() < 0.5:
            begun: Document = {k: v for k, v in whole.items() if k != "end_time"}
            pieces.append(begun | {"in_progress": True, "subsegments": []})
    random.shuffle(pieces)
    return pieces


@given(documents(), st.randoms(use_true_random=False))
def test_i3_order_splitting_and_twins_do_not_change_the_graph(
    found: list[Document], random: Random
) -> None:
    assert graph_of(trace(*in_pieces(found, random))) == graph_of(trace(*found))


@given(documents(), documents())
def test_i4_fed_again_a_trace_counts_once(found: list[Document], other: list[Document]) -> None:
    services = ServiceMap()
    for each in (found, other, found):
        services.put(trace(*each))
        services.put(trace(*other, trace_id=ANOTHER))
        services.graph(0, 1e12)
    assert services.graph(0, 1e12) == graph_of(trace(*found), trace(*other, trace_id=ANOTHER))


def with_long_ids(document: Document) -> Document:
    """The document with ids of 16 hexadecimal digits, which alone X-Ray takes."""
    told: Document = {
        key: f"{int.from_bytes(value.encode()):016x}" if key in ("id", "parent_id") else value
        for key, value in document.items()
    }
    return told | {"subsegments": [with_long_ids(part) for part in told.get("subsegments", [])]}


@given(documents())
def test_i7_chains_of_root_causes_are_edges_of_the_whole_graph(found: list[Document]) -> None:
    cloud = Cloud(FrozenClock(datetime.fromtimestamp(EPOCH + 60, UTC)))
    whole = [with_long_ids(document) | {"trace_id": TRACE} for document in found]
    texts = [json.dumps(document) for document in whole]
    assert put_documents(cloud, texts) == []
    start = datetime.fromtimestamp(EPOCH - 60, UTC)
    window = {"StartTime": start, "EndTime": cloud.clock.now()}
    call = Call(service="xray", operation="GetTraceSummaries", parameters=window)
    reply: Any = cloud.answer(call)
    (row,) = reply["TraceSummaries"]
    exact = arrows(graph_of(trace_of(TRACE, texts)))
    partial = arrows(summary_graph([summary_of(row)], 1))
    assert partial <= exact
    assert partial


def test_real_traces_of_a_social_network_make_its_graph(shared: Path) -> None:
    path = shared / "data/xray/deathstarbench_socialnetwork.xray_segments.jsonl.gz"
    by_trace: dict[str, list[str]] = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        by_trace.setdefault(json.loads(line)["trace_id"], []).append(line)
    graph = graph_of(*(trace_of(i, lines) for i, lines in by_trace.items()))
    assert graph.traces == 20
    services = {n.key.name for n in graph.nodes if not n.inferred}
    assert "compose-post-service" in services
    assert len(services) == pytest.approx(12, abs=1)


def test_a_segment_that_x_ray_inferred_is_named_after_its_resource(shared: Path) -> None:
    lines = (shared / "data/xray/awscli_example_segments.jsonl").read_text().splitlines()
    by_trace: dict[str, list[str]] = {}
    for line in lines:
        by_trace.setdefault(json.loads(line)["trace_id"], []).append(line)
    graph = graph_of(*(trace_of(i, documents) for i, documents in by_trace.items()))
    assert {n.key.name for n in graph.nodes if n.key.type == "AWS::DynamoDB::Table"} == {
        "scorekeep-user",
        "scorekeep-session-xray",
    }
    assert ("Scorekeep", "scorekeep-user") in arrows(graph)
