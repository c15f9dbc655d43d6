"""All that `awsobs local` runs: the endpoint, the X-Ray daemon and what time brings about."""

import asyncio
import errno
import gc
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awsobs.commands.leaving import leaving_event
from awsobs.commands.load_specs import LoadSpec, spec_of
from awsobs.commands.local_load import load
from awsobs.commands.local_load_data import load_data
from awsobs.daemon.batches import Upload, UploadFailed
from awsobs.daemon.listener import Daemon
from awsobs.daemon.proxy import Forwarding
from awsobs.domain.clock import Clock, SystemClock
from awsobs.local.cloud import Cloud
from awsobs.local.data_keeper import DataKeeper
from awsobs.local.engine import Engine
from awsobs.local.faults import FaultPlan
from awsobs.local.operations import Call, Caller, EventStream, Fault
from awsobs.local.server import LocalServer, PortTaken
from awsobs.scenarios.player import Playing, play

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
    scenario: str | None = None
    seed: int = 1
    speed: float = 1.0
    parent: int | None = None
    faults: FaultPlan | None = None
    data: Path | None = None
    load: tuple[str, ...] = ()
    load_as_new: bool = False


class CannotStart(Exception):
    """An option cannot be honoured; the text says which one to change."""


async def serve(
    plan: Plan,
    on_ready: Callable[[Mapping[str, Any]], None],
    tell: Callable[[str], None],
) -> None:
    """Run until a signal, or the parent's end, says otherwise.

    Args:
        plan: what to run.
        on_ready: called with the addresses once everything listens.
        tell: takes lines about what was loaded.

    Raises:
        CannotStart: a port is taken, no scenario is called so, or nothing can be loaded.
        DataError: the folder for its data cannot be used, or not any more.
    """
    leaving = leaving_event(plan.parent)
    keeper = None if plan.data is None else DataKeeper.open(plan.data)
    async with AsyncExitStack() as stack:
        if keeper is not None:
            stack.push_async_callback(asyncio.to_thread, keeper.close)
        cloud = _cloud(plan, keeper)
        server = await _server(cloud, plan)
        stack.push_async_callback(server.stop)
        for region in () if keeper is None else keeper.regions:
            server.regions.cloud_in(region)
        for line in await _loaded(plan, server, leaving):
            tell(line)
        daemon = await _daemon(cloud, plan.xray_port, server.url)
        stack.push_async_callback(daemon.stop)
        playing = None if plan.scenario is None else await _playing(cloud, plan, daemon.address)
        if playing is not None:
            stack.push_async_callback(playing.stop)
        server.about = {
            "endpoint_url": server.url,
            "xray_daemon_address": daemon.address,
            "region": plan.region,
            "pid": os.getpid(),
        }
        # What is there by now stays; to look through it for garbage would hold up answers.
        gc.collect()
        gc.freeze()
        on_ready(server.about)
        work = [_tick(server)] + ([playing.watch()] if playing else [])
        await _until(leaving, work + ([_watch(keeper, cloud.clock, leaving)] if keeper else []))
    if keeper is not None:
        keeper.check()


async def _loaded(plan: Plan, server: LocalServer, leaving: asyncio.Event) -> list[str]:
    told: list[str] = []
    try:
        specs = [spec_of(text) for text in plan.load]
        records = [one.path for one in specs if _holds_records(one)]
        for spec in specs:
            if not _holds_records(spec):
                cloud = server.regions.clouds[0]
                told += await load_data(spec, cloud, as_new=plan.load_as_new)
        if records:
            loaded = await load(records, server.regions, leaving, as_new=plan.load_as_new)
            told += loaded.lines()
    except OSError as error:
        raise CannotStart(f"--load: {error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise CannotStart(f"--load: {error}") from error
    return told


def _holds_records(spec: LoadSpec) -> bool:
    return not (spec.group or spec.metric or spec.is_traces)


def _cloud(plan: Plan, keeper: DataKeeper | None) -> Cloud:
    return Cloud(
        SystemClock(),
        account=plan.account,
        region=plan.region,
        record_reads=plan.record_reads,
        keeper=keeper,
    )


async def _watch(keeper: DataKeeper, clock: Clock, leaving: asyncio.Event) -> None:
    """Leave when what is put does not reach the disk any more."""
    while not keeper.has_failed:
        await clock.sleep(_TICK)
    leaving.set()


async def _until(leaving: asyncio.Event, work: Iterable[Coroutine[None, None, None]]) -> None:
    """Let the work go on until it is time to leave; a bug in it ends everything at once."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in work]
        await leaving.wait()
        for task in tasks:
            task.cancel()


async def _tick(server: LocalServer) -> None:
    """A beat for every region that somebody has called."""
    engines: dict[str, Engine] = {}
    while True:
        for cloud in server.regions.clouds:
            engines.setdefault(cloud.region, Engine()).tick(cloud, cloud.clock.now())
        await server.regions.clouds[0].clock.sleep(_TICK)


async def _playing(cloud: Cloud, plan: Plan, daemon_address: str) -> Playing:
    try:
        return await play(
            cloud,
            name=plan.scenario or "",
            seed=plan.seed,
            speed=plan.speed,
            clock=cloud.clock,
            daemon_address=daemon_address,
        )
    except ValueError as error:
        raise CannotStart(f"{error}; choose another one with --scenario") from error


async def _server(cloud: Cloud, plan: Plan) -> LocalServer:
    try:
        return await LocalServer.start(cloud, plan.port, faults=plan.faults)
    except OSError as error:
        raise _no_port("port", plan.port, "--port", error) from error


async def _daemon(cloud: Cloud, port: int, endpoint_url: str) -> Daemon:
    try:
        return await Daemon.start(_upload(cloud), port=port, responder=Forwarding(endpoint_url))
    except OSError as error:
        raise _no_port("X-Ray port", port, "--xray-port", error) from error


def _no_port(what: str, port: int, option: str, error: OSError) -> CannotStart:
    is_taken = isinstance(error, PortTaken) or error.errno == errno.EADDRINUSE
    why = "is taken" if is_taken else f"cannot be had ({error.strerror})"
    return CannotStart(f"{what} {port} {why}; choose another one with {option}")


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
