import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from awsobs.analysis.root_cause import ranked
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.situation import Share
from awsobs.present.map_drawing import Drawing, Style, drawn
from awsobs.present.map_faces import Zoom
from awsobs.present.map_plain import plain_contents
from awsobs.present.map_text import draw
from awsobs.present.rows import text_of, width_of

FUNCTION = "AWS::Lambda::Function"
TABLE = "AWS::DynamoDB::Table"
QUEUE = "AWS::SQS::Queue"
SMALL = ("online_boutique", "sock_shop", "cycles12", "long_names", "disconnected", "hub30")


@pytest.fixture(scope="module")
def score() -> Iterator[Any]:
    """The judge of text maps, which lies beside the checkout."""
    tools = Path(__file__).parents[2].parent / "shared/tools"
    if not tools.is_dir():
        pytest.skip("no scorer beside this checkout")
    sys.path.insert(0, str(tools))
    yield import_module("mapscore").score
    sys.path.remove(str(tools))


def requests(count: int, fault: int = 0, ms: float = 10) -> Statistics:
    return Statistics(
        count=count, ok=count - fault, fault=fault, total_time=count * ms / 1000,
        histogram={ms / 1000: count},
    )  # fmt: skip


def shop(scale: int = 1, fault: int = 1) -> ServiceGraph:
    def node(name: str, kind: str, statistics: Statistics, own: int = 0) -> GraphNode:
        inferred = kind in (TABLE, QUEUE)
        return GraphNode(
            key=NodeKey("", name, kind), inferred=inferred, own_failures=own, statistics=statistics
        )

    def edge(source: str, target: str, kind: str, statistics: Statistics) -> GraphEdge:
        return GraphEdge(
            source=NodeKey("", source, FUNCTION),
            target=NodeKey("", target, kind),
            statistics=statistics,
        )

    charged = requests(3600 * scale, 1224 * fault, 2000)
    asked = requests(6840 * scale, 1231 * fault, 2300)
    entered = requests(13680 * scale, 1231 * fault, 2000)
    client = NodeKey("", "gateway", "client")
    return ServiceGraph(
        nodes=(
            GraphNode(key=client, statistics=entered),
            node("gateway", FUNCTION, entered),
            node("checkout", FUNCTION, asked, 7 * fault),
            node("payments", FUNCTION, charged, 1224 * fault),
            node("orders", FUNCTION, requests(3240 * scale, 0, 41)),
            node("charges", TABLE, requests(2370 * scale, 0, 9)),
            node("orders-q", QUEUE, requests(420 * scale)),
        ),
        edges=(
            GraphEdge(source=client, target=NodeKey("", "gateway", FUNCTION), statistics=entered),
            edge("gateway", "checkout", FUNCTION, asked),
            edge("checkout", "payments", FUNCTION, charged),
            edge("checkout", "orders", FUNCTION, requests(3240 * scale)),
            edge("payments", "charges", TABLE, requests(2370 * scale)),
            edge("orders", "orders-q", QUEUE, requests(420 * scale)),
        ),
        traces=900,
        minutes=30,
    )


def shown(graph: ServiceGraph, width: int, zoom: str, **options: Any) -> Drawing:
    return draw(graph, width=width, zoom=zoom, ranking=ranked(graph), hide_clients=True, **options)


def all_failing() -> tuple[Share, ...]:
    """A ranking in which every request fails and orders, not payments, is the root."""
    keys = sorted((node.key for node in shop().nodes), key=lambda key: key.name != "orders")
    return tuple(Share(key=key, total=1.0, own=0.5) for key in keys)


def text(drawing: Drawing) -> str:
    return "\n".join(text_of(row).rstrip() for row in drawing.rows)


def styles(drawing: Drawing, wanted: str) -> set[str]:
    return {style for row in drawing.rows for part, style in row if wanted in part}


