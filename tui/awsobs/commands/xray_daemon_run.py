"""What `awsobs xray-daemon` does while it runs: uploads, statistics, telemetry."""

import asyncio
import errno
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from math import inf
from typing import Any

from awsobs.collecting.preflight import access_of
from awsobs.commands.leaving import leaving_event
from awsobs.commands.output import Output, json_text
from awsobs.daemon.batches import Unreachable, Upload, UploadFailed, UploadRefused
from awsobs.daemon.listener import Daemon
from awsobs.daemon.sampling import Sampling
from awsobs.domain.clock import Clock, SystemClock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.settings import Settings
from awsobs.sources.allowed import DAEMON
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws

_STATISTICS_EVERY = 10.0
_TELEMETRY_EVERY = 60.0
_UPLOAD_DEADLINE = 10.0
_LONGEST = 300
_KINDS = {
    Condition.DENIED: UploadRefused,
    Condition.UNSUPPORTED: UploadRefused,
    Condition.OFFLINE: Unreachable,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for on the command line."""

    host: str
    also: str
    port: int
    max_bytes: int


class CannotListen(Exception):
    """The address cannot be had; the text says which option to change."""


class Uploads:
    """Sends batches, and keeps what the last failure said until somebody asks for it."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._failure = self._told = ""
        self.failed = 0

    async def send(self, documents: Sequence[str]) -> Sequence[Mapping[str, str]]:
        """Send a batch; gives what X-Ray left unprocessed.

        Raises:
            UploadFailed: it did not arrive.
        """
        try:
            reply = await self._aws.call(
                "xray:PutTraceSegments", TraceSegmentDocuments=list(documents)
            )
        except SourceError as error:
            self.failed += 1
            self._failure = error.what[:_LONGEST]
            raise _KINDS.get(error.condition, UploadFailed)(error.what) from error
        self._told = ""
        unprocessed: Sequence[Mapping[str, str]] = reply.get("UnprocessedTraceSegments", ())
        return unprocessed

    def failure(self) -> str:
        """What went wrong since the last call; empty if nothing did, or still the same does."""
        failure, self._failure = self._failure, ""
        if not failure or failure == self._told:
            return ""
        self._told = failure
        return failure


async def serve(plan: Plan, settings: Settings, output: Output) -> None:
    """Run until a signal says otherwise.

    Raises:
        CannotListen: the address cannot be had.
    """
    clock = SystemClock()
    leaving = leaving_event()
    access = access_of(settings)
    pace = Pace(clock, budget=inf, own_endpoint=access.own_endpoint)
    async with AsyncExitStack() as stack:
        aws = Aws(access, clock, pace=pace, allowed=DAEMON, deadline=_UPLOAD_DEADLINE)
        await stack.enter_async_context(aws)
        uploads = Uploads(aws)
        daemon = await _listening(plan, uploads.send, aws)
        report = Report(daemon, uploads, output)
        stack.callback(report.tell, always=True)
        stack.push_async_callback(daemon.stop)
        report.ready()
        async with asyncio.TaskGroup() as group:
            work = [
                group.create_task(_report(report, clock)),
                group.create_task(_telemetry(daemon, uploads, aws, clock)),
            ]
            await leaving.wait()
            for task in work:
                task.cancel()


class Report:
    """The lines that tell what becomes of segments, each only when something has happened."""

    def __init__(self, daemon: Daemon, uploads: Uploads, output: Output) -> None:
        self._daemon = daemon
        self._uploads = uploads
        self._output = output
        self._told: Mapping[str, Any] = {}

    def ready(self) -> None:
        """Say where it listens."""
        self._told = self._counts()
        where = " and ".join(self._daemon.addresses)
        if self._output.is_json:
            address = self._daemon.address
            self._line({"address": address, "addresses": list(self._daemon.addresses)})
        self._output.note(f"listening on {where}, UDP and TCP")

    def tell(self, *, always: bool = False) -> None:
        """Say how it stands; not when it stands as it was told last.

        JSON lines end with one that tells how it ended, `always`.
        """
        counts = self._counts()
        if failure := self._uploads.failure():
            self._output.tell(f"an upload failed: {failure}")
        if counts == self._told and not (always and self._output.is_json):
            return
        self._told = counts
        if self._output.is_json:
            self._line(counts)
        else:
            self._output.note(_words(counts))

    def _counts(self) -> Mapping[str, Any]:
        counts = self._daemon.statistics
        return {
            "received": counts.received,
            "uploaded": counts.uploaded,
            "rejected": counts.rejected,
            "dropped": counts.dropped,
            "retried": counts.retried,
            "queued": counts.queued,
            "rejected_by_reason": dict(counts.reasons),
            "lost_by_kernel": self._daemon.lost,
        }

    def _line(self, shape: Mapping[str, Any]) -> None:
        sys.stdout.write(json_text(shape) + "\n")
        sys.stdout.flush()


def _words(counts: Mapping[str, Any]) -> str:
    names = ("received", "uploaded", "rejected", "dropped", "retried", "queued")
    words = ", ".join(f"{counts[name]:,} {name}" for name in names)
    if counts["lost_by_kernel"]:
        words += f", {counts['lost_by_kernel']:,} lost by the kernel"
    reasons = counts["rejected_by_reason"].items()
    why = "; ".join(f"{count:,} {reason}" for reason, count in reasons)
    return f"{words} ({why})" if why else words


async def _listening(plan: Plan, upload: Upload, aws: Aws) -> Daemon:
    try:
        return await Daemon.start(
            upload,
            host=plan.host,
            also=plan.also,
            port=plan.port,
            responder=Sampling(aws.call),
            max_bytes=plan.max_bytes,
        )
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken" if taken else f"cannot be had ({error.strerror})"
        where = f"port {plan.port}" if taken else plan.host
        raise CannotListen(f"{where} {why}; choose another one with --bind") from error


async def _report(report: Report, clock: Clock) -> None:
    while True:
        await clock.sleep(_STATISTICS_EVERY)
        report.tell()


async def _telemetry(daemon: Daemon, uploads: Uploads, aws: Aws, clock: Clock) -> None:
    """Tell X-Ray each minute what has happened in it, as its own daemon does."""
    before = (0, 0, 0, 0, 0)
    while True:
        await clock.sleep(_TELEMETRY_EVERY)
        counts = daemon.statistics
        now = (
            counts.received, counts.uploaded, counts.dropped, counts.rejected, uploads.failed
        )  # fmt: skip
        received, sent, spilled, rejected, failed = (
            new - old for new, old in zip(now, before, strict=True)
        )
        record = {
            "Timestamp": clock.now(),
            "SegmentsReceivedCount": received,
            "SegmentsSentCount": sent,
            "SegmentsSpilloverCount": spilled,
            "SegmentsRejectedCount": rejected,
            "BackendConnectionErrors": {"OtherCount": failed},
        }
        with suppress(SourceError):  # the next record has it
            await aws.call("xray:PutTelemetryRecords", TelemetryRecords=[record])
            before = now
