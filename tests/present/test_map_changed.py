"""What changed on the map, in a few narrow rows."""

from datetime import UTC, datetime

from awsobs.analysis.graphs.compare import compared
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.map_changed import changed_rows
from awsobs.present.map_lists import names_of
from awsobs.present.rows import text_of, width_of

SINCE = datetime(2026, 11, 25, 7, 41, tzinfo=UTC)
WIDTH = 34


def key(name: str) -> NodeKey:
    return NodeKey("", name, "AWS::Lambda::Function")


def graph(faults: int, seconds: float, *extra: str) -> ServiceGraph:
    back = Statistics(
        count=100, ok=100 - faults, fault=faults, total_time=100 * seconds, histogram={seconds: 100}
    )
    calls = [("front", "back"), *(("back", name) for name in extra)]
    return ServiceGraph(
        nodes=tuple(
            GraphNode(key=key(name), statistics=back if name == "back" else Statistics(count=100))
            for name in ("front", "back", *extra)
        ),
        edges=tuple(
            GraphEdge(source=key(a), target=key(b), statistics=Statistics(count=100))
            for a, b in calls
        ),
        traces=100,
        minutes=30,
    )


def test_what_fails_is_slower_or_new_has_a_row_each() -> None:
    now, before = graph(40, 0.5, "cache"), graph(0, 0.1)
    differences = compared(now, before)
    rows = changed_rows(differences, names_of(now), since=SINCE, width=WIDTH, most=5)
    assert {width_of(row) for row in rows} == {WIDTH}
    texts = [" ".join(text_of(row).split()) for row in rows]
    assert texts[0] == f"CHANGED since 07:41 d all {len(differences)}"
    assert "↑ back fails 0 % → 40 %" in texts
    assert "↑ back p95 100 ms → 500 ms" in texts
    assert any(text.startswith("+ back → cache") for text in texts)
    assert len(changed_rows(differences, names_of(now), since=SINCE, width=WIDTH, most=1)) == 2


def test_nothing_changed_takes_no_room() -> None:
    same = graph(0, 0.1)
    assert changed_rows((), names_of(same), since=SINCE, width=WIDTH, most=5) == []
