from datetime import UTC, datetime
from typing import Any

from awsobs.analysis.graphs.from_summaries import summary_graph
from awsobs.analysis.root_cause import ranked
from awsobs.analysis.trace_choice import most_telling
from awsobs.domain.service_graph import Basis, GraphNode, NodeKey, ServiceGraph
from awsobs.domain.traces import CauseKind, CausePath, TraceSummary

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WEB, STOCK = NodeKey("", "web", "AWS::ECS::Container"), NodeKey("", "stock", "")
ORDERS, CLIENT = NodeKey("", "orders", "AWS::DynamoDB::Table"), NodeKey("", "web", "client")
E7 = TraceSummary(
    id="T",
    start=NOON,
    duration=0.4,
    response_time=0.4,
    has_fault=True,
    has_throttle=True,
    status=500,
    entry_node=WEB,
    nodes=(WEB, CLIENT, STOCK, ORDERS),
    causes=(CausePath(kind=CauseKind.FAULT, services=(WEB, ORDERS), inferred=frozenset({ORDERS})),),
)


def summary(number: int = 1, **fields: Any) -> TraceSummary:
    return TraceSummary(id=f"T{number}", start=NOON, **fields)


def node(graph: ServiceGraph, key: NodeKey) -> GraphNode:
    (found,) = (n for n in graph.nodes if n.key == key)
    return found


def test_e7_only_chains_give_edges_and_only_the_entry_has_a_time() -> None:
    graph = summary_graph([E7], 30)
    assert {(e.source, e.target) for e in graph.edges} == {(CLIENT, WEB), (WEB, ORDERS)}
    assert (graph.basis, graph.partial, graph.known) == (Basis.ROOT_CAUSES, True, 1)
    web, orders = node(graph, WEB), node(graph, ORDERS)
    assert web.statistics is not None
    assert (web.statistics.fault, web.statistics.mean, web.own_failures) == (1, 0.4, 0)
    assert orders.statistics is not None
    assert (orders.statistics.fault, orders.statistics.mean, orders.own_failures) == (1, None, 1)
    assert orders.inferred


def test_what_is_on_no_chain_stands_alone_without_figures() -> None:
    graph = summary_graph([E7], 30)
    assert node(graph, STOCK).statistics is None
    assert STOCK not in {end for e in graph.edges for end in (e.source, e.target)}


def test_a_throttle_is_on_no_node_as_nobody_knows_whose_it_was() -> None:
    graph = summary_graph([E7], 30)
    assert not any(n.statistics.throttle for n in graph.nodes if n.statistics)


def test_a_failure_that_no_client_felt_leaves_the_clients_edge_alone() -> None:
    path = CausePath(kind=CauseKind.FAULT, services=(WEB, ORDERS))
    graph = summary_graph([summary(status=200, entry_node=WEB, nodes=(WEB,), causes=(path,))], 30)
    (from_client,) = (e for e in graph.edges if e.source == CLIENT)
    assert (from_client.statistics.ok, from_client.statistics.fault) == (1, 0)
    (onward,) = (e for e in graph.edges if e.source == WEB)
    assert onward.statistics.fault == 1


def test_without_a_request_there_is_no_client() -> None:
    graph = summary_graph([summary(entry_node=WEB, nodes=(WEB,))], 30)
    assert [n.key for n in graph.nodes] == [WEB]


def test_an_edge_of_several_chains_counts_once_a_trace_with_the_worst() -> None:
    paths = tuple(CausePath(kind=kind, services=(WEB, ORDERS)) for kind in CauseKind)
    graph = summary_graph([summary(entry_node=WEB, causes=paths)], 30)
    (edge,) = graph.edges
    assert (edge.statistics.count, edge.statistics.fault) == (1, 1)


def test_the_end_of_the_chains_is_the_root_and_its_caller_a_victim() -> None:
    root, victim = ranked(summary_graph([E7], 30))
    assert (root.key, root.own) == (ORDERS, 1)
    assert (victim.key, victim.own, victim.total) == (WEB, 0, 1)


def test_failed_traces_are_read_first_then_slow_ones_then_any() -> None:
    usual = [summary(number, duration=0.1) for number in range(40)]
    slow, faulty = summary(98, duration=9.0), summary(99, duration=0.1, has_fault=True)
    known = [*usual, slow, faulty]
    order = most_telling(known, known)
    assert order[:2] == [faulty, slow]
    rest = [int(one.id[1:]) for one in order if one not in (faulty, slow)]
    assert sorted(rest) == list(range(40))
    assert rest != sorted(rest)


def test_the_order_of_the_rest_does_not_depend_on_when_they_began_or_came() -> None:
    known = [summary(number, duration=0.1) for number in range(40)]
    assert most_telling(known, known) == most_telling(known[::-1], known)
