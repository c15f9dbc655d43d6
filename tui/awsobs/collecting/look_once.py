"""One look at everything: each source polled to its end, in a fixed order, without a thread."""

from awsobs.collecting.account import Account, pace_of
from awsobs.domain.clock import Clock
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window, live_window
from awsobs.settings import Settings
from awsobs.store.memory import Memory

_MOST_PASSES = 1_000


async def poll_once(
    settings: Settings,
    memory: Memory,
    clock: Clock,
    window: Window | None = None,
    *,
    only: frozenset[str] = frozenset(),
) -> dict[str, SourceError]:
    """Fill memory with what the window holds; what went wrong, by source.

    Nothing waits for the rate budget: on a clock that stands still there is no later.

    Args:
        settings: Whom to be and where to go.
        memory: What to fill.
        clock: What now is.
        window: The stretch to read; without one, the live window of the settings.
        only: Names of the sources to poll; without any, all.
    """
    pace = pace_of(settings, clock, unhurried=False)
    account = Account(settings, memory, memory.visit, clock, pace)
    shown = (window or live_window(clock.now(), settings.window)).at(clock.now())
    failures: dict[str, SourceError] = {}
    try:
        for name, feed in account.feeds.items():
            if only and name not in only:
                continue
            for _ in range(_MOST_PASSES):
                error = await feed.once(shown)
                if error is not None:
                    failures[name] = error
                if error is not None or not feed.source.behind:
                    break
    finally:
        account.read_meter()
        await account.close()
    return failures
