import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources import session
from awsobs.sources.access import Access
from awsobs.sources.allowed import READS, NotAllowed
from awsobs.sources.pace import STORM, Pace
from awsobs.sources.session import WHO_AM_I, Aws

Answer = Callable[[str, int, dict[str, Any]], Any]
Serve = Callable[[Answer], Awaitable[str]]
OpenAws = Callable[..., Aws]

OPERATION = "logs:FilterLogEvents"
WEB_PAGE = "<!doctype html><html><title>500</title></html>"


async def failure_of(aws: Aws, operation: str = OPERATION, **parameters: Any) -> SourceError:
    if operation == OPERATION:
        parameters = {"logGroupName": "/shop"} | parameters
    with pytest.raises(SourceError) as caught:
        await aws.call(operation, resource="/shop", **parameters)
    return caught.value


@pytest.mark.parametrize(
    ("code", "status", "condition", "words"),
    [
        ("ThrottlingException", 400, Condition.THROTTLED, "throttled"),
        ("LimitExceededException", 400, Condition.THROTTLED, "throttled"),
        ("AccessDeniedException", 400, Condition.DENIED, "denied: logs:FilterLogEvents on /shop"),
        ("ExpiredTokenException", 400, Condition.EXPIRED, "session expired"),
        ("UnrecognizedClientException", 400, Condition.EXPIRED, "the access key is not valid"),
        (
            "UnknownOperationException",
            400,
            Condition.UNSUPPORTED,
            "this endpoint does not implement logs:FilterLogEvents",
        ),
        (
            "InternalFailure",
            501,
            Condition.UNSUPPORTED,
            "this endpoint does not implement logs:FilterLogEvents",
        ),
        ("ServiceUnavailableException", 503, Condition.FAILING, "503 ServiceUnavailableException"),
        ("InvalidParameterException", 400, Condition.FAILING, "InvalidParameterException: no"),
    ],
)
async def test_each_refusal_has_its_condition_and_words(
    serve: Serve,
    open_aws: OpenAws,
    refuse: Callable[..., web.Response],
    code: str,
    status: int,
    condition: Condition,
    words: str,
) -> None:
    url = await serve(lambda _o, _n, _b: refuse(code, status))
    error = await failure_of(open_aws(url, attempts=1))
    assert (error.condition, error.what) == (condition, words)
    assert error.operation == OPERATION


async def test_the_words_of_a_refusal_cannot_reach_the_terminal(
    serve: Serve, open_aws: OpenAws, refuse: Callable[..., web.Response]
) -> None:
    url = await serve(lambda _o, _n, _b: refuse("Odd", 400, "\x1b]52;c;RVZJTA==\x07 \u202eevil"))
    error = await failure_of(open_aws(url, attempts=1))
    assert "\x1b" not in error.what
    assert "\u202e" not in error.what


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_a_web_page_means_that_an_emulator_lacks_the_call(
    serve: Serve, open_aws: OpenAws, status: int
) -> None:
    url = await serve(lambda _o, _n, _b: web.Response(text=WEB_PAGE, status=status))
    error = await failure_of(open_aws(url, attempts=1))
    assert error.condition is Condition.UNSUPPORTED


async def test_a_web_page_instead_of_xml_means_the_same(serve: Serve, open_aws: OpenAws) -> None:
    url = await serve(lambda _o, _n, _b: web.Response(text=WEB_PAGE, status=500))
    error = await failure_of(open_aws(url, attempts=1), "cloudwatch:DescribeAlarms")
    assert error.condition is Condition.UNSUPPORTED


@pytest.mark.parametrize("body", ['{"events": [', "", "nonsense", '{"events": 5}'])
async def test_a_body_that_is_not_what_it_should_be_is_a_bad_reply(
    serve: Serve, open_aws: OpenAws, body: str
) -> None:
    url = await serve(lambda _o, _n, _b: web.Response(text=body))
    error = await failure_of(open_aws(url, attempts=1))
    assert (error.condition, error.what) == (Condition.FAILING, f"bad reply to {OPERATION}")


