"""What is printed, whatever it is made of."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.commands.output import iso, json_text, plain
from awsobs.commands.query import Query
from awsobs.settings import SettingsError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_json_is_one_line_of_printable_ascii_that_says_the_same(value: Any) -> None:
    text = json_text(value)
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text) == value


def test_what_json_cannot_hold_is_made_plain() -> None:
    zone = timezone(timedelta(hours=1))
    found = plain({"at": datetime(2026, 1, 1, 1, tzinfo=zone), 5: (nan, inf, 1.5), "b": b"x"})
    assert found == {"at": "2026-01-01T00:00:00Z", "5": [None, None, 1.5], "b": "b'x'"}


def test_a_pit_has_a_bottom() -> None:
    pit: list[Any] = []
    for _ in range(100_000):
        pit = [pit]
    assert len(json_text(plain(pit))) < 300


def test_milliseconds_are_told_where_there_are_any() -> None:
    assert iso(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"
    assert iso(datetime(2026, 1, 1, 0, 0, 0, 5000, tzinfo=UTC)) == "2026-01-01T00:00:00.005Z"


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("a.", "at character 3: it ends too early"),
        ("a[?b", "at character 5: it ends too early"),
        ("a ~ b", "at character 3: Unknown token ~"),
        ("a b", "at character 3: b cannot stand there"),
        ("", "at character 1"),
        ("(" * 100_000, "at character"),
    ],
)
def test_a_bad_query_is_refused_with_its_position(expression: str, words: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Query(expression)
    assert words in str(refused.value)


def test_a_query_that_does_not_suit_what_it_gets_is_refused() -> None:
    with pytest.raises(SettingsError, match="--query length"):
        Query("length(a)").part({"a": 1})


@pytest.fixture
def graph(tmp_path: Path) -> str:
    path = tmp_path / "graph.json"
    path.write_text(json.dumps({"nodes": [{"id": "web"}, {"id": "db"}], "edges": []}))
    return str(path)


def test_a_reader_that_leaves_early_is_no_crash(graph: str) -> None:
    program = [sys.executable, "-m", "awsobs", "map", "--graph", graph, "--width", "80"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_told(graph: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "awsobs", "map", "--graph", graph],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (5, "awsobs: stdout: No space left on device\n")
