"""Stack traces of any language are one entry; what is none stays as it came."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.log_entries import MOST_LINES, LogEntries, entries_in
from awsobs.analysis.log_times import LineTimes

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PYTHON = """Traceback (most recent call last):
  File "/app/pay.py", line 3, in charge
    return rates[currency]
           ~~~~~^^^^^^^^^^
KeyError: 'EUR'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 9, in run
ValueError: time 2026-01-01 00:00:00 is none"""
JAVA = """java.lang.IllegalStateException: no stock
\tat shop.Stock.take(Stock.java:12)
\t... 12 more
Caused by: java.io.IOException: closed
\tat shop.Link.read(Link.java:7)
\t... 13 more"""
GO = """panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.take(0x1, ...)
\t/app/main.go:5 +0x1d
main.(*Shop).run(0xc000010)
\t/app/main.go:9
exit status 2"""
NODE = """TypeError: Cannot read properties of undefined
    at take (/app/shop.js:12:3)
    at node:internal/process:95:5"""
NET = """Unhandled exception. System.Exception: no stock
 ---> System.IO.IOException: closed
   at Shop.Stock.Take() in /app/Stock.cs:line 3
   --- End of inner exception stack trace ---
   at Shop.Main.Run()"""
RUBY = """app.rb:3:in `take': no stock (RuntimeError)
\tfrom app.rb:7:in `run'"""
STACKS = (PYTHON, JAVA, GO, NODE, NET, RUBY)


def entries(text: str) -> list[str]:
    found: list[list[str]] = []
    follower, times = LogEntries(), LineTimes(NOW)
    for line in text.split("\n"):
        if follower.joins(line, times.of(line)):
            found[-1].append(line)
        else:
            found.append([line])
    return ["\n".join(lines) for lines in found]


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_without_times_is_one_entry_between_its_neighbours(stack: str) -> None:
    assert entries(f"INFO begun\n{stack}\nINFO over") == ["INFO begun", stack, "INFO over"]


@pytest.mark.parametrize("stack", [PYTHON, JAVA])
@pytest.mark.parametrize("head", ["2026-03-01 10:00:00 ERROR no", "ERROR:root:no"])
def test_a_stack_belongs_to_the_line_that_tells_of_it(head: str, stack: str) -> None:
    whole = f"{head}\n{stack}"
    assert entries(f"{whole}\n{whole}\n{head}") == [whole, whole, head]


def test_what_has_no_time_belongs_to_the_line_before_that_has_one() -> None:
    query = "2026-03-01 10:00:00 DEBUG query\nSELECT *\n  FROM orders"
    assert entries(f"{query}\n2026-03-01 10:00:01 INFO ok") == [
        query,
        "2026-03-01 10:00:01 INFO ok",
    ]


def test_a_line_with_a_level_or_of_json_is_an_entry_though_it_has_no_time() -> None:
    lines = ["2026-03-01 10:00:00 INFO one", "WARN two", '{"a": 1}']
    assert entries("\n".join(lines)) == lines


def test_few_times_among_many_plain_lines_take_none_of_those_for_ever() -> None:
    found = entries("2026-03-01 10:00:00 INFO one" + "\nplain" * 1_000)
    assert len(found) > 900


@given(st.lists(st.sampled_from(["a:", "  b: 1", "", "- c", "\tdeep", "end {", "}"]), min_size=1))
def test_indented_lines_without_any_times_stay_as_they_are(lines: list[str]) -> None:
    assert entries("\n".join(lines)) == lines


def test_an_entry_that_is_too_long_is_cut_and_counted() -> None:
    follower = LogEntries()
    heads = not follower.joins("TypeError: no", None)
    for number in range(2 * MOST_LINES):
        heads += not follower.joins(f"    at f (a.js:{number}:1)", None)
    assert (heads, follower.cut) == (3, 2)


@given(st.lists(st.sampled_from("\n".join(("INFO x", *STACKS)).split("\n")), min_size=1))
def test_plain_lines_are_told_at_once_as_one_by_one(lines: list[str]) -> None:
    times = LineTimes(NOW)
    moments = [times.of(line) for line in lines]
    if LogEntries().are_heads(lines, "\n".join(lines), moments):
        assert entries("\n".join(lines)) == lines


@given(st.lists(st.sampled_from(("INFO x", "2026-03-01 10:00:00 INFO y", *STACKS)), max_size=9))
def test_entries_read_many_at_once_are_those_read_one_by_one(parts: list[str]) -> None:
    text = "\n".join(["INFO begun", *parts])
    assert list(entries_in(text.split("\n"), NOW)) == entries(text)
