import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli

GRAPH = {
    "nodes": [{"id": "web", "label": "web", "type": "service"}, {"id": "db", "label": "db"}],
    "edges": [{"source": "web", "target": "db", "kind": "sync"}],
}


def segment(number: int, **fields: Any) -> str:
    return json.dumps(
        {
            "id": f"{number:016x}", "trace_id": f"1-67400000-{number:024x}", "name": "web",
            "start_time": 1732247552 + number, "end_time": 1732247552.5 + number,
            "http": {"request": {"url": "https://x/"}, "response": {"status": 200}},
            "subsegments": [
                {"id": f"b{number:015x}", "name": "DynamoDB", "namespace": "aws",
                 "start_time": 1732247552.1 + number, "end_time": 1732247552.2 + number,
                 "aws": {"table_name": "orders"}}],
        } | fields
    )  # fmt: skip


def answer(*arguments: str) -> int:
    return cli.run(["map", *arguments])


@pytest.fixture
def graph(tmp_path: Path) -> str:
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(GRAPH))
    return str(path)


def test_the_drawing_alone_is_on_stdout(graph: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("--graph", graph, "--width", "40") == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "┌─────┐",
        "│ web │",
        "└──┬──┘",
        "   ▼",
        " ┌────┐",
        " │ db │",
        " └────┘",
    ]
    assert told.err == ""


def test_in_ascii_nothing_else_is_printed(graph: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("--graph", graph, "--ascii", "--zoom", "chip", "--width", "40") == 0
    assert capsys.readouterr().out == " web\n  |\n  v\n  db\n"


def test_json_has_nodes_edges_and_the_layout(
    graph: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer("--graph", graph, "--width", "60", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1
    assert [node["id"] for node in told["nodes"]] == ["db", "web"]
    assert told["edges"][0] | {"source": "web", "target": "db", "kind": "sync"} == told["edges"][0]
    layout = told["layout"]
    assert (layout["zoom"], layout["fold"], layout["width"]) == ("name", "none", 60)
    assert layout["view"] == {"groups": [], "hidden": []}
    assert told["partial"] is False


def test_a_map_needs_forty_cells(graph: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("--graph", graph, "--width", "39") == 2
    assert "--width 39" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    ["not json", "[]", '{"nodes": [{}]}', pytest.param("[" * 100_000, id="deep")],
)
def test_a_file_that_is_no_graph_is_told(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "graph.json"
    path.write_text(content)
    assert answer("--graph", str(path), "--width", "60") == 2
    assert str(path) in capsys.readouterr().err


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("--from-files", "/nowhere/at/all") == 2
    assert "/nowhere/at/all" in capsys.readouterr().err


def test_folders_gzip_and_broken_lines_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text(segment(1) + "\nnot json\n")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.jsonl.gz").write_bytes(gzip.compress(segment(2).encode()))
    assert answer("--from-files", str(tmp_path), "--width", "80", "--json") == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["traces"], found["partial"]) == (2, True)
    table = next(node for node in found["nodes"] if node["name"] == "orders")
    assert (table["type"], table["inferred"]) == ("AWS::DynamoDB::Table", True)
    assert (table["count"], table["ok"], table["rate_per_min"]) == (2, 2, 2.0)
    assert table["p50_s"] == pytest.approx(0.1)
    assert "1 documents could not be read" in told.err


def test_a_file_of_one_document_over_many_lines_is_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps([json.loads(segment(1)), json.loads(segment(2))], indent=2))
    assert answer("--from-files", str(path), "--width", "80", "--json") == 0
    assert json.loads(capsys.readouterr().out)["traces"] == 2


def test_a_type_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(segment(1))
    assert answer("--from-files", str(path), "--hide", "client", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {node["type"] for node in told["nodes"]} == {"", "AWS::DynamoDB::Table"}


def test_the_fold_is_written_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"t{number}" for number in range(90)]
    path, view = tmp_path / "graph.json", tmp_path / "view.json"
    path.write_text(
        json.dumps(
            {
                "nodes": [{"id": "web"}, *({"id": name, "type": "table"} for name in names)],
                "edges": [{"source": "web", "target": name} for name in names],
            }
        )
    )
    assert answer("--graph", str(path), "--width", "60", "--view", str(view)) == 0
    told = capsys.readouterr()
    assert "90 x table" in told.out
    assert "90 nodes are folded into 1" in told.err
    (group,) = json.loads(view.read_text())["groups"]
    assert sorted(group["members"]) == sorted(names)


def test_columns_give_the_width_where_no_option_does(
    graph: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert answer("--graph", graph) == 2
    assert "--width 30" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_crash(shared: Path) -> None:
    path = shared / "data/topologies/train_ticket_core.json"
    program = [sys.executable, "-m", "awsobs", "map", "--graph", str(path), "--width", "80"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def files_of(tmp_path: Path, name: str, count: int, **fields: Any) -> str:
    path = tmp_path / name
    path.write_text("\n".join(segment(number, **fields) for number in range(count)))
    return str(path)


def test_files_of_two_times_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(tmp_path, "before.jsonl", 40)
    now = files_of(tmp_path, "now.jsonl", 40, fault=True, subsegments=[])
    files = ("--from-files", now, "--diff", "--against", before)
    assert answer(*files, "--width", "60") == 0
    told = capsys.readouterr()
    assert "− ddb orders" in told.out
    assert "more faults  web" in told.err
    assert answer(*files, "--json") == 0
    found = json.loads(capsys.readouterr().out)["diff"]
    assert found[0]["change"] == "more faults"
    assert (found[0]["before"]["fault"], found[0]["now"]["fault"]) == (0, 40)
    gone = [one for one in found if one["change"] == "gone"]
    assert [one.get("node") or one["target"] for one in gone] == ["orders", "orders"]


def test_without_a_difference_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = files_of(tmp_path, "same.jsonl", 40)
    assert answer("--from-files", same, "--diff", "--against", same, "--width", "60") == 0
    assert "nothing is new, gone, slower or fails more" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("--against", "x"),
        ("--from-files", "x", "--diff"),
        ("--graph", "x", "--diff"),
        ("--from-files", "x", "--against", "y"),
        ("--source", "service-graph", "--expression", "fault"),
        ("--group", "payments", "--expression", "fault"),
        ("--group", "payments", "--source", "traces"),
        ("--group", "payments", "--from-files", "x"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(*options) == 2
    told = capsys.readouterr().err
    assert any(option in told for option in options if option.startswith("--"))


def test_who_fails_by_itself_is_told_with_its_victims(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = {
        "id": "b1",
        "name": "DynamoDB",
        "namespace": "aws",
        "fault": True,
        "start_time": 1732247552.1,
        "end_time": 1732247552.2,
        "aws": {"table_name": "orders"},
    }
    path = files_of(tmp_path, "a.jsonl", 4, fault=True, subsegments=[table])
    assert answer("--from-files", path, "--width", "60") == 0
    told = capsys.readouterr().err
    assert "orders fails by itself in 100 % of its requests, with 1 above it" in told
    assert "victims: web" in told


@pytest.mark.parametrize(
    ("kind", "beginning"), [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg")]
)
def test_a_map_is_written_for_other_programs(
    kind: str, beginning: str, graph: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer("--graph", graph, "--format", kind, "--width", "60", "--ascii") == 0
    assert capsys.readouterr().out.startswith(beginning)
