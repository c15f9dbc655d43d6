from awsobs.analysis.root_cause import ranked
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.map_tree import TreeRow, tree_rows
from awsobs.present.rows import text_of, width_of

TABLE = "AWS::DynamoDB::Table"


def graph(*edges: tuple[str, str], failing: dict[str, int] | None = None) -> ServiceGraph:
    names = sorted({name for edge in edges for name in edge})
    failing = failing or {}

    def key(name: str) -> NodeKey:
        if name.endswith("-q"):
            return NodeKey("", name, "AWS::SQS::Queue")
        return NodeKey("", name, "client" if name == "client" else "")

    def statistics(name: str) -> Statistics:
        fault = failing.get(name, 0)
        return Statistics(count=100, ok=100 - fault, fault=fault, total_time=4.1)

    return ServiceGraph(
        nodes=tuple(
            GraphNode(
                key=key(name),
                own_failures=failing.get(name, 0) if name == "payments" else 0,
                statistics=statistics(name),
            )
            for name in names
        ),
        edges=tuple(
            GraphEdge(source=key(a), target=key(b), statistics=statistics(b)) for a, b in edges
        ),
        minutes=1,
    )


SHOP = graph(
    ("client", "gateway"),
    ("gateway", "checkout"),
    ("checkout", "orders"),
    ("checkout", "payments"),
    ("orders", "orders-q"),
    failing={"gateway": 9, "checkout": 18, "payments": 34},
)


def lines(rows: tuple[TreeRow, ...]) -> list[str]:
    return [text_of(row.row) for row in rows]


def test_the_tree_indents_below_callers_and_puts_the_failing_path_first() -> None:
    rows = tree_rows(SHOP, width=39, ranking=ranked(SHOP))
    assert lines(rows) == [
        " ✖ gateway                  9 %  41 ms ",
        " └▶ ✖ checkout             18 %  41 ms ",
        "   ├▶ ✖ payments ROOT      34 %  41 ms ",
        "   └▶ ✔ orders                   41 ms ",
        "     └▶ ✔ sqs orders-q           async ",
    ]
    assert {width_of(row.row) for row in rows} == {39}
    assert ("background on fault bold") in {style for _, style in rows[2].row}


def test_in_ascii_every_cell_stays_where_it_is() -> None:
    rows = lines(tree_rows(SHOP, width=39, ranking=ranked(SHOP), ascii=True))
    assert rows[2] == "   +> X payments ROOT      34 %  41 ms "
    assert all(row.isascii() for row in rows)


def test_a_node_that_two_call_is_opened_once_and_marked_after() -> None:
    both = graph(("a", "c"), ("b", "c"), ("c", "d"))
    rows = lines(tree_rows(both, width=40))
    assert [row.split("ms")[0].split("41")[0].strip() for row in rows] == [
        "✔ a", "└▶ ✔ c", "└▶ ✔ d", "✔ b", "└▶ ✔ c ↑",
    ]  # fmt: skip


def test_a_circle_is_cut_and_marked_and_still_shown() -> None:
    rows = lines(tree_rows(graph(("a", "b"), ("b", "a")), width=40))
    assert len(rows) == 3
    assert "a ↺" in rows[2]


def test_a_chain_without_end_and_a_narrow_pane_are_survived() -> None:
    chain = graph(*((f"service-{n:02}", f"service-{n + 1:02}") for n in range(40)))
    rows = tree_rows(chain, width=30)
    assert {width_of(row.row) for row in rows} == {30}
    assert {row.key.name for row in rows} == {f"service-{n:02}" for n in range(41)}
