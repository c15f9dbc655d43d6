import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from awsobs.analysis.graphs.compare import compared
from awsobs.analysis.root_cause import ranked
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.map_diff import diff_contents, diff_words, with_gone
from awsobs.present.map_drawing import Drawing, Style, drawn
from awsobs.present.map_export import dot_lines, mermaid_lines, svg_lines
from awsobs.present.map_faces import Role, Zoom
from awsobs.present.map_text import draw
from awsobs.present.rows import text_of

HOSTILE = 'a"];\\n<b>&|{x}'


def key(name: str, kind: str = "AWS::Lambda::Function") -> NodeKey:
    return NodeKey("", name, kind)


def requests(count: int, fault: int = 0, seconds: float = 0.1) -> Statistics:
    return Statistics(
        count=count, ok=count - fault, fault=fault, total_time=count * seconds,
        histogram={seconds: count},
    )  # fmt: skip


def graph(*names: str, fault: int = 0, seconds: float = 0.1) -> ServiceGraph:
    """Services that call each other in a row; the last one fails."""
    keys = [key(name) for name in names]
    nodes = [GraphNode(key=k, statistics=requests(100, 0, seconds)) for k in keys[:-1]]
    nodes.append(GraphNode(key=keys[-1], statistics=requests(100, fault, seconds)))
    edges = [GraphEdge(source=a, target=b, statistics=requests(100)) for a, b in pairwise(keys)]
    return ServiceGraph(nodes=tuple(nodes), edges=tuple(edges), minutes=10, traces=100)


@pytest.fixture
def drawing() -> Drawing:
    one = graph("web", HOSTILE, fault=40)
    queue = key("jobs", "AWS::SQS::Queue")
    nodes = (*one.nodes, GraphNode(key=queue, statistics=requests(5)))
    edges = (*one.edges, GraphEdge(source=key("web"), target=queue, statistics=requests(5)))
    whole = ServiceGraph(nodes=nodes, edges=edges, minutes=10)
    return draw(whole, width=80, zoom="name", ranking=ranked(whole), centred=False)


def test_dot_has_every_node_and_edge_and_no_syntax_in_names(drawing: Drawing) -> None:
    text = "\n".join(dot_lines(drawing))
    assert text.count(" -> ") == 2
    labels = re.findall(r'label="((?:[^"\\]|\\.)*)"', text)
    assert len(labels) == 3
    assert any(r"a\"];\\n<b>&|{x}" in label for label in labels)
    assert "style=dashed" in text
    assert "penwidth=2" in text
    assert "10/min  100 ms" in text


def test_mermaid_has_every_node_and_edge_and_no_syntax_in_names(drawing: Drawing) -> None:
    lines = list(mermaid_lines(drawing))
    assert lines[0] == "flowchart TB"
    labels = [line for line in lines if "[" in line]
    assert len(labels) == 3
    assert all(line.count('"') == 2 and line.count("[") == 1 for line in labels)
    assert any("-.->" in line for line in lines)
    assert any(line.startswith("  class n") for line in lines)


def test_svg_is_the_drawing_cell_for_cell(drawing: Drawing) -> None:
    root = ET.fromstring("\n".join(svg_lines(drawing, "awsobs-light")))
    texts = [node for node in root if node.tag.endswith("text")]
    drawn_text = "".join(text_of(row) for row in drawing.rows)
    shown = "".join(node.text or "" for node in texts)
    assert shown.replace(" ", "") == drawn_text.replace(" ", "")
    assert all(re.fullmatch(r"#[0-9A-F]{6}", node.get("fill", "")) for node in texts)


def test_a_folded_map_is_exported_folded() -> None:
    names = [key(f"t{n}", "table") for n in range(90)]
    whole = ServiceGraph(
        nodes=(GraphNode(key=key("web")), *(GraphNode(key=k) for k in names)),
        edges=tuple(GraphEdge(source=key("web"), target=k) for k in names),
    )
    text = "\n".join(dot_lines(draw(whole, width=80, zoom="name")))
    assert "90 x table" in text
    assert text.count(" -> ") == 1


def test_a_map_of_two_times_marks_each_node_with_what_changed() -> None:
    before = graph("web", "api", "db")
    now = graph("web", "api", "new", fault=30, seconds=0.1)
    differences = compared(now, before)
    whole = with_gone(now, before, differences)
    contents = diff_contents(whole, differences)
    roles = {k.name: node.role for k, node in contents.nodes.items()}
    assert roles == {"web": Role.SAME, "api": Role.SAME, "new": Role.NEW, "db": Role.GONE}
    gone = next(node for k, node in contents.nodes.items() if k.name == "db")
    assert gone.statistics is None
    assert len(contents.edges) == 3
    shown = drawn(contents, Style(width=60, zoom=Zoom.NAME))
    text = "\n".join(map(text_of, shown.rows))
    assert "+ new" in text
    assert "− db" in text
    words = list(diff_words(differences, {k: k.name for k in contents.nodes}))
    assert words[0] == "new          new  100 requests"
    assert "gone         api > db  100 requests" in words


def test_worse_and_slower_are_told_with_both_figures() -> None:
    before, now = graph("web", "api"), graph("web", "api", fault=30, seconds=0.4)
    words = list(diff_words(compared(now, before), {}))
    assert "more faults  api  0 %, now 30 %" in words
    assert "slower       web  p95 100 ms, now 400 ms" in words
