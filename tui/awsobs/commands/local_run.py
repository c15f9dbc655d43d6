"""All that `awsobs local` runs: the endpoint, the X-Ray daemon and what time brings about."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from awsobs.daemon.batches import Upload, UploadFailed
from awsobs.daemon.listener import Daemon
from awsobs.domain.clock import Clock, SystemClock
from awsobs.local.child import on_orphaned
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call, Caller, EventStream, Fault
from awsobs.local.server import LocalServer, PortTaken

_TICK = 1.0
_DAEMON = "awsobs xray-daemon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for on the command line."""

    port: int
    xray_port: int
    account: str
    region: str
    record_reads: bool
    parent: int | None = None


class CannotStart(Exception):
    """An option cannot be honoured; the text says which one to change."""


async def serve(plan: Plan, on_ready: Callable[[Mapping[str, Any]], None]) -> None:
    """Run until a signal, or the parent's end, says otherwise.

    Args:
        plan: what to run.
        on_ready: called with the addresses once everything listens.

    Raises:
        CannotStart: a port is taken.
    """
    leaving = _leaving(plan.parent)
    clock = SystemClock()
    cloud = Cloud(clock, account=plan.account, region=plan.region, record_reads=plan.record_reads)
    server = await _server(cloud, plan.port)
    try:
        daemon = await _daemon(cloud, plan.xray_port, server.url)
        try:
            server.about = {
                "endpoint_url": server.url,
                "xray_daemon_address": daemon.address,
                "region": plan.region,
                "pid": os.getpid(),
            }
            on_ready(server.about)
            await _until(leaving, [_tick(cloud, clock)])
        finally:
            await daemon.stop()
    finally:
        await server.stop()


async def _until(leaving: asyncio.Event, work: Sequence[Awaitable[None]]) -> None:
    """Let the work go on until it is time to leave; a bug in it ends everything at once."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_awaited(part)) for part in work]
        await leaving.wait()
        for task in tasks:
            task.cancel()


async def _awaited(part: Awaitable[None]) -> None:
    await part


async def _tick(cloud: Cloud, clock: Clock) -> None:
    engine = Engine()
    while True:
        engine.tick(cloud, clock.now())
        await clock.sleep(_TICK)


async def _server(cloud: Cloud, port: int) -> LocalServer:
    try:
        return await LocalServer.start(cloud, port)
    except PortTaken as error:
        raise CannotStart(f"port {port} is taken; choose another one with --port") from error


async def _daemon(cloud: Cloud, port: int, endpoint_url: str) -> Daemon:
    try:
        return await Daemon.start(_upload(cloud), port=port, endpoint_url=endpoint_url)
    except OSError as error:
        raise CannotStart(
            f"the X-Ray port {port} is taken; choose another one with --xray-port"
        ) from error


def _upload(cloud: Cloud) -> Upload:
    caller = Caller(user_agent=_DAEMON, region=cloud.region)

    async def put(documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        call = Call(
            service="xray",
            operation="PutTraceSegments",
            parameters={"TraceSegmentDocuments": list(documents)},
            caller=caller,
        )
        try:
            reply = cloud.answer(call)
        except Fault as fault:
            raise UploadFailed(str(fault)) from fault
        if isinstance(reply, EventStream):
            raise TypeError("PutTraceSegments answers with no stream")
        unprocessed: Sequence[Mapping[str, str]] = reply.get("UnprocessedTraceSegments", ())
        return unprocessed

    return put


def _leaving(parent: int | None) -> asyncio.Event:
    """What SIGTERM, SIGINT and the parent's end set."""
    leaving = asyncio.Event()
    loop = asyncio.get_running_loop()

    def leave(*_: object) -> None:
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(leaving.set)

    for name in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(name, leave)
        else:
            loop.add_signal_handler(name, leave)
    if parent is not None:
        on_orphaned(parent, leave)
    return leaving
