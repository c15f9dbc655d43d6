"""Choosing one node of a drawn map."""

from dataclasses import replace

from hypothesis import given, strategies as st

from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.map_choice import (
    Layer,
    along_edges,
    beside,
    breadth_of,
    chosen_in,
    pan_to,
    panned,
    with_chosen,
)
from awsobs.present.rows import text_of, width_of
from awsobs.present.view import Header, PaneView


def _key(name: str) -> NodeKey:
    return NodeKey("", name, "AWS::Lambda")


def _layer(*names: str) -> Layer:
    nodes = tuple(GraphNode(key=_key(name)) for name in names)
    return Layer(key="layer", rows=(), record=nodes[0], nodes=nodes)


def _edge(source: str, target: str, count: int) -> GraphEdge:
    statistics = Statistics(count=count)
    return GraphEdge(source=_key(source), target=_key(target), statistics=statistics)


def test_keys_go_to_the_side_as_far_as_the_layer_reaches() -> None:
    layer = _layer("a", "b", "c")
    assert beside(layer, _key("a"), 1) == _key("b")
    assert beside(layer, _key("c"), 1) == _key("c")
    assert beside(layer, _key("a"), -1) == _key("a")
    assert beside(layer, _key("gone"), 1) == _key("a")


def test_the_record_is_the_chosen_node_only_where_its_layer_shows_it() -> None:
    layer = _layer("a", "b")
    assert chosen_in(layer, _key("b")) == layer.nodes[1]
    assert chosen_in(layer, _key("gone")) == layer.nodes[0]
    assert chosen_in(None, _key("b")) is None


def test_the_cursor_goes_on_along_the_busiest_edge_in_either_direction() -> None:
    graph = ServiceGraph(edges=(_edge("a", "x", 3), _edge("a", "y", 9), _edge("b", "z", 99)))
    assert along_edges(graph, _key("a"), _layer("x", "y", "z")) == _key("y")
    assert along_edges(graph, _key("y"), _layer("a", "b")) == _key("a")
    assert along_edges(graph, _key("a"), _layer("z")) is None


def test_the_mark_fills_the_cells_of_the_node_alone_and_no_text_moves() -> None:
    row = ((" ab", "text"), (" ROOT ", "background on fault bold"), ("界z", ""))
    layer = Layer(key="layer", rows=(row, row))
    node = GraphNode(key=_key("a"))
    layer = replace(layer, nodes=(node,), places=((2, 1, 7, 1),))
    view = PaneView(header=Header(number="5", title="MAP"), items=(layer,))
    shown = with_chosen(view, node.key).items[0]
    assert shown.record is node
    assert with_chosen(view, _key("gone")) is view
    assert shown.rows[0] == row
    assert [text_of(each) for each in shown.rows] == [text_of(row)] * 2
    filled = [span for span in shown.rows[1] if "on selected" in span[1]]
    assert filled == [("b", "text on selected"), (" ROOT ", "fault on selected bold")]


def test_a_wide_drawing_is_panned_until_the_chosen_node_is_in_sight() -> None:
    rows = ((("0123456789" * 3, ""),),)
    nodes = (GraphNode(key=_key("a")), GraphNode(key=_key("z")))
    layer = Layer(key="layer", rows=rows, nodes=nodes, places=((1, 0, 3, 1), (24, 0, 4, 1)))
    view = PaneView(header=Header(number="5", title="MAP"), items=(layer,))
    assert breadth_of(view) == 30
    left = pan_to(view, _key("z"), 0, 10)
    assert left == 19
    assert text_of(panned(view, left, 10).items[0].rows[0]) == "9012345678"
    assert pan_to(view, _key("a"), left, 10) == 0
    assert pan_to(view, None, 99, 10) == 20


@given(st.text("ab界\u0301é", max_size=30), st.integers(0, 40), st.integers(1, 20))
def test_a_window_of_a_row_is_as_wide_as_asked(text: str, left: int, width: int) -> None:
    layer = Layer(key="layer", rows=(((text, "text"),),))
    view = PaneView(header=Header(number="5", title="MAP"), items=(layer,))
    assert width_of(panned(view, left, width).items[0].rows[0]) == width
