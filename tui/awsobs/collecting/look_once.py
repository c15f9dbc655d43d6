"""One look at everything: each source polled to its end, in a fixed order, without a thread."""

from collections.abc import Sequence
from random import Random

from awsobs.collecting.account import Account, pace_of
from awsobs.collecting.feeds import Feed
from awsobs.collecting.schedules import pause_after
from awsobs.domain.clock import Clock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window, live_window
from awsobs.languages.lookup_attribute import Attribute
from awsobs.settings import Settings
from awsobs.store.memory import Memory

_MOST_PASSES = 1_000
_HOPELESS = (Condition.EXPIRED, Condition.OFFLINE)


async def poll_once(
    settings: Settings,
    memory: Memory,
    clock: Clock,
    window: Window | None = None,
    *,
    only: Sequence[str] = (),
    patience: float | None = None,
    brief: bool = False,
    attribute: Attribute | None = None,
) -> dict[str, SourceError]:
    """Fill memory with what the window holds; what went wrong, by source.

    Args:
        settings: Whom to be and where to go.
        memory: What to fill.
        clock: What now is.
        window: The stretch to read; without one, the live window of the settings.
        only: Names of the sources to poll, in this order; without any, all. Where the first
            ones find nobody there, or are not known, the others are spared the same.
        patience: For how many seconds a source that is throttled is asked again. None on a
            clock that stands still: there is no later, so that nothing waits for the budget.
        brief: Whether to leave out what only a screen needs: histories of alarms, traces beside
            their summaries, and changes before the window.
        attribute: What is looked up in the trail beside changes.
    """
    pace = pace_of(settings, clock, unhurried=patience is not None)
    account = Account(settings, memory, memory.visit, clock, pace, brief=brief, attribute=attribute)
    shown = (window or live_window(clock.now(), settings.window)).at(clock.now())
    failures: dict[str, SourceError] = {}
    try:
        for name in only or account.feeds:
            error = await _to_its_end(account.feeds[name], shown, clock, patience or 0.0)
            if error is not None:
                failures[name] = error
                if error.condition in _HOPELESS:
                    break
    finally:
        account.read_meter()
        await account.close()
    return failures


async def _to_its_end(
    feed: Feed, window: Window, clock: Clock, patience: float
) -> SourceError | None:
    """Poll until the source has caught up; what keeps it from that."""
    deadline = clock.monotonic() + patience
    throttled, random = 0, Random()
    for _ in range(_MOST_PASSES):
        error = await feed.once(window)
        if error is None:
            if not feed.source.behind:
                break
            throttled = 0
            continue
        throttled += 1
        pause = pause_after(error, throttled, random)
        if error.condition is not Condition.THROTTLED or clock.monotonic() + pause > deadline:
            return error
        await clock.sleep(pause)
    return None
