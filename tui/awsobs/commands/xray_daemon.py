"""`awsobs xray-daemon`: segments in over UDP and TCP, on to AWS in batches, until told to end."""

import argparse
import asyncio
import ipaddress
import re
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from os import environ

from awsobs.commands.asking import refused
from awsobs.commands.output import output_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.source_state import SourceError
from awsobs.settings import first_environment, settings_from

DEFAULT_PORT = 2000
_LOOPBACK = "127.0.0.1"
_LOOPBACK_6 = "::1"
_ADDRESS = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]+)):(\d{1,5})", re.ASCII)
_MOST_MEGABYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Where to listen; `also` is bound too where the machine has it."""

    host: str
    port: int
    also: str = ""

    @property
    def is_public(self) -> bool:
        """Whether other machines may reach it."""
        return not ipaddress.ip_address(self.host).is_loopback


_BOTH_LOOPBACKS = Bind(host=_LOOPBACK, port=DEFAULT_PORT, also=_LOOPBACK_6)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `awsobs xray-daemon`."""
    add = parser.add_argument
    add(
        "--bind",
        type=bind_of,
        default=_BOTH_LOOPBACKS,
        metavar="ADDR:PORT",
        help="UDP and TCP; 127.0.0.1:2000 and [::1]:2000 unless given; port 0 picks a free one",
    )
    add(
        "--buffer-mb",
        type=_megabytes,
        default=16,
        metavar="N",
        help="how much may wait, 16; when it is full the oldest is dropped and counted",
    )
    add("--json", action="store_true", help="the address and the statistics as JSON lines")
    add("-q", "--quiet", action="store_true", help="no statistics on stderr")


def run(namespace: Namespace) -> int:
    """Serve until SIGTERM or SIGINT, then send what waits."""
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "xray-daemon")
    # boto and aiohttp take a third of a second to import; --help must not wait for them.
    from awsobs.collecting.preflight import signed_in
    from awsobs.commands.xray_daemon_run import CannotListen, Plan, serve

    try:
        settings = signed_in(settings, environ, SystemClock(), None)
    except SourceError as error:
        return refused(error, output)
    plan = Plan(
        host=namespace.bind.host,
        also=namespace.bind.also,
        port=namespace.bind.port,
        max_bytes=namespace.buffer_mb * 1_000_000,
    )
    if namespace.bind.is_public:
        output.tell("other machines can reach this address, and write traces with your keys")
    try:
        asyncio.run(serve(plan, settings, output))
    except CannotListen as error:
        output.tell(str(error))
        return ExitStatus.USAGE
    except BrokenPipeError:
        return ExitStatus.BROKEN_PIPE
    return ExitStatus.OK


def bind_of(text: str) -> Bind:
    """An address and a port, as `127.0.0.1:2000`, `[::1]:2000`, `localhost:2000`.

    Raises:
        ArgumentTypeError: it is none.
    """
    found = _ADDRESS.fullmatch(text)
    port = int(found[3]) if found else -1
    if found is None or not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no address such as 127.0.0.1:2000")
    host = found[1] or found[2]
    if host == "localhost":
        return Bind(host=_LOOPBACK, port=port, also=_LOOPBACK_6)
    try:
        return Bind(host=str(ipaddress.ip_address(host)), port=port)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{host!r} is no IP address of this machine") from None


def _megabytes(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_MEGABYTES:
        raise argparse.ArgumentTypeError(f"{number} is outside 1 to {_MOST_MEGABYTES}")
    return number
