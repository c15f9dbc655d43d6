"""Two roads to one graph: the console's from whole traces, and local AWS's own."""

import gzip
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.analysis.graphs.compare import disagreements
from awsobs.analysis.segments import trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.domain.clock import FrozenClock
from awsobs.domain.service_graph import ServiceGraph, Statistics
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.services.xray import put_documents
from awsobs.scenarios.catalogue import named
from awsobs.sources.service_rows import reported_graph

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
EPOCH = NOW.timestamp() - 600
FEW = st.integers(0, 3)
Document = dict[str, Any]


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="xray", operation=operation, parameters=parameters))


def both(texts: Sequence[str]) -> tuple[ServiceGraph, ServiceGraph]:
    """The graph that the console makes of the traces local AWS gives, and the one it reports."""
    cloud = Cloud(FrozenClock(NOW), quotas=False)
    assert put_documents(cloud, list(texts)) == []
    window = {"StartTime": NOW - timedelta(hours=6), "EndTime": NOW}
    return made(cloud), reported(cloud, window)


def made(cloud: Cloud) -> ServiceGraph:
    services = ServiceMap()
    for trace in cloud.xray.newest_first():
        (row,) = ask(cloud, "BatchGetTraces", TraceIds=[trace.id])["Traces"]
        services.put(trace_of(trace.id, [part["Document"] for part in row["Segments"]]))
    return services.graph(0, 1e12)


def reported(cloud: Cloud, window: dict[str, Any]) -> ServiceGraph:
    rows: list[Any] = []
    token: dict[str, str] = {}
    while True:
        page = ask(cloud, "GetServiceGraph", **window, **token)
        rows += page["Services"]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    graph, useless = reported_graph(rows, 1.0)
    assert useless == 0
    return graph


def classes(told: Statistics | None) -> tuple[int, ...]:
    return (told.ok, told.error, told.throttle, told.fault) if told else (0, 0, 0, 0)


def figures(graph: ServiceGraph) -> dict[Any, Any]:
    """Everything that both graphs tell; the console counts whole microseconds."""
    nodes: Iterable[Any] = ((n.key._replace(account=""), n.statistics) for n in graph.nodes)
    edges: Iterable[Any] = (
        ((e.source._replace(account=""), e.target._replace(account=""), e.kind), e.statistics)
        for e in graph.edges
    )
    return {
        place: (classes(told), pytest.approx(told.total_time if told else 0.0, abs=1e-3))
        for place, told in (*nodes, *edges)
    }


def roots(graph: ServiceGraph) -> set[str]:
    return {node.key.name for node in graph.nodes if node.root}


def agree(texts: Sequence[str]) -> ServiceGraph:
    ours, theirs = both(texts)
    assert disagreements(ours, theirs) == ()
    assert figures(ours) == figures(theirs)
    assert {n.key.name for n in ours.nodes if n.root} == {
        n.key.name for n in theirs.nodes if n.root
    }
    return theirs


def test_the_demos_map_equals_local_awss_service_graph() -> None:
    begin = NOW - timedelta(minutes=10)
    story = named("checkout", seed=7, start=begin)
    first = begin.timestamp()
    sent = story.happenings(first - 30, first + 150).segments
    graph = agree([each.document for each in sent])
    assert graph.traces > 80
    faults = {n.key.name: n.statistics.fault for n in graph.nodes if n.statistics}
    assert faults["payments"] > 10


@st.composite
def trees(draw: st.DrawFn) -> list[str]:
    """Traces of services that call each other, some calls unanswered, promised, or of queues."""
    found: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        documents: list[Document] = []
        for index in range(draw(st.integers(1, 5))):
            documents.append(draw(segments(number, index, tuple(documents))))
        found += [json.dumps(document) for document in draw(st.permutations(documents))]
    return found


@st.composite
def segments(draw: st.DrawFn, trace: int, index: int, before: tuple[Document, ...]) -> Document:
    start = EPOCH + draw(st.integers(0, 50)) / 100
    document: Document = timed(draw, start) | {
        "id": f"{index:016x}",
        "trace_id": f"1-67400000-{trace:024x}",
        "name": draw(st.sampled_from("abc")),
        "subsegments": [
            draw(calls(index * 100 + n, start)) for n in range(draw(st.integers(0, 3)))
        ],
    }
    if draw(st.booleans()):
        document["origin"] = draw(st.sampled_from(["AWS::Lambda::Function", "AWS::EC2::Instance"]))
    if draw(st.booleans()):
        document["http"] = {"request": {"url": "https://x/"}}
    if before and draw(st.booleans()):
        parents = [parent["id"] for parent in before]
        parents += [call["id"] for parent in before for call in parent["subsegments"]]
        document["parent_id"] = draw(st.sampled_from([*parents, "f" * 16]))
    return document


@st.composite
def calls(draw: st.DrawFn, number: int, start: float) -> Document:
    call = timed(draw, start) | {"id": f"{number + 2**32:016x}", "namespace": "remote"}
    kind = draw(st.sampled_from(["remote", "promised", "SQS", "DynamoDB", "local"]))
    if kind == "local":
        return call | {"name": "## work", "namespace": ""}
    if kind == "SQS":
        queue = f"https://sqs.us-east-1.amazonaws.com/1/{draw(st.sampled_from('pq'))}"
        return call | {"name": "SQS", "namespace": "aws", "aws": {"queue_url": queue}}
    if kind == "DynamoDB":
        return call | {"name": "DynamoDB", "namespace": "aws", "aws": {"table_name": "t"}}
    promise = {"http": {"request": {"traced": True}}} if kind == "promised" else {}
    return call | {"name": draw(st.sampled_from("abcd"))} | promise


def timed(draw: st.DrawFn, start: float) -> Document:
    end = start + draw(st.integers(0, 100)) / 100
    flags = draw(st.lists(st.sampled_from(["fault", "error", "throttle"]), max_size=2))
    return {"start_time": start, "end_time": end} | dict.fromkeys(flags, True)


@given(trees())
@settings(max_examples=80)
def test_both_roads_lead_to_one_graph_whatever_was_sent(texts: list[str]) -> None:
    agree(texts)


def test_both_roads_lead_to_one_graph_of_real_traces(shared: Path) -> None:
    path = shared / "data/xray/deathstarbench_socialnetwork.xray_segments.jsonl.gz"
    texts = gzip.decompress(path.read_bytes()).decode().splitlines()
    begun = min(json.loads(text)["start_time"] for text in texts)
    cloud = Cloud(FrozenClock(datetime.fromtimestamp(begun + 3600, UTC)), quotas=False)
    assert put_documents(cloud, texts) == []
    start = datetime.fromtimestamp(begun - 60, UTC)
    theirs = reported(cloud, {"StartTime": start, "EndTime": start + timedelta(hours=6)})
    assert disagreements(made(cloud), theirs) == ()
    assert len(theirs.nodes) >= 12
