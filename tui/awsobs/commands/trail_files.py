"""One look at the records in files, for `awsobs trail --from-files`."""

import asyncio
from datetime import timedelta

from awsobs.commands.output import Output
from awsobs.commands.reading import Found
from awsobs.commands.twin import filter_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.searchable import TRAIL
from awsobs.settings import Settings
from awsobs.settings.opening import opening_window
from awsobs.sources.trail_files import TrailFileSource
from awsobs.store.memory import Memory

_MOST_EVENTS = 100_000
"""Events that are kept to be printed, the newest of those that the filter lets through."""


def read_files(settings: Settings, output: Output) -> Found:
    """What some files hold of the window; without one all of it, as far as that can be kept."""
    clock, memory = SystemClock(), Memory()
    memory.trail.limit = _MOST_EVENTS
    source = TrailFileSource(settings.trail_files, clock, memory.trail.set_coverage)
    wanted = filter_of(TRAIL, settings)
    asked = opening_window(settings, clock.now())
    start, end = (asked.start, asked.end) if _asks_for_times(settings) else (None, None)

    async def read() -> None:
        async for batch in source.poll(asked):
            memory.trail.add(
                event
                for event in batch.records
                if (wanted is None or wanted(event))
                and (start is None or start <= event.time)
                and (end is None or event.time < end)
            )

    failures: dict[str, SourceError] = {}
    try:
        asyncio.run(read())
    except SourceError as error:
        failures["trail"] = error
    if memory.trail.evicted:
        output.note(f"{memory.trail.evicted:,} older events are left out")
    if source.shortfall:
        output.note(source.shortfall)
    events = memory.trail.events()
    window = asked
    if events and start is None:
        until = events[0].time + timedelta(seconds=1)
        window = Window(start=events[-1].time, end=until, live=False)
    return Found(
        settings=settings,
        memory=memory,
        window=window,
        now=clock.now(),
        source="trail",
        failures=failures,
    )


def _asks_for_times(settings: Settings) -> bool:
    given = ("window", "start", "end")
    return any(settings.origins.get(name, "default").startswith("--") for name in given)
