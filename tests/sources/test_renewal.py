import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from awsobs.sources.session import Aws

WHOSE = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


async def test_what_is_under_way_while_keys_are_renewed_goes_on(
    serve: Callable[..., Awaitable[str]], open_aws: Callable[..., Aws]
) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if operation == "GetCallerIdentity":
            return web.Response(text=WHOSE, content_type="text/xml")
        asked.set()
        await answered.wait()
        return web.json_response({"Rules": []})

    aws = open_aws(await serve(answer), attempts=1)
    slow = asyncio.ensure_future(aws.call("events:ListRules"))
    await asked.wait()
    await aws.renew()
    answered.set()
    assert (await slow)["Rules"] == []
    await aws.renew()
    assert (await aws.call("events:ListRules"))["Rules"] == []