def document(graph: ServiceGraph) -> dict[str, Any]:
    """The graph as the scorer takes it, without clients."""
    keys = {node.key for node in graph.nodes if node.key.type != "client"}
    return {
        "nodes": [{"id": key.name} for key in keys],
        "edges": [
            {"source": e.source.name, "target": e.target.name}
            for e in graph.edges
            if {e.source, e.target} <= keys
        ],
    }


def view_of(drawing: Drawing) -> dict[str, Any]:
    return {
        "groups": [
            {"label": group.label, "members": [key.name for key in group.members]}
            for group in drawing.view.groups
        ],
        "hidden": [key.name for key in drawing.view.hidden],
    }


def test_the_shop_as_chips_in_the_cockpits_pane() -> None:
    assert text(shown(shop(), 58, "chip")).splitlines() == [
        "                    ✖ gateway  9 %  456/min  2.0 s",
        "                         │",
        "                         ▼",
        "                    ✖ checkout 18 %  228/min  2.3 s",
        "             ┌───────────┴────────────┐",
        "             ▼                        ▼",
        "         ✔ orders  41 ms         ✖ payments 34 % ROOT",
        "             ┆  async                   │  2.0 s",
        "             ▼                          ▼",
        "  ✔ sqs orders-q  10 ms         ✔ ddb charges  9 ms",
    ]


def test_the_root_is_filled_victims_are_tinted_and_the_failing_path_is_red() -> None:
    drawing = shown(shop(), 58, "chip")
    assert styles(drawing, "payments") == {"background on fault bold"}
    assert styles(drawing, "checkout") == {"fault bold on tint"}
    assert styles(drawing, "orders ") == {"text on raised"}
    assert styles(drawing, "┆") == {"faint"}
    assert styles(drawing, "▼") == {"fault", "faint"}
    fork = drawing.rows[4]
    assert [style for part, style in fork if part.strip()] == ["faint", "fault"]


def test_at_name_level_the_roots_box_is_heavy_and_tables_stay_chips() -> None:
    drawing = shown(shop(), 66, "name")
    assert styles(drawing, "┏") == {"fault bold"}
    assert any("ROOT 120/min 2.0 s" in text_of(row) for row in drawing.rows)
    assert "✔ ddb charges" in text(drawing)
    assert styles(drawing, "✖ payments") == {"background on fault bold"}
    assert styles(drawing, "╭") == {"faint"}


def test_cards_tell_type_rate_percentile_and_outcomes() -> None:
    rows = text(shown(shop(), 84, "card"))
    assert "│ ✖ checkout     Lambda │" in rows
    assert "│ 228/min     p95 2.3 s │" in rows
    assert "│ ██────────   18 % 5xx │" in rows


@pytest.mark.parametrize("zoom", ["chip", "name", "card"])
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("width", [40, 58, 84, 120])
def test_figures_beside_the_nodes_do_not_spoil_the_reading(
    score: Any, zoom: str, plain: bool, width: int
) -> None:
    drawing = shown(shop(), width, zoom, ascii=plain)
    report = score(text(drawing), document(shop()), width)
    assert report.ok, report.short()
    assert report.dangling == 0
    assert text(drawing).isascii() == plain


@pytest.mark.parametrize("zoom", ["chip", "name", "card"])
def test_numbers_that_change_move_no_node(zoom: str) -> None:
    calm = shown(shop(scale=40, fault=0), 66, zoom)
    worse = draw(shop(), width=66, zoom=zoom, ranking=all_failing(), hide_clients=True)
    assert shown(shop(), 66, zoom).places == calm.places == worse.places


def test_rows_are_as_wide_as_asked_and_places_hold_the_names() -> None:
    drawing = shown(shop(), 70, "name")
    assert {width_of(row) for row in drawing.rows} == {70}
    for key, (x, y, width, height) in drawing.places.items():
        block = [text_of(row)[x : x + width] for row in drawing.rows[y : y + height]]
        assert any(key.name in row for row in block)


def test_an_empty_graph_has_no_rows() -> None:
    assert draw(ServiceGraph(), width=60).rows == ()


