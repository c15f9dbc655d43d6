"""Records of CloudTrail from files into the trail of the local AWS."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from awsobs.local.regions import Regions
from awsobs.local.services.trail import KEPT_FOR
from awsobs.sources.trail_documents import trail_records

_AT_ONCE = 500


@dataclass(slots=True)
class Loaded:
    """What was put where, and what was not."""

    as_new: bool
    regions: Counter[str] = field(default_factory=Counter[str])
    broken: int = 0
    too_old: int = 0
    dropped: int = 0
    trouble: list[str] = field(default_factory=list[str])

    def lines(self) -> Iterator[str]:
        """What the user must know of it."""
        where = ", ".join(f"{name} {count:,}" for name, count in self.regions.most_common(8))
        yield f"records of CloudTrail loaded: {self.regions.total():,}" + (where and f" ({where})")
        if self.broken:
            yield f"left out as broken: {self.broken:,}"
        if self.too_old:
            yield (
                f"older than {KEPT_FOR.days} days, which LookupEvents does not show: "
                f"{self.too_old:,}"
                + ("" if self.as_new else "; --load-shift now moves each PATH's newest to now")
            )
        if self.dropped:
            yield f"more than a trail here holds; the oldest were dropped: {self.dropped:,}"
        yield from self.trouble


async def load(
    paths: Sequence[Path], regions: Regions, leaving: asyncio.Event, *, as_new: bool
) -> Loaded:
    """Put every record of some files and folders into the trail of its region.

    Args:
        paths: The files and folders.
        regions: The account.
        leaving: Once set, no more is read.
        as_new: Move the records of each path in time so that its newest is of now.

    Raises:
        OSError: a path cannot be read.
    """
    now, loaded = regions.clouds[0].clock.now(), Loaded(as_new=as_new)
    before = _held(regions)
    for path in paths:
        newest = await asyncio.to_thread(_newest, str(path), now) if as_new else now
        for number, record in enumerate(trail_records([str(path)], loaded.trouble.append)):
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
                if leaving.is_set():
                    return loaded
            _put(record, now - newest, now, regions, loaded)
    loaded.dropped = before + loaded.regions.total() - _held(regions)
    return loaded


def _put(
    record: Mapping[str, Any] | None,
    later: timedelta,
    now: datetime,
    regions: Regions,
    loaded: Loaded,
) -> None:
    moment = None if record is None else _moment(record)
    if record is None or moment is None:
        loaded.broken += 1
        return
    moved = moment + later
    cloud = regions.cloud_in(str(record.get("awsRegion", "")))
    try:
        cloud.trail.put({**record, "eventTime": f"{moved:%Y-%m-%dT%H:%M:%SZ}"})
    except ValueError:
        loaded.broken += 1
        return
    loaded.regions[cloud.region] += 1
    loaded.too_old += moved < now - KEPT_FOR


def _held(regions: Regions) -> int:
    return sum(len(cloud.trail) for cloud in regions.clouds)


def _newest(path: str, now: datetime) -> datetime:
    records = trail_records([path], lambda _: None)
    moments = (_moment(record) for record in records if record is not None)
    return max((moment for moment in moments if moment is not None), default=now)


def _moment(record: Mapping[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(record.get("eventTime")))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
