import re
from typing import NamedTuple

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.xray_filter import Facts, Place, parsed

FUNCTION = "AWS::Lambda::Function"
PAYMENTS_NODE = Place(names=("payments",), type=FUNCTION, account="111122223333")
CHARGES_NODE = Place(names=("charges",), type="AWS::DynamoDB::Table", account="444455556666")
CHARGES = Facts(
    flags={"fault": False, "ok": True, "throttle": False},
    texts={"name": ("charges",)},
    places=(CHARGES_NODE,),
)
PAYMENTS = Facts(
    flags={"fault": True, "ok": False, "root": True},
    numbers={"responsetime": 2.5},
    texts={"name": ("payments",), "type": (FUNCTION,)},
    places=(PAYMENTS_NODE,),
)
CALL = Facts(
    flags={"throttle": True, "ok": False},
    numbers={"responsetime": 0.25},
    places=(PAYMENTS_NODE, CHARGES_NODE),
)
TIMEOUT = Facts(
    flags={"last": True, "first": False, "remote": False},
    numbers={"index": 2.0, "coverage": 0.8},
    texts={"name": ("charge card",), "message": ("timed out",)},
)
CAUSE = {"Services": [{"Name": "payments", "EntityPath": [{"Name": "pay"}, {"Name": "card"}]}]}
FACTS = Facts(
    flags={"fault": True, "error": False, "ok": False, "throttle": False, "partial": False},
    numbers={"http.status": 502.0, "duration": 3.2},
    texts={"http.url": ("https://shop.example/checkout",), "user": ("u1", "u2")},
    annotations={"acquirer": ("northbank",), "attempt": (3.0,), "vip": (False,)},
    parts=lambda kind: {
        "service": (CHARGES, PAYMENTS),
        "edge": (CALL,),
        "rootcause.fault.entity": (TIMEOUT,),
    }.get(kind, ()),
    in_group=lambda key, value: (key, value) == ("group.name", "shop"),
    causes=lambda: (CAUSE,),
)


@pytest.mark.parametrize(
    "expression",
    [
        "fault",
        "!ok",
        "ok = false",
        "ok != true",
        "!!fault",
        "fault AND !error",
        "fault !error http.status = 502",
        "error OR fault",
        "error AND error OR fault",
        "(error OR fault) AND duration > 3",
        "http.status >= 500 AND http.status < 600",
        'http.url CONTAINS "/checkout"',
        'http.url BEGINSWITH "https://"',
        'http.url ENDSWITH "checkout"',
        'http.url != "https://shop.example/"',
        'user CONTAINS ""',
        'user = "u2"',
        'annotation.acquirer = "northbank"',
        'annotation[acquirer] BEGINSWITH "north"',
        "annotation.attempt >= 3",
        "annotation.vip = false",
        "annotation.vip",
        'service("payments")',
        'service("payments") { fault }',
        "service() { fault }",
        'service() { fault AND type = "AWS::Lambda::Function" }',
        '!service("charges") { fault }',
        '!service("orders")',
        'annotation.acquirer = "northbank" fault',
        'annotation["acquirer"] = "northbank"',
        'annotation.missing != "x"',
        "http.status",
        "user",
        "fault and !error or error",
        'service(id(name: "payments")) { fault }',
        'service(id(name: "payments", type: "AWS::Lambda::Function", account.id: "111122223333"))',
        'service("payments") { responsetime > 2 AND root }',
        'edge("payments", "charges")',
        'edge("payments", "charges") { throttle AND responsetime < 1 }',
        'edge("payments", id(type: "AWS::DynamoDB::Table"))',
        "edge() { throttle }",
        '!edge("charges", "payments")',
        'rootcause.fault.entity { name = "charge card" AND message CONTAINS "timed" }',
        "rootcause.fault.entity { last AND index > 1 coverage >= 0.8 }",
        "!rootcause.error.service",
        'group.name = "shop"',
        'group.name != "other"',
        'group.arn != "shop"',
        'rootcause.json = #{"Services": [{"EntityPath": [{}, {"Name": "card"}]}]}',
        'json = #[{"Services": []}, {"Services": [{"Name": "payments"}]}]',
        'rootcause.json != #{"Services": []} AND fault',
    ],
)
def test_an_expression_that_holds(expression: str) -> None:
    assert parsed(expression)(FACTS)


