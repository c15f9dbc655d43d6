"""The TCP side of the daemon: SDKs ask here for sampling rules and targets."""

import json
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from aiohttp.web import BaseRequest, Response, ServerRunner

_TIMEOUT = 2.0
_PASSED_ON = ("Content-Type", "Authorization", "X-Amz-Date", "X-Amz-Security-Token", "User-Agent")
_PASSED_BACK = ("Content-Type", "x-amzn-RequestId", "x-amzn-ErrorType")


class Responder(Protocol):
    """Who answers what comes in."""

    async def respond(self, request: "BaseRequest") -> "Response": ...
    async def close(self) -> None: ...


class Proxy:
    """Lets a responder answer on some sockets."""

    def __init__(self, runner: "ServerRunner", responder: Responder) -> None:
        self._runner = runner
        self._responder = responder

    @classmethod
    async def start(cls, listening: Sequence[socket.socket], responder: Responder) -> Self:
        """Serve on sockets that are bound already."""
        # aiohttp takes a while to import, and not every daemon answers.
        from aiohttp import web

        runner = web.ServerRunner(
            web.Server(responder.respond, access_log=None), shutdown_timeout=0.2
        )
        await runner.setup()
        for one in listening:
            await web.SockSite(runner, one).start()
        return cls(runner, responder)

    async def stop(self) -> None:
        """Close the connections both ways."""
        await self._runner.cleanup()
        await self._responder.close()


class Forwarding:
    """Forwards every request to an endpoint that checks no signature, and its answer back."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url.rstrip("/")
        self._session: ClientSession | None = None

    async def respond(self, request: "BaseRequest") -> "Response":
        """The endpoint's answer, or in words that there is none."""
        from aiohttp import ClientError, web

        try:
            async with self._opened().request(
                request.method,
                self._endpoint_url + request.rel_url.raw_path_qs,
                data=await request.read(),
                headers={
                    name: request.headers[name] for name in _PASSED_ON & request.headers.keys()
                },
            ) as answer:
                return web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    headers={
                        name: answer.headers[name]
                        for name in _PASSED_BACK
                        if name in answer.headers
                    },
                )
        except (TimeoutError, ClientError) as error:
            words = {"message": f"X-Ray does not answer at {self._endpoint_url}: {error}"}
            return web.Response(status=502, body=json.dumps(words), content_type="application/json")

    async def close(self) -> None:
        """Close the connections to the endpoint."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> "ClientSession":
        from aiohttp import ClientSession, ClientTimeout

        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=_TIMEOUT))
        return self._session
