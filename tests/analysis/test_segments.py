import json

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.segments import segment_of, trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.traces import Outcome, Segment, Subsegment

TRACE = "1-67400000-0123456789abcdef01234567"


def graph_of(*documents: str) -> ServiceGraph:
    services = ServiceMap()
    services.put(trace_of(TRACE, documents))
    return services.graph(0, 1e12)


def test_a_segment_keeps_what_the_graph_needs() -> None:
    segment = segment_of(
        {
            "id": "a1",
            "name": "web",
            "origin": "AWS::ECS::Container",
            "start_time": 10.0,
            "end_time": 10.5,
            "aws": {"account_id": "123456789012"},
            "http": {"request": {"url": "https://x/"}, "response": {"status": 429}},
            "subsegments": [{"id": "b1", "name": "S3", "namespace": "aws", "start_time": 10.1}],
        }
    )
    assert isinstance(segment, Segment)
    assert (segment.name, segment.origin, segment.account) == (
        "web",
        "AWS::ECS::Container",
        "123456789012",
    )
    assert segment.has_request
    assert not segment.in_progress
    assert segment.outcome == Outcome(error=True, throttle=True)
    (call,) = segment.subsegments
    assert (call.namespace, call.in_progress) == ("aws", True)


def test_flags_win_over_the_status() -> None:
    document = {"id": "a", "name": "n", "error": True, "http": {"response": {"status": 500}}}
    assert segment_of(document).outcome.word == "error"


def test_a_document_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="without an id"):
        segment_of({"name": "web"})


def test_a_subsegment_sent_on_its_own_is_told_by_its_type() -> None:
    assert isinstance(segment_of({"id": "b", "type": "subsegment", "parent_id": "a"}), Subsegment)


def test_control_characters_do_not_get_into_names() -> None:
    assert segment_of({"id": "a", "name": "we\x1b[31mb\u202e"}).name == "web‹RLO›"


def test_a_nameless_segment_is_drawn_as_a_question_mark() -> None:
    graph = graph_of('{"id": "a", "start_time": 1, "end_time": 2}')
    assert [node.key.name for node in graph.nodes] == ["?"]


@pytest.mark.parametrize(
    "text", ["", "not json", "[]", "17", '{"name": "x"}', '{"id": 5}', "[" * 50_000, "\ud800"]
)
def test_an_unreadable_document_is_counted_and_the_rest_kept(text: str) -> None:
    trace = trace_of(TRACE, [text, '{"id": "a", "name": "web"}'])
    assert trace.broken == 1
    assert [segment.name for segment in trace.segments] == ["web"]


def test_wrong_types_in_a_document_are_passed_over() -> None:
    document: dict[str, object] = {
        "id": "a", "name": 3, "start_time": "x", "end_time": True, "http": [], "aws": 4,
        "subsegments": [7, None, {"name": []}], "links": "no", "parent_id": {}, "fault": "yes",
    }  # fmt: skip
    trace = trace_of(TRACE, [json.dumps(document)])
    assert trace.broken == 0
    assert [len(segment.subsegments) for segment in trace.segments] == [1]


def test_subsegments_nested_without_end_are_read_to_a_depth() -> None:
    document: dict[str, object] = {"id": "z", "name": "S3", "namespace": "aws"}
    for level in range(150):
        document = {"id": f"s{level}", "name": "work", "subsegments": [document]}
    assert segment_of(document).subsegments


def test_a_segment_that_ends_before_it_starts_counts_with_no_time() -> None:
    (node,) = graph_of('{"id": "a", "name": "x", "start_time": 9, "end_time": 2}').nodes
    assert node.statistics is not None
    assert (node.statistics.count, node.statistics.total_time) == (1, 0)


@pytest.mark.parametrize(
    "documents",
    [
        ['{"id": "a", "name": "x", "parent_id": "a"}'],
        [
            '{"id": "a", "name": "x", "parent_id": "b"}',
            '{"id": "b", "name": "x", "parent_id": "a"}',
        ],
        ['{"id": "a", "name": "x", "parent_id": "c", "subsegments": [{"id": "c", "name": "y"}]}'],
    ],
)
def test_a_circle_of_parents_is_cut_and_marked(documents: list[str]) -> None:
    (node,) = graph_of(*documents).nodes
    assert node.broken == 1
    assert node.root


def test_subsegments_that_are_their_own_parents_give_no_edge() -> None:
    calls = [
        {"id": "b", "type": "subsegment", "name": "S3", "namespace": "aws", "parent_id": "c"},
        {"id": "c", "type": "subsegment", "name": "S3", "namespace": "aws", "parent_id": "b"},
    ]
    assert graph_of(*map(json.dumps, calls)).edges == ()


IDS = st.sampled_from(["a", "b", "c", "d", ""])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | IDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "request", "response", "status", "traced"]), inner
        )
    ),
    max_leaves=6,
)
FIELDS = {
    "id": IDS | ANYTHING,
    "parent_id": IDS | ANYTHING,
    "name": st.text(max_size=5) | ANYTHING,
    "type": st.just("subsegment") | ANYTHING,
    "namespace": st.sampled_from(["aws", "remote"]) | ANYTHING,
    "start_time": st.floats() | ANYTHING,
    "end_time": st.floats() | ANYTHING,
    "in_progress": ANYTHING,
    "fault": ANYTHING,
    "inferred": ANYTHING,
    "origin": ANYTHING,
    "http": ANYTHING,
    "aws": ANYTHING,
    "links": ANYTHING,
}
CALL = st.fixed_dictionaries({}, optional=FIELDS)
DOCUMENT = st.fixed_dictionaries(
    {}, optional=FIELDS | {"subsegments": st.lists(CALL, max_size=3) | ANYTHING}
)


@given(st.lists(st.one_of(DOCUMENT.map(json.dumps), st.text(max_size=20)), max_size=5))
def test_no_document_is_fatal(documents: list[str]) -> None:
    trace = trace_of(TRACE, documents)
    services = ServiceMap()
    services.put(trace)
    graph = services.graph(0, 1e12)
    keys = {node.key for node in graph.nodes}
    assert all({edge.source, edge.target} <= keys for edge in graph.edges)
    assert len(trace.segments) + len(trace.orphans) + trace.broken <= len(documents)
