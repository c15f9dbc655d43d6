from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from awsobs.domain.service_graph import (
    Basis,
    GraphEdge,
    GraphNode,
    NodeKey,
    ServiceGraph,
    Statistics,
)
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.header import header_row
from awsobs.present.map import map_view, with_nearness
from awsobs.present.map_choice import Layer, with_chosen
from awsobs.present.rows import text_of, width_of
from awsobs.present.view import PaneView

View = Callable[..., PaneView]


def _node(name: str, kind: str, count: int, fault: int, mean: float) -> GraphNode:
    statistics = Statistics(count=count, ok=count - fault, fault=fault, total_time=count * mean)
    return GraphNode(key=NodeKey("123456789012", name, kind), statistics=statistics)


def _edge(source: GraphNode, target: GraphNode, fault: int = 0) -> GraphEdge:
    statistics = Statistics(count=100, ok=100 - fault, fault=fault, total_time=4)
    return GraphEdge(source=source.key, target=target.key, statistics=statistics)


@pytest.fixture(scope="module")
def graph() -> ServiceGraph:
    client = GraphNode(key=NodeKey("", "client", "client"))
    gateway = _node("gateway", "AWS::Lambda", 13_680, 1231, 2.0)
    checkout = _node("checkout", "AWS::Lambda", 6840, 1231, 2.3)
    payments = _node("payments", "AWS::Lambda", 3600, 1224, 2.0)
    orders = _node("orders", "AWS::Lambda", 3240, 0, 0.041)
    queue = _node("orders-q", "AWS::SQS::Queue", 3000, 0, 0.01)
    return ServiceGraph(
        nodes=(client, gateway, checkout, payments, orders, queue),
        edges=(
            _edge(client, gateway),
            _edge(gateway, checkout, 18),
            _edge(checkout, payments, 34),
            _edge(checkout, orders),
            _edge(orders, queue),
        ),
        traces=930,
        minutes=30,
    )


@pytest.fixture
def view(incident: Any, graph: ServiceGraph) -> View:
    keys = {node.key.name: node.key for node in graph.nodes}
    found = incident.situation
    situation = replace(
        found,
        root=replace(found.root, key=keys["payments"]),
        victims=tuple(replace(v, key=keys[v.key.name]) for v in found.victims),
    )

    def make(width: int = 59, height: int = 12, **more: Any) -> PaneView:
        return map_view(
            more.pop("graph", graph),
            situation,
            state=more.pop("state", incident.ready),
            received=incident.now - timedelta(seconds=3),
            now=incident.now,
            width=width,
            height=height,
            kind=more.pop("kind", "standard"),
            **more,
        )

    return make


def _rows(view: PaneView) -> list[str]:
    return [text_of(row) for item in view.items for row in item.rows]


def test_the_standard_map_is_drawn_with_one_filled_root(view: View) -> None:
    made = view()
    assert "payments 34 % ROOT" in "\n".join(_rows(made))
    fills = [
        text
        for item in made.items
        for row in item.rows
        for text, style in row
        if "on fault" in style
    ]
    assert "".join(fills).split() == ["✖", "payments", "34", "%", "ROOT"]
    assert all(len(row) == 59 for row in _rows(made))


def test_an_item_is_a_layer_and_opens_its_worst_node(view: View) -> None:
    names = [item.record.key.name for item in view().items if isinstance(item.record, GraphNode)]
    assert names == ["gateway", "checkout", "payments", "orders-q"]


def test_a_small_pane_shows_a_tree(view: View) -> None:
    made = view(39, 6, kind="compact")
    assert len(made.items) == 5
    assert _rows(made)[0].startswith(" ✖ gateway ")
    assert len({item.key for item in made.items}) == 5


def test_a_zoomed_map_has_cards(view: View) -> None:
    assert any("5xx" in row for row in _rows(view(120, 34, zoomed=True)))


def test_a_zoomed_map_is_scrolled_rather_than_shown_as_a_tree(view: View) -> None:
    for kind, zoomed, is_drawn in (
        ("standard", True, True),
        ("standard", False, False),
        ("compact", True, False),
    ):
        made = view(80, 5, kind=kind, zoomed=zoomed)
        assert len(_rows(made)) > 4
        assert any(isinstance(item, Layer) for item in made.items) is is_drawn