def test_equal_names_are_told_apart_by_their_types() -> None:
    drawing = draw(shop(), width=80, zoom="chip")
    assert "gateway client" in text(drawing)
    assert "gateway Function" in text(drawing)


def test_a_text_that_would_read_as_a_nodes_name_is_left_out(score: Any) -> None:
    names = ["ROOT", "async", "9 ms", "ddb"]
    nodes = [GraphNode(key=NodeKey("", name, ""), statistics=requests(30)) for name in names]
    graph = ServiceGraph(nodes=(*shop().nodes[1:], *nodes), edges=shop().edges[1:], minutes=30)
    for zoom in Zoom:
        drawing = shown(graph, 90, zoom.value)
        assert score(text(drawing), document(graph), 90).ok


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("width", [80, 120])
def test_real_topologies_read_back_as_they_are(
    score: Any, shared: Path, name: str, width: int
) -> None:
    graph = json.loads((shared / f"data/topologies/{name}.json").read_text())
    contents = plain_contents(graph)
    for zoom in Zoom:
        for plain in (False, True):
            style = Style(width=width, zoom=zoom, plain=plain, centred=False)
            report = score(text(drawn(contents, style)), graph, width)
            assert report.ok, (zoom, plain, report.short())


def test_three_hundred_services_are_folded_and_the_view_says_how(score: Any, shared: Path) -> None:
    graph = json.loads((shared / "data/topologies/callgraph300.json").read_text())
    drawing = drawn(plain_contents(graph), Style(width=120, zoom=Zoom.CHIP))
    assert len(drawing.places) <= 60
    assert len(drawing.view.hidden) >= 200
    assert score(text(drawing), graph, 120, view_of(drawing)).ok


def test_like_tables_fold_into_one_box_where_asked(score: Any) -> None:
    graph: dict[str, Any] = {
        "nodes": [{"id": "web"}] + [{"id": f"t{n}", "type": TABLE} for n in range(12)],
        "edges": [{"source": "web", "target": f"t{n}"} for n in range(12)],
    }
    drawing = drawn(plain_contents(graph), Style(width=80, zoom=Zoom.NAME, fold=True))
    assert f"12 x {TABLE}" in text(drawing)
    assert score(text(drawing), graph, 80, view_of(drawing)).ok


NAMES = st.one_of(
    st.from_regex(r"[a-z]{1,12}(-[a-z0-9]{1,8}){0,2}", fullmatch=True),
    st.sampled_from(["order intake", "arn:aws:lambda:eu-west-1:123456789012:function:resize-x"]),
).filter(lambda name: name != "v")  # one letter that ASCII maps draw arrowheads with


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(NAMES, min_size=1, max_size=14, unique=True))
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names))
    edges = draw(st.lists(ends, unique=True, max_size=2 * len(names)))
    kinds = st.sampled_from(["sync", "async"])
    return {
        "nodes": [{"id": name, "type": draw(st.sampled_from(["A", "B"]))} for name in names],
        "edges": [{"source": a, "target": b, "kind": draw(kinds)} for a, b in edges],
    }


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(graphs(), st.sampled_from([40, 58, 80, 120]), st.sampled_from(list(Zoom)), st.booleans())
def test_any_graph_reads_back_as_it_is(
    score: Any, graph: dict[str, Any], width: int, zoom: Zoom, plain: bool
) -> None:
    drawing = drawn(plain_contents(graph), Style(width=width, zoom=zoom, plain=plain))
    report = score(text(drawing), graph, width, view_of(drawing))
    assert report.ok, report.short()
    assert (report.dangling, report.orphan_arrows) == (0, 0)


@pytest.mark.parametrize(
    "graph",
    [
        [],
        {"nodes": 3},
        {"nodes": ["x"]},
        {"nodes": [{"label": "no id"}]},
        {"nodes": [], "edges": [{"source": "a"}]},
    ],
)
def test_what_is_no_graph_is_refused(graph: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        plain_contents(graph)
