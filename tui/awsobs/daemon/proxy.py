"""The TCP side of the daemon: SDKs ask here for sampling rules and targets."""

import json
import socket
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from aiohttp.web import BaseRequest, Response, ServerRunner

_TIMEOUT = 2.0
_PASSED_ON = ("Content-Type", "Authorization", "X-Amz-Date", "X-Amz-Security-Token", "User-Agent")
_PASSED_BACK = ("Content-Type", "x-amzn-RequestId", "x-amzn-ErrorType")


class Proxy:
    """Forwards every request to X-Ray's endpoint and brings the answer back."""

    def __init__(self, endpoint_url: str, session: "ClientSession") -> None:
        self._endpoint_url = endpoint_url.rstrip("/")
        self._session = session
        self._runner: ServerRunner | None = None

    @classmethod
    async def start(cls, listening: socket.socket, endpoint_url: str) -> Self:
        """Serve on a socket that is bound already."""
        # aiohttp takes a while to import, and not every daemon has an endpoint to forward to.
        from aiohttp import ClientSession, ClientTimeout, web

        proxy = cls(endpoint_url, ClientSession(timeout=ClientTimeout(total=_TIMEOUT)))
        server = web.Server(proxy._forward, access_log=None)
        proxy._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await proxy._runner.setup()
        await web.SockSite(proxy._runner, listening).start()
        return proxy

    async def stop(self) -> None:
        """Close the connections both ways."""
        if self._runner is not None:
            await self._runner.cleanup()
        await self._session.close()

    async def _forward(self, request: "BaseRequest") -> "Response":
        from aiohttp import ClientError, web

        try:
            async with self._session.request(
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
