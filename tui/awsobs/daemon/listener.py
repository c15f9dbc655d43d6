"""The X-Ray daemon: UDP in, batches out, and sampling answers over TCP."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any, Self

from typing_extensions import override

from awsobs.daemon.batches import MAX_BYTES, Batches, Statistics, Upload
from awsobs.daemon.datagrams import document_of
from awsobs.daemon.kernel_drops import kernel_drops
from awsobs.daemon.proxy import Proxy, Responder
from awsobs.daemon.sockets import Pair, bound_pairs

LOOPBACK = "127.0.0.1"

_LAST_UPLOADS = 5.0
_AT_ONCE = 200
_LAST_ROUNDS = 100
_LARGEST = 65_536


class Daemon:
    """Listens on one number for UDP and TCP. `address` is what AWS_XRAY_DAEMON_ADDRESS takes."""

    def __init__(self, batches: Batches, pairs: Sequence[Pair]) -> None:
        self.port = pairs[0].port
        self.addresses = tuple(pair.address for pair in pairs)
        self.address = self.addresses[0]
        self._batches = batches
        self._pairs = pairs
        self._transports: list[asyncio.DatagramTransport] = []
        self._proxy: Proxy | None = None
        self._sending: asyncio.Task[None] | None = None
        self._lost = 0

    @classmethod
    async def start(
        cls,
        upload: Upload,
        *,
        host: str = LOOPBACK,
        also: str = "",
        port: int = 0,
        responder: Responder | None = None,
        idle: float = 1.0,
        max_bytes: int = MAX_BYTES,
    ) -> Self:
        """Listen, and upload what comes.

        Args:
            upload: sends a batch of documents.
            host: the address to bind.
            also: another address, bound too if this machine has it.
            port: the number for both protocols; 0 picks one.
            responder: answers TCP requests; without it nothing answers there.
            idle: seconds of silence after which a short batch leaves.
            max_bytes: how large the documents may be together that wait.

        Raises:
            OSError: the port is taken, or the address is not this machine's.
        """
        daemon = cls(Batches(upload, idle=idle, max_bytes=max_bytes), bound_pairs(host, port, also))
        for pair in daemon._pairs:
            await daemon._listen(pair.udp)
        if responder is not None:
            daemon._proxy = await Proxy.start([pair.tcp for pair in daemon._pairs], responder)
        daemon._sending = asyncio.create_task(daemon._batches.run())
        return daemon

    @property
    def statistics(self) -> Statistics:
        """What has become of all that was received."""
        return self._batches.statistics

    @property
    def lost(self) -> int:
        """Datagrams that the kernel dropped before they were received, where it tells."""
        if self._transports:
            self._lost = sum(kernel_drops(pair.udp) for pair in self._pairs)
        return self._lost

    async def stop(self) -> None:
        """Take in what has arrived, close the sockets, then upload what still waits."""
        for pair in self._pairs:
            for _ in range(_LAST_ROUNDS):  # a flood must not keep us
                if _take_in(pair.udp, self._batches) < _AT_ONCE:
                    break
        self._lost = self.lost
        while self._transports:
            self._transports.pop().close()
        if self._proxy is not None:
            await self._proxy.stop()
        for pair in self._pairs:
            pair.tcp.close()
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        await self._batches.flush(_LAST_UPLOADS)

    async def _listen(self, udp: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Inbox(self._batches, udp), sock=udp
        )
        self._transports.append(transport)


class _Inbox(asyncio.DatagramProtocol):
    def __init__(self, batches: Batches, udp: socket.socket) -> None:
        self._batches = batches
        self._udp = udp

    @override
    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        _sort(data, self._batches)
        _take_in(self._udp, self._batches)


def _take_in(udp: socket.socket, batches: Batches) -> int:
    """Read more of a burst at once: the loop alone hands over one datagram a round."""
    for count in range(_AT_ONCE):
        try:
            data = udp.recv(_LARGEST)
        except OSError:  # mostly that there is no more
            return count
        _sort(data, batches)
    return _AT_ONCE


def _sort(data: bytes, batches: Batches) -> None:
    try:
        document = document_of(data)
    except ValueError as error:
        batches.reject(str(error))
    else:
        batches.add(document)