def test_a_map_says_how_many_nodes_it_has_no_place_for(view: View) -> None:
    nodes = [_node(f"service-{number}", "AWS::Lambda", 100, 0, 0.1) for number in range(90)]
    edges = [_edge(one, other) for one, other in pairwise(nodes)]
    many = ServiceGraph(nodes=tuple(nodes), edges=tuple(edges), minutes=30)
    made = view(120, 34, graph=many, zoomed=True)
    shown = sum(len(item.nodes) for item in made.items if isinstance(item, Layer))
    assert text_of(made.header.scope) == f"…{90 - shown} more"
    assert text_of(view(120, 34, graph=many, zoomed=True, wanted="tree").header.scope) == ""


def test_the_header_tells_services_and_traces(view: View) -> None:
    row = header_row(view().header, 59, focused=False)
    assert text_of(row) == "─ 5 MAP ─────────── 5 services · 31 traces/min · sampled ──"
    compact = header_row(view(39, 6, kind="compact").header, 39, focused=False)
    assert text_of(compact) == "─ 5 MAP ──────────── 5 svc · sampled ──"
    assert text_of(view(120, 34, zoomed=True).header.facts).endswith(" · sampled · 3s")


def test_without_traces_it_says_what_may_be_wrong(view: View) -> None:
    made = view(graph=ServiceGraph())
    said = text_of(made.notice[0]).strip()
    assert said == "no traces · is X-Ray on? sampling 5%? · ! health"
    assert text_of(made.header.facts) == "sampled"


def test_a_filter_keeps_the_nodes_that_match(view: View) -> None:
    def is_orders(node: GraphNode) -> bool:
        return node.key.name.startswith("orders")

    text = "\n".join(_rows(view(matches=is_orders)))
    assert "orders-q" in text
    assert "payments" not in text


def test_a_filter_that_hides_all_says_so(view: View) -> None:
    def is_nothing(node: GraphNode) -> bool:
        return not node.key.type and node.key.name == "?"

    assert "filter hides all 6" in text_of(view(matches=is_nothing).notice[0])


def test_a_stale_map_is_faint_and_says_of_when(view: View, incident: Any) -> None:
    then = incident.now - timedelta(seconds=122)
    stale = SourceState(condition=Condition.STALE, since=then, data_until=then)
    made = view(height=14, state=stale)
    styles = {style for item in made.items for row in item.rows for _, style in row}
    assert styles <= {"faint", "faint on surface"}
    assert text_of(made.foot[0]).rstrip() == " (stale) numbers are from 07:43:00"


@pytest.mark.parametrize("width", [20, 39, 49, 50, 59, 120, 219])
@pytest.mark.parametrize("height", [1, 6, 18, 40])
def test_every_row_fills_the_pane(view: View, width: int, height: int) -> None:
    for kind in ("compact", "standard", "wide"):
        made = view(width, height, kind=kind)
        rows = [*made.notice, *(row for item in made.items for row in item.rows), *made.foot]
        assert {width_of(row) for row in rows} == {width}


def test_a_chosen_node_is_filled_and_is_what_the_cursor_opens(view: View) -> None:
    plain = view(width=120, height=30, kind="wide")
    layer = next(item for item in plain.items if isinstance(item, Layer) and len(item.nodes) > 1)
    other = next(node for node in layer.nodes if node != layer.record)
    made = with_chosen(plain, other.key)
    assert [text_of(row) for item in made.items for row in item.rows] == _rows(plain)
    assert other in [item.record for item in made.items]
    assert any("on selected" in style for i in made.items for row in i.rows for _, style in row)
    assert {item.key for item in made.items} == {item.key for item in plain.items}


@pytest.mark.parametrize("wanted", ["chip", "name", "card"])
def test_what_is_wanted_is_drawn_whether_it_fits_or_not(view: View, wanted: str) -> None:
    shown = view(height=3, wanted=wanted)
    assert {item.zoom for item in shown.items if isinstance(item, Layer)} == {wanted}
    assert len(_rows(shown)) > 3
    names = {
        node.key.name for item in shown.items if isinstance(item, Layer) for node in item.nodes
    }
    assert names == {"gateway", "checkout", "payments", "orders", "orders-q"}


def test_the_header_names_what_is_wanted_and_where_there_is_more(view: View) -> None:
    shown = with_nearness(view(wanted="card"), "card", 0, 12)
    assert "cards →" in text_of(header_row(shown.header, 120, focused=True))
    assert view(wanted="tree").items[0].rows


def test_a_graph_that_x_ray_made_is_called_that(view: View, graph: ServiceGraph) -> None:
    denied = SourceState(
        condition=Condition.DENIED, since=datetime(2026, 11, 25, tzinfo=UTC), what="denied: xray"
    )
    shown = view(graph=replace(graph, basis=Basis.SERVICE_GRAPH), state=denied, height=40)
    assert text_of(shown.header.scope) == "X-Ray's own graph"
    assert shown.items
