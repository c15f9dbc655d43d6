"""The headless twins of the panes, over sockets, as a user calls them."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.exit_status import ExitStatus
from awsobs.local.faults import Delay, FaultPlan, Rule

Ask = Callable[..., Awaitable[Any]]
Refuse = Callable[[str, str], None]
CONTEXT = {"account": "123456789012", "region": "us-east-1", "profile": ""}


async def test_alarms_have_the_names_of_aws_and_say_whose_they_are(ask: Ask) -> None:
    told = await ask("alarms", "--json")
    first, second = told.objects
    assert (told.status, told.err) == (ExitStatus.OK, "")
    assert (first["schema"], first["AlarmName"], first["StateValue"]) == (1, "pay-errors", "ALARM")
    assert first["context"] == CONTEXT
    assert first["StateTransitionedTimestamp"].endswith("Z")
    assert second["StateValue"] == "INSUFFICIENT_DATA"


async def test_log_lines_come_oldest_first_with_an_account_of_them(ask: Ask, shop: Any) -> None:
    told = await ask("logs", "/shop/*", "--json")
    stamps = [line["timestamp"] for line in told.objects]
    at = int(shop.at.timestamp() * 1000)
    assert stamps == [at, at + 1, at + 10, at + 11, at + 20, at + 21]
    assert set(told.objects[0]) == {
        *("schema", "timestamp", "ingestionTime", "logGroup", "logStream"),
        *("message", "eventId", "level", "late"),
    }
    assert [line["logGroup"] for line in told.objects[:2]] == ["/shop/pay", "/shop/web"]
    account = json.loads(told.err.splitlines()[-1])
    parts = ("shown", "filtered", "duplicate", "malformed", "evicted", "lost")
    assert account["schema"] == 1
    assert (account["in"], account["shown"]) == (6, 6)
    assert account["in"] == sum(account[part] for part in parts)


async def test_what_a_filter_hides_is_accounted_for(ask: Ask) -> None:
    told = await ask("logs", "/shop/pay", "--filter", "level:ERROR", "--json")
    assert [line["level"] for line in told.objects] == ["ERROR"]
    account = json.loads(told.err.splitlines()[-1])
    assert (account["in"], account["shown"], account["filtered"]) == (3, 1, 2)


async def test_nothing_that_a_terminal_takes_for_an_order_is_printed(ask: Ask) -> None:
    for shape in ("--json", "--text"):
        told = await ask("logs", shape)
        assert all(c.isprintable() or c == "\n" for c in told.out)
        assert "timeout" in told.out
    told = await ask("logs", "--json")
    assert told.out.isascii()
    assert "é" in told.objects[2]["message"]


async def test_the_trail_is_the_record_with_who_what_and_where(ask: Ask) -> None:
    told = await ask("trail", "event:PutMetricAlarm", "--json")
    first = told.objects[0]
    assert first["eventName"] == first["what"] == "PutMetricAlarm"
    assert first["eventSource"] == "monitoring.amazonaws.com"
    assert first["userIdentity"]
    assert first["who"]
    assert first["where"]
    assert first["context"] == CONTEXT


async def test_series_have_their_query_and_their_datapoints(ask: Ask) -> None:
    told = await ask("metrics", "--json", "--filter", "AWS/Lambda")
    one = told.objects[0]
    assert one["MetricStat"]["Metric"]["MetricName"] == "Errors"
    assert one["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "FunctionName", "Value": "pay"}]
    assert one["Values"] == [7.0]
    assert len(one["Timestamps"]) == 1
    assert one["StatusCode"] == "Complete"
    assert one["context"] == CONTEXT


async def test_traces_are_summaries(ask: Ask) -> None:
    told = await ask("traces", "fault:yes", "--json")
    (one,) = told.objects
    assert one["HasFault"] is True
    assert one["Http"] == {"HttpURL": "https://x/pay", "HttpStatus": 502}
    assert one["Id"].startswith("1-")


async def test_the_traces_of_a_group_are_those_in_it(ask: Ask, shop: Any) -> None:
    shop.put("xray:CreateGroup", GroupName="failed", FilterExpression="fault")
    shop.put("xray:CreateGroup", GroupName="slow", FilterExpression="duration > 60")
    (one,) = (await ask("traces", "--group", "failed", "--json")).objects
    assert one["HasFault"] is True
    assert (await ask("traces", "--group", "slow", "--json")).objects == []


async def test_the_map_is_that_of_the_account(ask: Ask) -> None:
    told = await ask("map", "--json")
    (found,) = told.objects
    node = next(node for node in found["nodes"] if node["type"] == "AWS::Lambda::Function")
    assert (node["account"], node["fault"], node["count"]) == ("123456789012", 1, 1)
    assert (found["traces"], found["partial"]) == (1, False)
    drawn = await ask("map", "--width", "60", "--filter", "type:Lambda")
    assert "pay" in drawn.out
    assert "client" not in drawn.out


async def test_a_map_of_summaries_alone_says_that_it_lacks_edges(ask: Ask, refuse: Refuse) -> None:
    told = await ask("map", "--source", "summaries", "--json")
    (found,) = told.objects
    assert (found["partial"], found["basis"]) == (True, "root causes")
    assert "edges from root causes only" in told.err
    refuse("xray:BatchGetTraces", "AccessDeniedException")
    (denied,) = (await ask("map", "--json")).objects
    assert denied["basis"] == "GetServiceGraph"
    refuse("xray:BatchGetTraces xray:GetServiceGraph", "AccessDeniedException")
    (denied,) = (await ask("map", "--json")).objects
    assert denied["nodes"] == found["nodes"]


async def test_x_rays_own_graph_is_asked_for_when_it_is_wanted(ask: Ask) -> None:
    (made,) = (await ask("map", "--json")).objects
    (reported,) = (await ask("map", "--source", "service-graph", "--json")).objects
    assert (made["basis"], reported["basis"]) == ("traces", "GetServiceGraph")
    counts = [{n["name"] + n["type"]: n["count"] for n in g["nodes"]} for g in (made, reported)]
    assert counts[0] == counts[1]


async def test_the_map_of_a_group_is_of_its_traces(ask: Ask) -> None:
    (whole,) = (await ask("map", "--group", "Default", "--json")).objects
    assert (whole["basis"], whole["traces"]) == ("GetServiceGraph", 1)
    told = await ask("map", "--group", "nobody", "--json")
    assert "Group not found" in told.err
    assert told.status != ExitStatus.OK


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("alarms", "pay-errors"),
        ("logs", "timeout"),
        ("trail", "PutMetricAlarm"),
        ("metrics", "7"),
        ("traces", "502"),
        ("map", "pay"),
    ],
)
async def test_without_json_it_is_a_table(ask: Ask, command: str, words: str) -> None:
    told = await ask(command)
    assert told.status == ExitStatus.OK
    assert words in told.out
    assert max(map(len, told.lines)) <= 100
    narrow = await ask(command, "--width", "60", "--ascii")
    assert narrow.out.isascii()
    assert max(map(len, narrow.lines)) <= 60


async def test_in_a_pipe_a_log_line_is_as_long_as_it_is(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    told = await ask("logs", "/shop/pay")
    assert "x" * 300 in told.out


async def test_a_query_prints_its_part_of_each_object(ask: Ask) -> None:
    told = await ask("alarms", "--query", "[AlarmName, Threshold]")
    assert told.objects == [["pay-errors", 5.0], ["spare", 5.0]]
    bare = await ask("alarms", "--text", "--query", "[AlarmName, Threshold]")
    assert bare.lines == ["pay-errors\t5.0", "spare\t5.0"]


async def test_a_query_on_hostile_text_is_safe_to_show(ask: Ask) -> None:
    told = await ask("logs", "/shop/pay", "--text", "--query", "message")
    assert all(c.isprintable() or c == "\n" for c in told.out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("alarms", "--query", "a.["), "--query a.[: at character"),
        (("alarms", "--query", "nope(AlarmName)"), "--query nope(AlarmName)"),
        (("alarms", "--filter", "(state"), "--filter: (state: at character 7"),
        (("logs", "--from", "soon"), "--from: soon"),
        (("logs", "--from", "-5m", "--to", "-9m"), "--to: "),
        (("logs", "/no/such/group"), "/no/such/group"),
        (("metrics", "--width", "39"), "--width 39"),
        (("map", "--view", "/nowhere/at/all"), "--view /nowhere/at/all"),
    ],
)
async def test_what_is_asked_wrongly_is_named(
    ask: Ask, arguments: tuple[str, ...], words: str
) -> None:
    told = await ask(*arguments)
    assert (told.status, told.out) == (ExitStatus.USAGE, "")
    assert words in told.err.splitlines()[0]
    assert len(told.err.splitlines()) <= 3


async def test_only_what_is_in_the_window_is_printed(ask: Ask) -> None:
    for command in ("logs", "trail", "traces"):
        told = await ask(command, "--from", "-20m", "--to", "-10m", "--json")
        assert (told.status, told.out) == (ExitStatus.OK, "")
        assert f"awsobs {command}: no " in told.err
    told = await ask("logs", "--from", "-5m", "--json")
    assert len(told.objects) == 6


async def test_a_refusal_ends_with_its_words_and_status(ask: Ask, refuse: Refuse) -> None:
    refuse("cloudwatch:DescribeAlarms", "AccessDenied")
    told = await ask("alarms", "--json")
    assert (told.status, told.out) == (ExitStatus.CREDENTIALS, "")
    assert "denied: cloudwatch:DescribeAlarms" in told.err
    assert "awsobs iam-policy" in told.err
    assert len(told.err.splitlines()) <= 3


async def test_an_expired_session_is_one_of_credentials(ask: Ask, refuse: Refuse) -> None:
    refuse("cloudtrail:*", "ExpiredTokenException")
    told = await ask("trail")
    assert told.status == ExitStatus.CREDENTIALS
    assert "expired" in told.err
    assert "Traceback" not in told.err


async def test_an_operation_that_the_endpoint_lacks_is_named(ask: Ask, refuse: Refuse) -> None:
    refuse("xray:GetTraceSummaries", "UnknownOperationException")
    told = await ask("traces")
    assert told.status == ExitStatus.UNREACHABLE
    assert "xray:GetTraceSummaries" in told.err


async def test_what_was_read_before_the_refusal_is_printed(ask: Ask, refuse: Refuse) -> None:
    refuse("xray:BatchGetTraces", "AccessDenied")
    told = await ask("map", "--json")
    assert told.status == ExitStatus.CREDENTIALS
    refuse("cloudwatch:DescribeAlarms", "AccessDenied")
    told = await ask("metrics", "--json")
    assert told.status == ExitStatus.OK
    assert told.objects
    assert "without alarms: denied" in told.err


async def test_who_asks_may_stay_unknown(ask: Ask, refuse: Refuse) -> None:
    refuse("sts:GetCallerIdentity", "AccessDenied")
    told = await ask("alarms", "--json")
    assert told.status == ExitStatus.OK
    assert told.objects[0]["context"]["account"] == ""
    assert "without identity: denied" in told.err
    quiet = await ask("alarms", "--json", "-q")
    assert quiet.err == ""


async def test_log_lines_do_not_ask_whose_they_are(ask: Ask, refuse: Refuse) -> None:
    refuse("sts:GetCallerIdentity", "AccessDenied")
    told = await ask("logs", "/shop/*", "--json")
    assert "identity" not in told.err


async def test_a_glob_that_matches_no_group_is_told(ask: Ask) -> None:
    told = await ask("logs", "/no/*")
    assert (told.status, told.out) == (ExitStatus.OK, "")
    assert "awsobs logs: no log group matches /no/*" in told.err


@pytest.mark.parametrize("command", ["alarms", "logs", "trail", "metrics", "traces"])
async def test_a_table_has_a_least_width(
    ask: Ask, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "7")
    told = await ask(command)
    assert told.status == ExitStatus.OK
    assert max(map(len, told.lines)) <= 40


@pytest.mark.parametrize("command", ["alarms", "metrics"])
async def test_an_endpoint_where_nobody_listens_is_told(ask: Ask, command: str) -> None:
    told = await ask(command, url="http://127.0.0.1:9")
    assert (told.status, told.out) == (ExitStatus.UNREACHABLE, "")
    assert "127.0.0.1:9 refuses connections" in told.err


async def test_progress_is_told_to_those_who_ask_for_it(ask: Ask) -> None:
    told = await ask("alarms", "--json", "-v")
    assert "awsobs alarms: alarms…" in told.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
async def test_an_interrupt_ends_the_waiting_quietly(server: Any) -> None:
    server.use(FaultPlan([Rule(harm=Delay(by=timedelta(minutes=5)))]))
    program = [sys.executable, "-m", "awsobs", "alarms", "-v", "--endpoint-url", server.url]
    environ = os.environ | {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    process = await asyncio.create_subprocess_exec(
        *program, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environ
    )
    assert process.stderr is not None
    assert await process.stderr.readline() == "awsobs alarms: alarms…\n".encode()
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    assert (process.returncode, out, err) == (ExitStatus.INTERRUPTED, b"", b"")
