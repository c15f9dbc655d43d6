"""Lines for files, and commands for a shell."""

import csv
import json
import shlex
from datetime import UTC, datetime, timedelta

from awsobs.domain.context import Context
from awsobs.domain.logs import LogEvent
from awsobs.domain.window import Window, live_window
from awsobs.present.aws_commands import filter_log_events
from awsobs.present.log_export import Format, exported

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
AT = int(NOON.timestamp() * 1000)


def line(message: str) -> LogEvent:
    return LogEvent(timestamp=AT, ingestion_time=AT, group="/a/pay", stream="s", message=message)


def test_text_has_the_whole_time_and_the_whole_message() -> None:
    (text,) = exported([line("x" * 500)], Format.TEXT)
    assert text.startswith("2026-11-25 12:00:00.000")
    assert text.endswith(f"{'x' * 500}\n")


def test_json_is_an_object_a_line() -> None:
    lines = list(exported([line("ü"), line('a "quote"')], Format.JSON))
    assert [json.loads(one)["message"] for one in lines] == ["ü", 'a "quote"']
    assert all(one.count("\n") == 1 for one in lines)


def test_csv_has_heads_and_computes_nothing() -> None:
    text = "".join(exported([line('=HYPERLINK("x")'), line("a,b")], Format.CSV))
    heads, *rows = csv.reader(text.splitlines())
    assert [row[heads.index("message")] for row in rows] == ['\'=HYPERLINK("x")', "a,b"]


def test_no_lines_make_an_empty_file() -> None:
    assert [list(exported([], kind)) for kind in Format] == [[], [], []]


def test_a_command_is_quoted_for_a_shell_and_has_one_line_a_group() -> None:
    window = Window(start=NOON - timedelta(hours=1), end=NOON, live=False)
    context = Context(region="eu-west-1", profile="it's mine")
    command = filter_log_events(["/a; rm -rf /", "/b"], window, context, pattern='-"a b" $(x)')
    first, second = command.split("\n")
    assert shlex.split(first) == [
        *("aws", "logs", "filter-log-events", "--log-group-name=/a; rm -rf /"),
        *("--start-time", str(AT - 3_600_000), "--end-time", str(AT - 1)),
        *('--filter-pattern=-"a b" $(x)', "--region", "eu-west-1", "--profile", "it's mine"),
    ]
    assert "--log-group-name=/b " in second


def test_a_live_window_has_no_end() -> None:
    command = filter_log_events(["/a"], live_window(NOON), Context())
    assert "--end-time" not in command
    assert "--region" not in command
