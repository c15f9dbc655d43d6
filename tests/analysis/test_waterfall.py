"""Spans of a trace in order, their own time, and the critical path."""

import json
from collections.abc import Sequence

from hypothesis import given, strategies as st

from awsobs.analysis.segments import trace_of
from awsobs.analysis.span_facts import causes_of, kind_of, name_of, request_ids_of, status_of
from awsobs.analysis.waterfall import Span, Waterfall, waterfall_of

Document = dict[str, object]


def fall_of(*documents: Document) -> Waterfall:
    return waterfall_of(trace_of("1-67-x", [json.dumps(one) for one in documents]))


def segment(identity: str, start: float, end: float | None = None, **more: object) -> Document:
    ended = {"in_progress": True} if end is None else {"end_time": end}
    return {"id": identity, "name": identity, "start_time": start, **ended, **more}


def names(spans: Sequence[Span]) -> list[str]:
    return [f"{'.' * span.depth}{span.part.name}" for span in spans]


def path_seconds(fall: Waterfall) -> float:
    return sum(end - start for span in fall.spans for start, end in span.path)


def test_a_call_and_its_far_end_are_one_span_with_the_times_of_the_far_end() -> None:
    call = segment("call", 1.0, 3.0, namespace="remote", fault=True)
    fall = fall_of(
        segment("web", 0.0, 4.0, subsegments=[call]),
        segment("stock", 1.25, 2.5, parent_id="call"),
    )
    assert names(fall.spans) == ["web", ".stock"]
    stock = fall.spans[1]
    assert (stock.start, stock.end) == (1.25, 2.5)
    assert stock.call is not None
    assert stock.outcome.fault  # as its caller saw it
    assert fall.spans[0].own == 4.0 - 1.25


def test_a_segment_that_was_made_up_for_a_call_is_no_span() -> None:
    call = segment("call", 1.0, 3.0, namespace="aws", name="DynamoDB")
    fall = fall_of(
        segment("web", 0.0, 4.0, subsegments=[call]),
        segment("table", 1.0, 3.0, parent_id="call", inferred=True),
    )
    assert names(fall.spans) == ["web", ".DynamoDB"]


def test_two_answers_to_one_call_stay_below_it() -> None:
    call = segment("call", 1.0, 3.0, namespace="remote")
    fall = fall_of(
        segment("web", 0.0, 4.0, subsegments=[call]),
        segment("second", 2.0, 2.5, parent_id="call"),
        segment("first", 1.1, 1.5, parent_id="call"),
    )
    assert names(fall.spans) == ["web", ".call", "..first", "..second"]
    assert [span.is_last for span in fall.spans] == [True, True, False, True]


def test_the_critical_path_goes_through_whoever_ended_last() -> None:
    slow = segment("slow", 1.0, 8.0)
    quick = segment("quick", 1.0, 2.0)
    after = segment("after", 8.5, 9.0)
    fall = fall_of(segment("web", 0.0, 10.0, subsegments=[quick, slow, after]))
    on_path = {span.part.name for span in fall.spans if span.on_path}
    assert on_path == {"web", "slow", "after"}
    assert path_seconds(fall) == 10.0
    assert [fall.spans[place].part.name for place in fall.chain] == ["web", "slow"]


def test_what_goes_on_after_its_caller_gave_up_counts_until_then_only() -> None:
    call = segment("call", 1.0, 3.0, namespace="remote", fault=True)
    again = segment("again", 3.0, 4.0)
    fall = fall_of(
        segment("web", 0.0, 4.0, subsegments=[call, again]),
        segment("far", 1.0, 30.0, parent_id="call"),
    )
    far = next(span for span in fall.spans if span.part.name == "far")
    assert far.path == ((1.0, 3.0),)
    assert fall.end == 30.0
    assert path_seconds(fall) == 4.0


def test_what_is_lost_starts_a_tree_of_its_own_behind_the_others() -> None:
    fall = fall_of(
        segment("mailer", 0.0, 1.0, parent_id="gone"),
        segment("web", 0.5, 1.0),
    )
    assert names(fall.spans) == ["web", "mailer"]
    assert [span.lost for span in fall.spans] == [False, True]


def test_parents_in_a_circle_are_shown_once() -> None:
    fall = fall_of(
        segment("a", 0.0, 1.0, parent_id="b"),
        segment("b", 0.0, 1.0, parent_id="a"),
        segment("c", 0.0, 1.0, parent_id="c"),
    )
    assert sorted(span.part.name for span in fall.spans) == ["a", "b", "c"]