@pytest.mark.parametrize(
    "expression",
    [
        "ok",
        "fault = false",
        "fault AND error",
        "http.status = 200",
        "responsetime > 0",
        'user = "u3"',
        'annotation.acquirer = "east"',
        'annotation.missing = "x"',
        "annotation.missing",
        'annotation.attempt = "3"',
        "annotation.vip = true",
        'service("charges") { fault }',
        'service("payments") { ok }',
        'service(id(name: "payments", type: "AWS::EC2::Instance"))',
        'service(id(account.id: "1"))',
        'edge("charges", "payments")',
        'edge("payments", "charges") { fault }',
        "rootcause.fault.entity { first }",
        "rootcause.error.entity",
        'group.name = "other"',
        'group.name != "shop"',
        'rootcause.json = #{"Services": [{"Name": "payments", "EntityPath": [{"Name": "card"}]}]}',
        'rootcause.json = #{"Services": [{"Type": "x"}]}',
    ],
)
def test_an_expression_that_does_not_hold(expression: str) -> None:
    assert not parsed(expression)(FACTS)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('edge("a") { fault }', "')' is not understood at character 9, expected ','"),
        ('edge("a", "b") { annotation.x = 1 }', "'annotation.x' cannot be asked here at"),
        ('service("a") { service("b") }', "'service' cannot be asked here at character 16"),
        ("coverage > 1", "'coverage' cannot be asked here at character 1"),
        ('service(id(nome: "a"))', "'nome' is not understood at character 12"),
        ("service(3)", "'3' is not understood at character 9"),
        ("rootcause.fault.thing", "'rootcause.fault.thing' is not understood at character 1"),
        ("rootcause.json = #{oops}", "no JSON value follows '#' at character 18"),
        ("rootcause.json = 3", "'3' is not understood at character 18"),
        ("rootcause.json = #" + "[" * 1900, "no JSON value follows '#' at character 18"),
        ('group.name CONTAINS "a"', "'CONTAINS' is not understood at character 12"),
        ("fault AND", "it ends at character 10"),
        ("http.status = ", "it ends"),
        ("http.status = abc", "'abc' is not understood at character 15"),
        ("http.url = 3", "'3' is not understood"),
        ("fault = maybe", "'maybe' is not understood"),
        ("(fault", "expected ')'"),
        ("fault)", "')' is not understood"),
        ("fault ~", "'~' is not understood at character 7"),
        ("%", "'%' is not understood at character 1"),
        ("(" * 60 + "ok" + ")" * 60, "nested deeper than 40"),
        ("ok " * 1000, "longer than 2000 characters"),
        ("", "it ends"),
    ],
)
def test_what_is_not_understood_is_named(expression: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parsed(expression)


FLAGS = ("ok", "error", "fault", "throttle", "partial")


class Tree(NamedTuple):
    """A flag, or trees that a sign holds together."""

    sign: str
    parts: "tuple[Tree, ...]" = ()


def written(tree: Tree) -> str:
    """The tree as an expression, with parentheses around every part."""
    if not tree.parts:
        return tree.sign
    parts = [f"({written(part)})" for part in tree.parts]
    return f"!{parts[0]}" if tree.sign == "!" else tree.sign.join(parts)


def held(tree: Tree, flags: dict[str, bool]) -> bool:
    """What the tree is worth, the obvious way."""
    if not tree.parts:
        return flags[tree.sign]
    parts = [held(part, flags) for part in tree.parts]
    if tree.sign == "!":
        return not parts[0]
    return any(parts) if tree.sign == " OR " else all(parts)


def joined(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    one, few = st.tuples(inner), st.lists(inner, min_size=1, max_size=3).map(tuple)
    signs = st.sampled_from((" AND ", " OR ", " "))
    return st.builds(Tree, st.just("!"), one) | st.builds(Tree, signs, few)


TREES = st.recursive(st.sampled_from(FLAGS).map(Tree), joined, max_leaves=8)
SOME_FLAGS = st.fixed_dictionaries({flag: st.booleans() for flag in FLAGS})


@given(TREES, SOME_FLAGS)
def test_a_tree_is_worth_what_its_parts_are(tree: Tree, flags: dict[str, bool]) -> None:
    assert parsed(written(tree))(Facts(flags=flags)) is held(tree, flags)


ROWS = st.lists(st.lists(st.sampled_from(FLAGS), min_size=1, max_size=4), min_size=1, max_size=4)


@given(ROWS, SOME_FLAGS)
def test_and_binds_more_than_or(rows: list[list[str]], flags: dict[str, bool]) -> None:
    expression = " OR ".join(" AND ".join(row) for row in rows)
    expected = any(all(flags[word] for word in row) for row in rows)
    assert parsed(expression)(Facts(flags=flags)) is expected


@given(st.text(alphabet='ok!(){}"=<>AND OR service edge id:,#annotation.x[]1.5\\', max_size=60))
def test_any_text_is_parsed_or_refused(expression: str) -> None:
    try:
        test = parsed(expression)
    except ValueError:
        return
    assert test(FACTS) in (True, False)
