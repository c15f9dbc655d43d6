"""The X-Ray daemon: UDP in, batches out, and sampling answers over TCP."""

import asyncio
import os
import socket
from typing import Any, Self

from typing_extensions import override

from awsobs.daemon.batches import Batches, Statistics, Upload
from awsobs.daemon.datagrams import document_of
from awsobs.daemon.proxy import Proxy

_RECEIVE_BUFFER = 4 * 1024 * 1024
_BIND_ATTEMPTS = 20
_LAST_UPLOADS = 2.0


class Daemon:
    """Listens on one number for UDP and TCP. `address` is what AWS_XRAY_DAEMON_ADDRESS takes."""

    def __init__(self, batches: Batches, tcp: socket.socket, udp: socket.socket) -> None:
        host, port = udp.getsockname()[:2]
        self.port: int = port
        self.address = f"{host}:{port}"
        self._batches = batches
        self._tcp = tcp
        self._udp = udp
        self._transport: asyncio.DatagramTransport | None = None
        self._proxy: Proxy | None = None
        self._sending: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls,
        upload: Upload,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        endpoint_url: str = "",
        idle: float = 1.0,
    ) -> Self:
        """Listen, and upload what comes.

        Args:
            upload: sends a batch of documents.
            host: the address to bind.
            port: the number for both protocols; 0 picks one.
            endpoint_url: where TCP requests are forwarded; without it nothing answers there.
            idle: seconds of silence after which a short batch leaves.

        Raises:
            OSError: the port is taken, or the address is not this machine's.
        """
        tcp, udp = bound_pair(host, port)
        daemon = cls(Batches(upload, idle=idle), tcp, udp)
        loop = asyncio.get_running_loop()
        daemon._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Inbox(daemon._batches), sock=udp
        )
        if endpoint_url:
            daemon._proxy = await Proxy.start(tcp, endpoint_url)
        daemon._sending = asyncio.create_task(daemon._batches.run())
        return daemon

    @property
    def statistics(self) -> Statistics:
        """What has become of all that was received."""
        return self._batches.statistics

    async def stop(self) -> None:
        """Close the sockets, then upload what still waits."""
        if self._transport is not None:
            self._transport.close()
        if self._proxy is not None:
            await self._proxy.stop()
        self._tcp.close()
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        await self._batches.flush(_LAST_UPLOADS)


class _Inbox(asyncio.DatagramProtocol):
    def __init__(self, batches: Batches) -> None:
        self._batches = batches

    @override
    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        try:
            document = document_of(data)
        except ValueError:
            self._batches.reject()
        else:
            self._batches.add(document)


def bound_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A TCP and a UDP socket on one number.

    Raises:
        OSError: the number is taken by either protocol.
    """
    attempts = _BIND_ATTEMPTS if port == 0 else 1
    while True:
        attempts -= 1
        try:
            return _bound(host, port)
        except OSError:
            if attempts == 0:
                raise


def _bound(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if os.name == "posix":  # elsewhere the option would let a second daemon in
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind((host, port))
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        udp.bind((host, tcp.getsockname()[1]))
    except OSError:
        tcp.close()
        udp.close()
        raise
    tcp.setblocking(False)
    udp.setblocking(False)
    return tcp, udp
