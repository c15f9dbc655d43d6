"""The sockets of the daemon: UDP and TCP on one number."""

import errno
import os
import socket
from dataclasses import dataclass

_RECEIVE_BUFFER = 16 * 1024 * 1024
_BIND_ATTEMPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What listens on one address."""

    tcp: socket.socket
    udp: socket.socket

    @property
    def port(self) -> int:
        """The number of both."""
        port: int = self.udp.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """As AWS_XRAY_DAEMON_ADDRESS takes it."""
        host = self.udp.getsockname()[0]
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


def bound_pairs(host: str, port: int, also: str = "") -> tuple[Pair, ...]:
    """Sockets on an address, and with the same number on another one if the machine has it.

    Raises:
        OSError: the number is taken by either protocol, or the address is not this machine's.
    """
    first = _bound_pair(host, port)
    if not also:
        return (first,)
    try:
        return first, _bound(also, first.port)
    except OSError as error:
        if port and error.errno == errno.EADDRINUSE:
            first.tcp.close()
            first.udp.close()
            raise
        return (first,)


def _bound_pair(host: str, port: int) -> Pair:
    attempts = _BIND_ATTEMPTS if port == 0 else 1
    while True:
        attempts -= 1
        try:
            return _bound(host, port)
        except OSError:
            if attempts == 0:
                raise


def _bound(host: str, port: int) -> Pair:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tcp = socket.socket(family, socket.SOCK_STREAM)
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if os.name == "posix":  # elsewhere the option would let a second daemon in
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind((host, port))
        _enlarge(udp)
        udp.bind((host, tcp.getsockname()[1]))
    except OSError:
        tcp.close()
        udp.close()
        raise
    tcp.setblocking(False)
    udp.setblocking(False)
    return Pair(tcp=tcp, udp=udp)


def _enlarge(udp: socket.socket) -> None:
    """Ask for room for a burst; some systems refuse what is too much instead of giving less."""
    size = _RECEIVE_BUFFER
    while size > 64 * 1024:
        try:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        except OSError:
            size //= 2
        else:
            return
