"""Which rows of the table of faults are played by a test, and which are not yet."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]

FAULTS = {
    "N": 9,  # the network and the services
    "A": 5,  # credentials and contexts
    "C": 2,  # clocks
    "D": 6,  # data that is wrong
    "L": 10,  # lines and text
    "T": 13,  # the terminal
    "S": 5,  # the capture file
    "M": 2,  # scale
    "X": 4,  # mistakes of ours and of the user
}

UNTESTED = {
    "L2": "a store that takes 100k lines/s from the wire",
    "S1": "there is no capture file yet",
    "S2": "there is no capture file yet",
    "S3": "there is no capture file yet",
    "S4": "there is no capture file yet",
    "S5": "there is no capture file yet",
    "M1": "a soak takes longer than a suite may",
    "M2": "lists of 100k alarms and maps of 2k nodes have not been played",
    "T13": "the frame rate does not adapt to slow links yet",
}
"""What no test plays yet, and why."""


def every_id() -> set[str]:
    return {f"{letter}{number + 1}" for letter, count in FAULTS.items() for number in range(count)}


def played() -> dict[str, list[str]]:
    """The ids that marks in the tests name, with the modules that name them."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in _marks(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(name, []).append(path.name)
    return found


def _marks(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), "a mark names its faults one by one"
                yield str(argument.value)


def test_every_fault_is_played_or_named_as_not_played_yet() -> None:
    assert every_id() - set(played()) == set(UNTESTED)


def test_no_mark_names_a_fault_that_there_is_not() -> None:
    assert set(played()) <= every_id()


def test_the_table_of_the_design_has_the_same_rows(shared: Path) -> None:
    table = (shared / "design" / "faults.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| ([A-Z]\d+) \|", table, re.MULTILINE)) == every_id()