async def test_other_operations_do_not_take_rubbish_for_an_empty_answer(
    serve: Serve, open_aws: OpenAws
) -> None:
    url = await serve(lambda _o, _n, _b: web.Response(text='{"Rules": ['))
    error = await failure_of(open_aws(url, attempts=1), "events:ListRules")
    assert error.condition is Condition.FAILING


async def test_a_port_where_nobody_listens_is_offline_and_named(open_aws: OpenAws) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = await failure_of(open_aws(f"http://127.0.0.1:{port}", attempts=1))
    assert error.condition is Condition.OFFLINE
    assert error.what == f"127.0.0.1:{port} refuses connections"


async def test_a_name_that_does_not_resolve_is_offline_and_named(open_aws: OpenAws) -> None:
    error = await failure_of(open_aws("http://nowhere.invalid:80", attempts=1))
    assert error.condition is Condition.OFFLINE
    assert error.what.startswith("cannot resolve nowhere.invalid")


async def test_an_answer_that_drips_in_ends_at_the_deadline(
    serve: Serve, open_aws: OpenAws
) -> None:
    async def drip(*_: object) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    url = await serve(drip)
    error = await failure_of(open_aws(url, attempts=1, deadline=0.2))
    assert error.condition is Condition.OFFLINE
    assert error.what.endswith("does not answer in time")


async def test_in_a_storm_each_call_is_one_request(
    serve: Serve, open_aws: OpenAws, refuse: Callable[..., web.Response]
) -> None:
    asked = 0

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        nonlocal asked
        asked += 1
        return refuse("ThrottlingException")

    aws = open_aws(await serve(answer))
    assert (await failure_of(aws)).condition is Condition.THROTTLED
    assert asked == 3
    assert (await failure_of(aws)).condition is Condition.THROTTLED
    assert asked == STORM
    error = await failure_of(aws)
    assert error.condition is Condition.THROTTLED
    assert error.retry_after > 0
    assert asked == STORM + 1
    assert aws.pace.usage().per_operation == ((OPERATION, asked, 0, asked),)
    assert aws.pace.usage().throttled


async def test_what_is_not_on_the_list_is_stopped_before_the_network(
    serve: Serve, open_aws: OpenAws
) -> None:
    asked: list[str] = []

    def answer(operation: str, *_: object) -> web.Response:
        asked.append(operation)
        return web.json_response({})

    aws = open_aws(await serve(answer))
    with pytest.raises(NotAllowed):
        await aws.call("logs:DeleteLogGroup", logGroupName="/shop")
    assert asked == []


async def test_a_profile_that_is_in_no_file_is_named_with_those_that_are(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    config = tmp_path / "config"
    config.write_text("[profile ops-ro]\nregion = eu-west-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    async with Aws(Access(profile="opsro"), clock, pace=Pace(clock)) as aws:
        error = await failure_of(aws, "sts:GetCallerIdentity")
    assert error.what == "no profile is named opsro; did you mean ops-ro?"
    assert error.hint == "profiles found: ops-ro"


def test_nothing_is_allowed_that_no_source_asks_for() -> None:
    sources = [path.read_text() for path in Path(session.__file__).parent.glob("*.py")]
    asking = "".join(text for text in sources if "aws.call(" in text or "pages(" in text)
    asking += WHO_AM_I
    assert [operation for operation in READS if operation not in asking] == []


def test_every_allowed_read_is_a_read() -> None:
    """TestEventPattern only compares a pattern with an event: it writes nothing."""
    verbs: tuple[str, ...] = ("Lookup", "Describe", "Get", "List", "Filter", "BatchGet", "Test")
    assert [one for one in READS if not one.split(":")[1].startswith(verbs)] == []
