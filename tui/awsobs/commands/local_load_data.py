"""Log lines, datapoints and segment documents from files into the local AWS."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from awsobs.analysis.log_times import LineTimes
from awsobs.commands.line_files import lines_in
from awsobs.commands.load_specs import LoadSpec
from awsobs.commands.point_files import points_in_file
from awsobs.domain.metrics import MetricKey
from awsobs.domain.safe_text import safe_text
from awsobs.local.cloud import Cloud
from awsobs.local.services.xray_puts import put_documents

_AT_ONCE = 2_000
_LARGEST = 1_048_576 - 26
"""Bytes of one log event (PutLogEvents)."""


async def load_data(spec: LoadSpec, cloud: Cloud, *, as_new: bool) -> Iterator[str]:
    """Put what a file holds where its spec says; lines to tell about it.

    Args:
        spec: The file, and the group or metric.
        cloud: Where to.
        as_new: Move all times by one span so that the newest is now.

    Raises:
        OSError: the file cannot be read.
    """
    if spec.metric is not None:
        told = await asyncio.to_thread(_series, spec, spec.metric, cloud, as_new=as_new)
    elif spec.group:
        told = await _lines(spec, cloud, as_new=as_new)
    else:
        told = await _segments(spec, cloud, as_new=as_new)
    return iter(told)


# --- log lines ----------------------------------------------------------------------------------


async def _lines(spec: LoadSpec, cloud: Cloud, *, as_new: bool) -> list[str]:
    """A line without a time has that of the line before it; before any, that of now."""
    name, now = str(spec.path), cloud.clock.now()
    at_first, newest = await asyncio.to_thread(_ends, name, now)
    later = int(now.timestamp() * 1000) - newest if as_new and newest else 0
    ingested, stream = int(now.timestamp() * 1000), spec.path.name.replace(":", "_")
    times, at, count = LineTimes(now), at_first, 0
    batch: list[tuple[int, str]] = []
    for line in lines_in(name):
        at = times.of(line) or at
        if line:
            batch.append((at + later, line[:_LARGEST]))
        if len(batch) >= _AT_ONCE:
            cloud.logs.put(spec.group, stream, batch, ingested)
            count, batch = count + len(batch), []
            await asyncio.sleep(0)
    cloud.logs.put(spec.group, stream, batch, ingested)
    return [f"log lines loaded: {count + len(batch):,} into {safe_text(spec.group)}"]


def _ends(name: str, now: datetime) -> tuple[int, int]:
    """The first time that a line tells, and the newest of all; now and 0 where none does."""
    times, first, newest = LineTimes(now), 0, 0
    for line in lines_in(name):
        if (at := times.of(line)) is not None:
            first, newest = first or at, max(newest, at)
    return first or int(now.timestamp() * 1000), newest


# --- datapoints ---------------------------------------------------------------------------------


def _series(spec: LoadSpec, key: MetricKey, cloud: Cloud, *, as_new: bool) -> list[str]:
    read = points_in_file(str(spec.path))
    newest = max((at for at, _ in read.points), default=cloud.clock.now())
    later = cloud.clock.now() - newest if as_new else timedelta()
    for at, value in read.points:
        cloud.metrics.put(key.namespace, key.name, key.dimensions, at + later, value)
    told = [f"datapoints loaded: {len(read.points):,} of {key.namespace}/{key.name}"]
    if read.broken:
        told.append(f"lines that are no timestamp and number: {read.broken:,}")
    return told


# --- segment documents --------------------------------------------------------------------------


async def _segments(spec: LoadSpec, cloud: Cloud, *, as_new: bool) -> list[str]:
    documents = await asyncio.to_thread(lambda: list(_documents(str(spec.path))))
    later = 0.0
    if as_new:
        ends = [end for document in documents if (end := _end(document)) is not None]
        later = cloud.clock.now().timestamp() - max(ends) if ends else 0.0
    rejected = 0
    for first in range(0, len(documents), _AT_ONCE):
        some = [json.dumps(_moved(one, later)) for one in documents[first : first + _AT_ONCE]]
        rejected += len(put_documents(cloud, some))
        await asyncio.sleep(0)
    told = [f"segment documents loaded: {len(documents) - rejected:,}"]
    return [*told, f"left out as broken: {rejected:,}"] if rejected else told


def _documents(name: str) -> Iterator[object]:
    for line in lines_in(name):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield line  # no document: it is counted where it is refused


def _end(document: object) -> float | None:
    if not isinstance(document, dict):
        return None
    row = cast("Mapping[str, object]", document)
    times = [row.get(name) for name in ("end_time", "start_time")]
    return next((float(one) for one in times if isinstance(one, int | float)), None)


def _moved(value: object, later: float) -> object:
    """A document with all its times moved, and the time in its trace id with them."""
    if not later:
        return value
    if isinstance(value, list):
        return [_moved(one, later) for one in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    return {name: _part(name, one, later) for name, one in cast("dict[str, object]", value).items()}


def _part(name: str, value: object, later: float) -> object:
    if name in ("start_time", "end_time") and isinstance(value, int | float):
        return value + later
    if name == "trace_id" and isinstance(value, str):
        return _moved_id(value, later)
    return _moved(value, later) if name == "subsegments" else value


def _moved_id(trace_id: str, later: float) -> str:
    """`1-67412f0c-…` with the moment that its second part tells."""
    parts = trace_id.split("-")
    try:
        at = datetime.fromtimestamp(int(parts[1], 16), UTC) + timedelta(seconds=later)
    except (ValueError, IndexError, OverflowError, OSError):
        return trace_id
    return "-".join((parts[0], f"{int(at.timestamp()):08x}", *parts[2:]))
