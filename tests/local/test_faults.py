"""Planned faults: what a file may say, whom a rule hits, and what arrives at a client."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError
from hypothesis import given, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.faults import (
    Body,
    Delay,
    Drip,
    FaultPlan,
    Harm,
    Page,
    Refusal,
    Reset,
    Rule,
    Skew,
    of_kind,
)
from awsobs.local.faults_file import FaultFileError, plan_from, rules_from
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer, running

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
STORM = Refusal(code="ThrottlingException", message="Rate exceeded")

Ask = Callable[..., Awaitable[Any]]


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


# --- the file -------------------------------------------------------------------------------


def test_a_list_and_one_rule_a_line_say_the_same() -> None:
    rules = [
        {"service": "logs", "operation": "Filter*", "share": 0.3, "error": "SlowDown", "to": 60},
        {"delay": 2.5, "from": "2026-11-25T16:00:00Z"},
        {"reset": 100},
        {"drip": 1},
        {"malformed": "cut"},
        {"empty": True},
        {"repeat": True},
        {"skew": -600},
    ]
    lines = "\n\n".join(json.dumps(rule) for rule in rules)
    assert rules_from(lines) == rules_from(json.dumps(rules, indent=2))
    assert [rule.harm for rule in rules_from(lines)] == [
        Refusal(code="SlowDown", message="SlowDown, as planned"),
        Delay(by=timedelta(seconds=2.5)),
        Reset(after=100),
        Drip(rate=1.0),
        Body.CUT,
        Page.EMPTY,
        Page.REPEAT,
        Skew(by=timedelta(minutes=-10)),
    ]
    first, second = rules_from(lines)[:2]
    assert (first.service, first.operation, first.share) == ("logs", "Filter*", 0.3)
    assert (first.start, first.end) == (timedelta(), timedelta(minutes=1))
    assert second.start == NOW


def test_times_may_have_units() -> None:
    (rule,) = rules_from('{"delay": "1.5s", "from": "90s", "to": "2m"}')
    assert rule.harm == Delay(by=timedelta(seconds=1.5))
    assert (rule.start, rule.end) == (timedelta(seconds=90), timedelta(minutes=2))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"delay": 1}, {"delay": "x"}]', 'rule 2: delay: write seconds, such as 2.5 or "3s", no'),
        (
            '{"delay": 1}\n{"delay": -1}',
            'line 2: delay: write seconds, such as 2.5 or "3s", not -1',
        ),
        ('{"delay": NaN}', 'line 1: delay: write seconds, such as 2.5 or "3s", not NaN'),
        ('{"service": "log", "delay": 1}', "line 1: service: there is no log; did you mean logs?"),
        ('{"service": "s3", "delay": 1}', "there is no s3; "),
        (
            '{"service": "logs", "operation": "FilterLogEvent", "delay": 1}',
            "line 1: operation: logs has no FilterLogEvent; did you mean FilterLogEvents?",
        ),
        ('{"servce": "logs", "delay": 1}', "line 1: 'servce' is unknown; there are service, "),
        ('{"service": "logs"}', "line 1: write exactly one of error, delay, reset, drip,"),
        ('{"delay": 1, "reset": 2}', "malformed, empty, repeat, skew; there is delay and reset"),
        ('{"error": {"status": 503}}', "line 1: error: write a code, or"),
        ('{"error": {"code": "A", "status": 200}}', "error: write a status from 400 to 599, not"),
        ('{"share": 2, "delay": 1}', "share: write a share from 0 to 1, such as 0.3, not 2"),
        ('{"from": "noon", "delay": 1}', 'from: write seconds after the start, "90s", or a moment'),
        ('{"empty": false}', "line 1: empty: write true, or leave it out, not false"),
        ('{"malformed": "odd"}', 'line 1: malformed: write "cut" or "garbage", not "odd"'),
        ('{"reset": 1.5}', "line 1: reset: write after how many bytes, such as 100, not 1.5"),
        ('"delay"', 'line 1: a rule is an object, such as {"service": "logs", "delay": 2}'),
        ("[{]", "line 1: no JSON: "),
        ('{"delay": 1}\n{"delay"', "line 2: no JSON: "),
        ("[" * 100_000, "no JSON that can be read"),
    ],
)
def test_a_bad_rule_is_told_by_its_place_with_what_to_write(text: str, words: str) -> None:
    with pytest.raises(FaultFileError) as caught:
        rules_from(text)
    assert words in str(caught.value)


@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["service", "share", "from", "to", "error", "delay", "skew", "code", "x"]),
        inner,
        max_size=4,
    ),
    max_leaves=8,
))  # fmt: skip
def test_any_json_is_rules_or_a_refusal_in_words(value: object) -> None:
    with suppress(FaultFileError):
        rules = rules_from(json.dumps(value))
        assert all(0 <= rule.share <= 1 for rule in rules)
        assert len(FaultPlan(rules).drawn("logs", "FilterLogEvents", NOW)) <= len(rules)


@given(st.text(max_size=60))
def test_any_text_is_rules_or_a_refusal_in_words(text: str) -> None:
    with suppress(FaultFileError):
        assert text.strip() == "" or rules_from(text)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing, latin = tmp_path / "none.json", tmp_path / "latin.json"
    latin.write_bytes(b"\xff")
    for path, words in ((missing, "No such file"), (latin, "not UTF-8"), (tmp_path, "directory")):
        with pytest.raises(FaultFileError, match=words) as caught:
            plan_from(path)
        assert str(caught.value).startswith(str(path))


# --- whom a rule hits -----------------------------------------------------------------------


def test_globs_match_in_any_case_and_only_what_they_name() -> None:
    plan = FaultPlan([Rule(harm=STORM, service="logs", operation="filter*")])
    assert plan.drawn("logs", "FilterLogEvents", NOW) == (STORM,)
    assert plan.drawn("logs", "DescribeLogGroups", NOW) == ()
    assert plan.drawn("cloudwatch", "FilterLogEvents", NOW) == ()


def test_seconds_count_from_the_start_and_the_end_is_not_included() -> None:
    plan = FaultPlan([Rule(harm=STORM, start=timedelta(seconds=10), end=at(20))])
    plan.begin(NOW)
    hits = [bool(plan.drawn("logs", "X", at(second))) for second in (9, 10, 19, 20)]
    assert hits == [False, True, True, False]


def test_a_share_of_the_requests_is_hit_and_the_same_seed_hits_the_same_ones() -> None:
    def hits(seed: int) -> list[bool]:
        plan = FaultPlan([Rule(harm=STORM, share=0.3)], seed=seed)
        return [bool(plan.drawn("logs", "X", NOW)) for _ in range(2_000)]

    assert hits(1) == hits(1) != hits(2)
    assert 0.26 < sum(hits(1)) / 2_000 < 0.34


def test_of_each_kind_the_first_that_hits_holds() -> None:
    other = Refusal(code="Other", message="")
    late = Delay(by=timedelta(seconds=1))
    plan = FaultPlan([Rule(harm=STORM), Rule(harm=other), Rule(harm=late)])
    assert plan.drawn("logs", "X", NOW) == (STORM, late)


# --- what arrives ---------------------------------------------------------------------------


@pytest.fixture
def cloud() -> Cloud:
    one = Cloud(FrozenClock(NOW))
    for name in ("/a", "/b"):
        parameters = {"logGroupName": name}
        one.answer(Call(service="logs", operation="CreateLogGroup", parameters=parameters))
    return one


@pytest.fixture
async def server(cloud: Cloud) -> AsyncIterator[LocalServer]:
    async with running(cloud) as one:
        yield one


@pytest.fixture
def ask(server: LocalServer) -> Ask:
    """Call an operation once, without retries, while one harm is done to every answer."""

    async def asked(service: str, operation: str, *harms: Harm, **parameters: Any) -> Any:
        server.use(FaultPlan([Rule(harm=harm) for harm in harms]))
        session: Any = get_session()  # its stubs know services by literal names only
        async with session.create_client(
            service,
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIATESTTESTTESTTEST",
            aws_secret_access_key="any",
            config=AioConfig(retries={"total_max_attempts": 1}),
        ) as client:
            return await getattr(client, operation)(**parameters)

    return asked


GROUPS = ("logs", "describe_log_groups")


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        (GROUPS, {}),
        (("cloudwatch", "describe_alarms"), {}),
        (("xray", "batch_get_traces"), {"TraceIds": ["1-67400000-0123456789abcdef01234567"]}),
        (("sts", "get_caller_identity"), {}),
        (("events", "list_rules"), {}),
        (("cloudtrail", "lookup_events"), {}),
    ],
)
async def test_an_error_arrives_in_each_services_own_protocol(
    ask: Ask, call: tuple[str, str], parameters: dict[str, Any]
) -> None:
    refusal = Refusal(code="ServiceUnavailable", message="not now")
    with pytest.raises(ClientError) as caught:
        await ask(*call, refusal, **parameters)
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "ServiceUnavailable"
    assert response["Error"]["Message"] == "not now"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 503


async def test_the_trail_records_refusals_but_neither_failures_nor_strangers(
    ask: Ask, server: LocalServer, cloud: Cloud
) -> None:
    cloud.trail = type(cloud.trail)(record_reads=True)
    for code in ("AccessDeniedException", "InternalFailure", "ExpiredTokenException"):
        with pytest.raises(ClientError):
            await ask(*GROUPS, Refusal(code=code, message="no"))
    found = await ask("cloudtrail", "lookup_events")
    records = [json.loads(row["CloudTrailEvent"]) for row in found["Events"]]
    assert [record["errorCode"] for record in records] == ["AccessDeniedException"]


async def test_a_delay_holds_the_request_until_the_client_has_gone(
    ask: Ask, server: LocalServer
) -> None:
    hour = Delay(by=timedelta(hours=1))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await ask(*GROUPS, hour)
    server.use(None)
    assert await ask(*GROUPS)


@pytest.mark.parametrize("after", [0, 10, 100_000])
async def test_a_reset_breaks_the_connection_in_the_middle_of_the_body(
    ask: Ask, after: int
) -> None:
    with pytest.raises((ConnectionClosedError, HTTPClientError)):
        await ask(*GROUPS, Reset(after=after))


async def test_a_drip_comes_in_pieces_and_whole_in_the_end(ask: Ask, server: LocalServer) -> None:
    found = await ask(*GROUPS, Drip(rate=2_000))
    assert len(found["logGroups"]) == 2


@pytest.mark.parametrize("body", Body)
async def test_a_spoiled_body_is_no_json(server: LocalServer, body: Body) -> None:
    server.use(FaultPlan([Rule(harm=body)]))
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            server.url, headers={"X-Amz-Target": "Logs_20140328.DescribeLogGroups"}, data=b"{}"
        ) as answer,
    ):
        assert answer.status == 200
        with pytest.raises(ValueError, match=r"."):
            json.loads(await answer.read())


async def test_an_empty_page_comes_before_each_real_one(ask: Ask) -> None:
    first = await ask(*GROUPS, Page.EMPTY, limit=1)
    assert first["logGroups"] == []
    second = await ask(*GROUPS, Page.EMPTY, limit=1, nextToken=first["nextToken"])
    assert [row["logGroupName"] for row in second["logGroups"]] == ["/a"]
    third = await ask(*GROUPS, Page.EMPTY, limit=1, nextToken=second["nextToken"])
    assert third["logGroups"] == []
    fourth = await ask(*GROUPS, limit=1, nextToken=third["nextToken"])
    assert [row["logGroupName"] for row in fourth["logGroups"]] == ["/b"]
    assert "nextToken" not in fourth


async def test_a_repeated_page_gives_the_token_that_it_was_asked_with(ask: Ask) -> None:
    first = await ask(*GROUPS, Page.REPEAT)
    second = await ask(*GROUPS, Page.REPEAT, nextToken=first["nextToken"])
    assert second["nextToken"] == first["nextToken"]
    assert len(second["logGroups"]) == 2


async def test_pages_of_other_protocols_can_be_spoiled_too(ask: Ask) -> None:
    for call in (("cloudwatch", "describe_alarms"), ("events", "list_rules")):
        assert (await ask(*call, Page.REPEAT))["NextToken"]
    assert "Account" in await ask("sts", "get_caller_identity", Page.REPEAT)


async def test_a_skewed_service_gives_its_own_date_and_refuses_what_was_signed_long_ago() -> None:
    signed = NOW
    async with running(Cloud(FrozenClock(signed))) as server, aiohttp.ClientSession() as session:

        async def asked(skew: float) -> tuple[datetime, Any]:
            server.use(FaultPlan([Rule(harm=Skew(by=timedelta(seconds=skew)))]))
            headers = {
                "X-Amz-Target": "Logs_20140328.DescribeLogGroups",
                "X-Amz-Date": f"{signed:%Y%m%dT%H%M%SZ}",
            }
            async with session.post(server.url, headers=headers, data=b"{}") as answer:
                return parsedate_to_datetime(answer.headers["Date"]), json.loads(
                    await answer.read()
                )

        date, answer = await asked(200)
        assert answer == {"logGroups": []}
        assert timedelta(seconds=198) < date - signed < timedelta(seconds=201)
        _, answer = await asked(600)
        assert answer["__type"] == "InvalidSignatureException"
        assert answer["message"].startswith("Signature expired: ")
        _, answer = await asked(-600)
        assert answer["message"].startswith("Signature not yet current: ")


async def test_a_plan_can_be_changed_while_the_server_runs(ask: Ask, server: LocalServer) -> None:
    with pytest.raises(ClientError):
        await ask(*GROUPS, STORM)
    assert len((await ask(*GROUPS))["logGroups"]) == 2


def test_the_first_harm_of_a_kind_is_found() -> None:
    assert of_kind((STORM, Body.CUT), Body) is Body.CUT
    assert of_kind((STORM,), Body) is None
