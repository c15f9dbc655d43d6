from awsobs.analysis.default_dashboards import MOST_LINES, default_board, namespaces_of
from awsobs.domain.metrics import MetricKey


def function(name: str, metric: str) -> MetricKey:
    return MetricKey(namespace="AWS/Lambda", name=metric, dimensions=(("FunctionName", name),))


NAMES = ("Invocations", "Errors", "Duration")
TABLE = MetricKey(
    namespace="AWS/DynamoDB", name="ConsumedReadCapacityUnits", dimensions=(("TableName", "t"),)
)


def test_a_namespace_gets_a_graph_of_each_kind_with_all_its_resources() -> None:
    metrics = [function(f"f{n}", name) for n in range(3) for name in NAMES]
    board = default_board([*metrics, TABLE], "AWS/Lambda")
    assert [widget.title for widget in board.widgets] == [
        "rate: Invocations",
        "errors: Errors",
        "latency: Duration",
    ]
    assert [len(widget.plotted) for widget in board.widgets] == [3, 3, 3]
    assert {one.label for one in board.widgets[0].plotted} == {"f0", "f1", "f2"}
    assert board.widgets[2].plotted[0].statistic == "p99"
    assert [widget.place for widget in board.widgets] == [0, 1, 2]


def test_widgets_stand_two_beside_each_other_and_never_over_each_other() -> None:
    metrics = [function(f"f{n:02}", name) for n in range(30) for name in NAMES]
    board = default_board(metrics, "AWS/Lambda")
    taken = [
        (x, y)
        for w in board.widgets
        for x in range(w.x, w.x + w.width)
        for y in range(w.y, w.y + w.height)
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
    assert all(len(widget.plotted) <= MOST_LINES for widget in board.widgets)
    assert sum(len(widget.plotted) for widget in board.widgets) == 90
    assert len({widget.place for widget in board.widgets}) == len(board.widgets)


def test_namespaces_are_those_with_something_worth_seeing() -> None:
    odd = MetricKey(namespace="Custom", name="x", dimensions=())
    assert namespaces_of([function("f", "Errors"), TABLE, odd]) == ("AWS/DynamoDB", "AWS/Lambda")
    assert default_board([], "AWS/Lambda").widgets == ()
