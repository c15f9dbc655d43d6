"""A local AWS, servers that misbehave as they are told, and the door to both."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any

import pytest
from aiohttp import web

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer
from awsobs.sources.access import Access
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws

Answer = Callable[[str, int, dict[str, Any]], Any]
"""From the operation, the number of the request (0 first) and its body to a response.

None cuts the connection in the middle of the body.
"""

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def cloud(clock: FrozenClock) -> Cloud:
    return Cloud(clock, quotas=False)


@pytest.fixture
def put(cloud: Cloud) -> Callable[..., Any]:
    """Call the local AWS in-process: `put("logs:CreateLogGroup", logGroupName="g")`."""

    def call(operation: str, **parameters: Any) -> Any:
        service, name = operation.split(":")
        return cloud.answer(Call(service=service, operation=name, parameters=parameters))

    return call


@pytest.fixture
async def exits() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def open_aws(exits: AsyncExitStack, clock: FrozenClock) -> Callable[..., Aws]:
    """The door to an endpoint; closed after the test."""

    def opened(url: str, **options: Any) -> Aws:
        options.setdefault("pace", Pace(clock, budget=math.inf, own_endpoint=True))
        access = Access(endpoint_url=url, access_key=("test", "test"), region="us-east-1")
        aws = Aws(access, clock, **options)
        exits.push_async_callback(aws.close)
        return aws

    return opened


@pytest.fixture
async def aws(cloud: Cloud, open_aws: Callable[..., Aws], exits: AsyncExitStack) -> Aws:
    """The door to a local AWS."""
    server = await LocalServer.start(cloud)
    exits.push_async_callback(server.stop)
    return open_aws(server.url)


@pytest.fixture
def serve(exits: AsyncExitStack) -> Callable[[Answer], Awaitable[str]]:
    """Start a server that answers as it is told; gives its URL."""

    async def served(answer: Answer) -> str:
        numbers: dict[str, int] = {}

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            target = request.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
            body = await request.json() if target else dict(await request.post())
            operation = target or str(body.get("Action") or request.path.strip("/"))
            number = numbers.get(operation, 0)
            numbers[operation] = number + 1
            given = answer(operation, number, body)
            response: web.StreamResponse | None = await given if isawaitable(given) else given
            return response if response is not None else await cut_short(request)

        runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        exits.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    return served


async def cut_short(request: web.BaseRequest) -> web.StreamResponse:
    """Begin an answer, and close the connection before its end."""
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"events": [')
    assert request.transport is not None
    request.transport.close()
    return response


def refusal(code: str, status: int = 400, message: str = "no") -> web.Response:
    """An error as the JSON protocols spell it."""
    return web.json_response({"__type": code, "message": message}, status=status)


@pytest.fixture
def refuse() -> Callable[..., web.Response]:
    return refusal
