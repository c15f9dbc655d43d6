"""The badge of the live tail: that it runs, since when, for how much, and whether it is sampled."""

from awsobs.domain.live_tail import LiveTailState
from awsobs.present.rows import Row

_SAMPLED = " SAMPLED ≥500/s "


def live_tail_words(state: LiveTailState | None, *, is_narrow: bool) -> Row:
    """`live tail 3 min $0.03`, nothing while it is off."""
    if state is None or not state.is_on:
        return ()
    if not state.is_streaming:
        return (("live tail waits" if state.what else "live tail begins", "warning"), ("  ", ""))
    minutes = "" if is_narrow else f" {state.minutes} min"
    words = f"live tail{minutes} ${state.usd:.2f}"
    badge: Row = ((_SAMPLED, "background bold on warning"), ("  ", "")) if state.sampled else ()
    return ((words, "warning" if state.usd else "muted"), ("  ", ""), *badge)
