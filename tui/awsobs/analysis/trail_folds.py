"""Repeats in the trail as one: `AssumeRole × 212`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.domain.trail import TrailEvent

APART = timedelta(minutes=5)
"""Repeats that are further apart than this stand alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The newest of some repeats. `key` is the oldest one's id: it stays as more come in."""

    event: TrailEvent
    count: int
    key: str
    oldest: datetime
    resources: int


def single(event: TrailEvent) -> Fold:
    """An event that stands for itself."""
    return Fold(
        event=event, count=1, key=event.id, oldest=event.time, resources=len(event.resources)
    )


def folded(events: Sequence[TrailEvent], alone: str = "") -> list[Fold]:
    """Events, newest first, with each one's repeats folded into the newest of them.

    A repeat is the same call by the same principal from the same address with the same outcome;
    a write must be to the same resource too. The event with the id `alone` is left by itself.
    """
    runs: list[list[TrailEvent]] = []
    open_runs: dict[tuple[object, ...], list[TrailEvent]] = {}
    for event in events:
        key = _key(event) if event.id != alone else (event.id,)
        run = open_runs.get(key)
        if run is not None and run[-1].time - event.time <= APART:
            run.append(event)
        else:
            open_runs[key] = run = [event]
            runs.append(run)
    return [_fold(run) for run in runs]


def _key(event: TrailEvent) -> tuple[object, ...]:
    to_what = event.resources if event.is_write and not is_role_taking(event) else ()
    return (event.name, event.source, event.who, event.where, event.error_code, to_what)


def is_role_taking(event: TrailEvent) -> bool:
    """AssumeRole and its kin: reads, by CloudTrail's word, but they tell who acts."""
    return event.name.startswith("AssumeRole")


def _fold(run: Sequence[TrailEvent]) -> Fold:
    if len(run) == 1:
        return single(run[0])
    names = {resource.name for event in run for resource in event.resources}
    oldest = run[-1]
    return Fold(
        event=run[0], count=len(run), key=oldest.id, oldest=oldest.time, resources=len(names)
    )
