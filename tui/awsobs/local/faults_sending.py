"""Planned harm to an answer on its way: bodies that are broken, that drip, that never end."""

import asyncio
import socket
import struct
from collections.abc import Sequence

from aiohttp import web

from awsobs.local.faults import Body, Drip, Harm, Reset, of_kind

_GARBAGE = b'\xff\xfe{"rows": [\x1b]0;not an answer\x07'
_SHORTEST_PAUSE = 0.25
_AT_ONCE = struct.pack("ii", 1, 0)


async def send(
    request: web.BaseRequest, response: web.Response, harms: Sequence[Harm]
) -> web.StreamResponse:
    """Send an answer as it was planned; an unharmed one is for the server to send."""
    if (body := of_kind(harms, Body)) is not None:
        response.body = spoiled(_bytes_of(response), body)
    drip, reset = of_kind(harms, Drip), of_kind(harms, Reset)
    if drip is None and reset is None:
        return response
    data = _bytes_of(response)
    begun = web.StreamResponse(status=response.status, headers=response.headers)
    begun.content_length = max(len(data), reset.after + 1 if reset else 0)
    await begun.prepare(request)
    await _write(begun, data[: reset.after] if reset else data, drip)
    if reset is not None:
        _break(request)
    return begun


def spoiled(data: bytes, body: Body) -> bytes:
    """A body that no protocol can read."""
    return data[: len(data) // 2] if body is Body.CUT else _GARBAGE


async def _write(response: web.StreamResponse, data: bytes, drip: Drip | None) -> None:
    if drip is None:
        await response.write(data)
        return
    pause = max(_SHORTEST_PAUSE, 1 / drip.rate)
    piece = max(1, int(drip.rate * pause))
    for at in range(0, len(data), piece):
        # Of the network, which does not keep to the cloud's clock.
        await asyncio.sleep(pause)
        await response.write(data[at : at + piece])


def _break(request: web.BaseRequest) -> None:
    """Reset the connection: the other side sees no end, but an error."""
    transport = request.transport
    if isinstance(transport, asyncio.Transport):
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


def _bytes_of(response: web.Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b""
