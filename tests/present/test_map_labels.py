from hypothesis import given, strategies as st
from rich.cells import cell_len

from awsobs.domain.service_graph import NodeKey
from awsobs.present.map_labels import labels_of, prefix_of, repeats, short_type, wrapped


def test_a_name_that_is_alone_is_its_own_label() -> None:
    key = NodeKey("123456789012", "checkout", "AWS::Lambda::Function")
    assert labels_of([key]) == {key: "checkout"}


def test_equal_names_get_the_shortest_tail_that_tells_them_apart() -> None:
    service = NodeKey("", "resize", "AWS::Lambda")
    function = NodeKey("", "resize", "AWS::Lambda::Function")
    labels = labels_of([service, function])
    assert labels == {service: "resize Lambda", function: "resize Function"}


def test_the_same_in_two_accounts_is_told_apart_by_the_accounts_end() -> None:
    one, two = NodeKey("111111111111", "web", "x"), NodeKey("222222222222", "web", "x")
    assert labels_of([one, two]) == {one: "web 1111", two: "web 2222"}


def test_no_two_nodes_ever_have_one_label() -> None:
    keys = [NodeKey("", "a b", ""), NodeKey("", "a", "b"), NodeKey("", "a", "c")]
    assert len(set(labels_of(keys).values())) == 3


def test_tables_and_queues_have_a_word_before_them() -> None:
    assert prefix_of(NodeKey("", "orders", "AWS::DynamoDB::Table")) == "ddb "
    assert prefix_of(NodeKey("", "orders", "AWS::Lambda::Function")) == ""
    assert short_type("AWS::ECS::Container") == "Container"


def test_a_long_name_breaks_after_a_separator() -> None:
    name = "arn:aws:lambda:eu-west-1:123456789012:function:resize"
    lines = wrapped(name, 30, [])
    assert lines == ["arn:aws:lambda:eu-west-1:", "123456789012:function:resize"]


def test_no_line_reads_as_another_nodes_name() -> None:
    lines = wrapped("prod:checkout-service", 13, ["checkout", "prod:", "checkout-"])
    assert not {"checkout", "prod:", "checkout-"} & set(lines)
    assert "".join(lines) == "prod:checkout-service"


@given(st.text(st.sampled_from("ab-:/ 漢"), max_size=60), st.integers(4, 20))
def test_wrapping_loses_nothing_but_blanks(name: str, width: int) -> None:
    name = " ".join(name.split())
    lines = wrapped(name, width, [])
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_a_text_repeats_a_label_only_as_a_whole_word() -> None:
    assert repeats("228/min  2.0 s", ["2.0 s"])
    assert not repeats("228/min", ["min", "28"])
    assert not repeats("async", ["sync"])
