import json
from typing import Any

from awsobs.analysis.root_cause import ancestors_of, ranked, root_of, victims_of
from awsobs.analysis.segments import trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics


def percent(fault: int = 0, error: int = 0, throttle: int = 0) -> Statistics:
    ok = 100 - fault - error - throttle
    return Statistics(count=100, ok=ok, fault=fault, error=error, throttle=throttle)


def key(name: str) -> NodeKey:
    return NodeKey("", name, "AWS::Lambda::Function")


def graph(nodes: dict[str, Statistics | None], edges: dict[tuple[str, str], int]) -> ServiceGraph:
    return ServiceGraph(
        nodes=tuple(GraphNode(key=key(name), statistics=s) for name, s in nodes.items()),
        edges=tuple(
            GraphEdge(source=key(a), target=key(b), statistics=percent(fault))
            for (a, b), fault in edges.items()
        ),
    )


def roles(of: ServiceGraph) -> tuple[str | None, list[str]]:
    ranking = ranked(of)
    root = root_of(ranking)
    return root.key.name if root else None, [share.key.name for share in victims_of(ranking)]


def test_behind_a_fan_out_the_failing_branch_is_the_root() -> None:
    shop = graph(
        {"gateway": percent(9), "checkout": percent(18), "payments": percent(34), "orders": None},
        {("gateway", "checkout"): 18, ("checkout", "payments"): 34, ("checkout", "orders"): 0},
    )
    assert roles(shop) == ("payments", ["checkout", "gateway"])


def test_a_throttled_table_is_the_root_of_its_callers_faults() -> None:
    throttled = graph(
        {"writer": percent(18), "orders": percent(throttle=41)}, {("writer", "orders"): 17}
    )
    assert roles(throttled) == ("orders", ["writer"])


def test_refusals_count_where_the_caller_faults() -> None:
    refusing, link = percent(error=100), ("capture", "secrets")
    refused = graph({"capture": percent(100), "secrets": refusing}, {link: 100})
    assert roles(refused) == ("secrets", ["capture"])
    calm = graph({"capture": percent(), "secrets": refusing}, {link: 0})
    assert roles(calm) == (None, [])


def test_a_node_that_sent_nothing_is_known_by_its_callers() -> None:
    partial = graph({"web": percent(40), "stock": None}, {("web", "stock"): 40})
    assert roles(partial) == ("stock", ["web"])


def test_in_a_circle_the_one_that_fails_by_itself_is_the_root() -> None:
    circle = graph(
        {"a": percent(20), "b": percent(20), "c": percent(30)},
        {("a", "b"): 20, ("b", "c"): 30, ("c", "a"): 0},
    )
    assert roles(circle)[0] == "c"
    assert ancestors_of(circle, key("c")) == {key("a"), key("b")}


def test_of_two_that_fail_alike_the_one_below_more_nodes_comes_first() -> None:
    two = graph(
        {"a": percent(10), "b": percent(10), "deep": percent(10), "alone": percent(10)},
        {("a", "b"): 10, ("b", "deep"): 10},
    )
    assert roles(two)[0] == "deep"


def test_clients_are_never_blamed() -> None:
    client = NodeKey("", "web", "client")
    of = ServiceGraph(nodes=(GraphNode(key=client, statistics=percent(50)),))
    assert ranked(of) == ()


def service(
    number: int, name: str, parent: int | None, calls: list[dict[str, Any]], **flags: Any
) -> str:
    document: dict[str, Any] = {
        "id": f"s{number}", "name": name, "start_time": 1, "end_time": 2, "subsegments": calls,
    } | flags  # fmt: skip
    return json.dumps(document | ({"parent_id": f"c{parent}"} if parent is not None else {}))


def call(number: int, name: str, **flags: Any) -> dict[str, Any]:
    return {"id": f"c{number}", "name": name, "namespace": "remote", "start_time": 1,
            "end_time": 2, **flags}  # fmt: skip


def test_in_a_retry_storm_only_requests_without_a_failed_call_are_a_nodes_own() -> None:
    services = ServiceMap()
    for trace in range(10):
        # Each request tries three times; the callee fails each time, and the caller gives up.
        calls = [call(n, "payments", fault=True) for n in (1, 2, 3)]
        documents = [service(0, "checkout", None, calls, fault=True)]
        documents += [service(n, "payments", n, [], fault=True) for n in (1, 2, 3)]
        services.put(trace_of(f"1-{trace:08x}-a", documents))
    # One request of the caller fails for a reason of its own.
    services.put(trace_of("1-000000ff-a", [service(0, "checkout", None, [], fault=True)]))
    first, second = ranked(services.graph(0, 1e12))
    assert (first.key.name, first.own, first.total) == ("payments", 1, 1)
    assert (second.key.name, second.own, second.total) == ("checkout", 1 / 11, 1)