def test_what_has_not_ended_goes_on_until_the_trace_does() -> None:
    fall = fall_of(segment("web", 0.0, None, subsegments=[segment("call", 1.0, 2.0)]))
    web = fall.spans[0]
    assert web.in_progress
    assert web.seconds is None
    assert (web.start, web.end) == (0.0, 2.0)
    assert status_of(web) == "running"


def test_a_failure_that_names_another_spans_exception_tells_that_one() -> None:
    cause = {"exceptions": [{"id": "e1", "type": "TimeoutError", "message": "late"}]}
    inner = segment("charge", 0.5, 1.0, fault=True, cause=cause)
    fall = fall_of(segment("web", 0.0, 1.0, fault=True, cause="e1", subsegments=[inner]))
    (told,) = causes_of(fall.spans[0], fall.spans)
    assert (told.type, told.message, told.span) == ("TimeoutError", "late", "charge")
    assert status_of(fall.spans[1]) == "timeout"


def test_spans_are_named_by_what_they_call() -> None:
    calls = [
        segment("1", 0, 1, name="DynamoDB", namespace="aws", aws={"operation": "GetItem"}),
        segment("2", 0, 1, name="db", namespace="remote", sql={"database_type": "PostgreSQL"}),
        segment("3", 0, 1, name="psp", namespace="remote", http={"request": {"method": "GET"}}),
        segment("4", 0, 1, name="parse"),
        segment("5", 0, 1, name="SQS", namespace="aws", aws={"queue_url": "https://sqs/1/ship"}),
    ]
    aws = {"request_id": "7b1e90c4"}
    fall = fall_of(segment("web", 0, 1, origin="AWS::Lambda::Function", aws=aws, subsegments=calls))
    kinds = [kind_of(span) for span in fall.spans]
    assert kinds == ["Lambda", "GetItem", "PostgreSQL", "GET", "local", "AWS"]
    assert name_of(fall.spans[5]) == "SQS ship"
    assert request_ids_of(fall.spans, 5) == ["7b1e90c4"]


def test_ten_thousand_spans_are_no_deeper_than_the_stack() -> None:
    chain = [
        segment(f"s{n}", n / 100, 400 - n / 100, **({"parent_id": f"s{n - 1}"} if n else {}))
        for n in range(10_000)
    ]
    fall = fall_of(*chain)
    assert fall.spans[-1].depth == 9_999
    assert len(fall.chain) == 10_000


def just(value: object) -> st.SearchStrategy[object]:
    return st.just(value)


_times: st.SearchStrategy[object] = st.one_of(
    st.floats(-10, 100), just(None), just("soon"), just(float("nan"))
)
_ids: st.SearchStrategy[object] = st.sampled_from("abcdefg")
_own: dict[str, st.SearchStrategy[object]] = {
    "id": _ids,
    "name": just("x"),
    "start_time": _times,
    "end_time": _times,
}
_more: dict[str, st.SearchStrategy[object]] = {
    "parent_id": _ids,
    "type": just("subsegment"),
    "namespace": st.sampled_from(["aws", "remote"]),
    "inferred": st.booleans(),
    "cause": st.one_of(_ids, just({"exceptions": [{"id": 3}, 3]})),
    "http": st.one_of(just(None), just({"response": {"status": "x"}})),
    "aws": st.one_of(just(7), just({"request_id": 3})),
}
_flat: st.SearchStrategy[Document] = st.fixed_dictionaries(_own, optional=_more)


def _nested(inner: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    parts: st.SearchStrategy[object] = st.lists(inner, max_size=3)
    return st.fixed_dictionaries({**_own, "subsegments": parts}, optional=_more)


_parts = st.recursive(_flat, _nested, max_leaves=8)


@given(st.lists(_parts, max_size=6))
def test_any_documents_give_each_span_once_and_a_path_no_longer_than_the_trace(
    documents: list[Document],
) -> None:
    fall = fall_of(*documents)
    assert [span.place for span in fall.spans] == list(range(len(fall.spans)))
    assert all(span.parent is None or span.parent < span.place for span in fall.spans)
    assert path_seconds(fall) <= fall.seconds + 1e-6
    for span in fall.spans:
        assert 0 <= span.own <= (fall.seconds + 1e-6)
        status_of(span)
        causes_of(span, fall.spans)
