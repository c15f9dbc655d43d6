"""The local AWS as an HTTP server on loopback."""

import asyncio
import errno
import json
import zlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import timedelta
from email.utils import format_datetime
from typing import Self

from aiohttp import web

from awsobs.local.cloud import Cloud
from awsobs.local.faults import Delay, FaultPlan, Harm, Skew, of_kind
from awsobs.local.faults_sending import send
from awsobs.local.operations import Fault
from awsobs.local.regions import Regions
from awsobs.local.wire.event_stream import CONTENT_TYPE
from awsobs.local.wire.exchange import Streaming, understood
from awsobs.local.wire.messages import Answer, Request

ABOUT_PATH = "/_awsobs/local"

_LARGEST_BODY = 10 * 1024 * 1024
_PATIENCE = 0.5
_GZIP = 31


class PortTaken(OSError):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


class LocalServer:
    """Answers on 127.0.0.1 for one cloud, and for its account's other regions.

    `about` is what it tells `awsobs local --export`. `use` changes which answers go wrong.
    """

    def __init__(self, cloud: Cloud, faults: FaultPlan | None = None) -> None:
        self.about: Mapping[str, object] = {}
        self.port = 0
        self.regions = Regions(cloud)
        self._cloud = cloud
        self.use(faults)
        self._streams: set[asyncio.Task[None]] = set()
        self._querying: dict[str, asyncio.Task[None]] = {}
        self._runner = web.ServerRunner(
            web.Server(
                self._handle, access_log=None, auto_decompress=False, handler_cancellation=True
            ),
            shutdown_timeout=_PATIENCE,
        )

    @classmethod
    async def start(cls, cloud: Cloud, port: int = 0, *, faults: FaultPlan | None = None) -> Self:
        """Listen on `port`, or on a free one for 0.

        Raises:
            PortTaken: another program has the port.
            OSError: the port cannot be had for another reason.
        """
        server = cls(cloud, faults)
        await server._runner.setup()
        site = web.TCPSite(server._runner, "127.0.0.1", port)
        try:
            await site.start()
        except OSError as error:
            await server._runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(port) from error
            raise
        server.port = server._runner.addresses[0][1]
        return server

    @property
    def url(self) -> str:
        """What clients take as their endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def use(self, faults: FaultPlan | None) -> None:
        """Spoil answers by this plan from now on; None spoils none."""
        self._faults = faults or FaultPlan()
        self._faults.begin(self._cloud.clock.now())

    async def stop(self) -> None:
        """End the queries and the live tails, then the connections."""
        for task in (*self._querying.values(), *self._streams):
            task.cancel()
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == ABOUT_PATH:
            return web.json_response(dict(self.about))
        try:
            body = unpacked(await _body(request), request.headers.get("Content-Encoding", ""))
        except Fault as fault:
            return self._refusal(fault)
        message = Request(
            method=request.method,
            path=request.rel_url.raw_path,
            query=request.rel_url.raw_query_string,
            headers=request.headers,
            body=body,
            peer=request.remote or "127.0.0.1",
        )
        exchange = await understood(message)
        now = self._cloud.clock.now()
        harms = self._faults.drawn(exchange.service, exchange.operation, now)
        if (delay := of_kind(harms, Delay)) is not None:
            # Of the network, which does not keep to the cloud's clock.
            await asyncio.sleep(delay.by.total_seconds())
        cloud = self.regions.cloud_in(exchange.region)
        answer = exchange.answer(cloud, harms)
        self._query(cloud)
        if isinstance(answer, Streaming):
            return await self._stream(request, answer)
        return await send(request, self._response(answer, harms), harms)

    def _query(self, cloud: Cloud) -> None:
        """Let started queries work whenever nobody waits for an answer."""
        task = self._querying.get(cloud.region)
        if cloud.insights.is_busy and (task is None or task.done()):
            self._querying[cloud.region] = asyncio.create_task(_work(cloud))

    def _response(self, answer: Answer, harms: Sequence[Harm] = ()) -> web.Response:
        date = self._date(of_kind(harms, Skew))
        headers = {**answer.headers, "Content-Type": answer.content_type, "Date": date}
        return web.Response(status=answer.status, body=answer.body, headers=headers)

    def _refusal(self, fault: Fault) -> web.Response:
        words = {"__type": fault.code, "message": fault.message}
        return self._response(
            Answer(
                status=fault.status,
                content_type="application/x-amz-json-1.1",
                body=json.dumps(words).encode(),
                headers={"x-amzn-ErrorType": fault.code},
            )
        )

    async def _stream(self, request: web.BaseRequest, answer: Streaming) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={
                "Content-Type": CONTENT_TYPE,
                "Date": self._date(),
                "x-amzn-RequestId": answer.request_id,
            }
        )
        await response.prepare(request)
        # A task of its own, so that stopping ends the stream and not the answer.
        pump = asyncio.create_task(_pump(answer.frames, response))
        self._streams.add(pump)
        try:
            await asyncio.wait({pump})
            if not pump.cancelled():
                pump.result()  # a bug in the stream is told where all others are
        finally:
            pump.cancel()
            self._streams.discard(pump)
        return response

    def _date(self, skew: Skew | None = None) -> str:
        now = self._cloud.clock.now() + (skew.by if skew else timedelta())
        return format_datetime(now.replace(microsecond=0), usegmt=True)


@asynccontextmanager
async def running(
    cloud: Cloud, port: int = 0, *, faults: FaultPlan | None = None
) -> AsyncGenerator[LocalServer]:
    """A server for the length of a block."""
    server = await LocalServer.start(cloud, port, faults=faults)
    try:
        yield server
    finally:
        await server.stop()


def unpacked(body: bytes, encoding: str) -> bytes:
    """A body without its gzip.

    Raises:
        Fault: it is not gzip, too large once unpacked, or packed in another way.
    """
    if encoding.lower() in ("", "identity", "aws-chunked"):
        return body
    if encoding.lower() != "gzip":
        raise Fault("UnsupportedMediaType", f"Content-Encoding {encoding:.40} is unknown.")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        data = unpacker.decompress(body, _LARGEST_BODY + 1)
    except zlib.error as error:
        raise Fault("SerializationException", "The body is not gzip.") from error
    if len(data) > _LARGEST_BODY:
        raise _too_large()
    if not unpacker.eof:
        raise Fault("SerializationException", "The gzip body is cut short.")
    return data


async def _body(request: web.BaseRequest) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise _too_large()
    return bytes(body)


async def _work(cloud: Cloud) -> None:
    while cloud.insights.is_busy:
        cloud.insights.step(int(cloud.clock.now().timestamp() * 1000))
        await asyncio.sleep(0)


async def _pump(frames: AsyncGenerator[bytes], response: web.StreamResponse) -> None:
    # The reader may leave at any time: then writing fails, and the stream is closed.
    async with aclosing(frames):
        with suppress(ConnectionError):
            async for data in frames:
                await response.write(data)


def _too_large() -> Fault:
    return Fault(
        "RequestEntityTooLargeException",
        f"The request is larger than {_LARGEST_BODY} bytes.",
        status=413,
    )
