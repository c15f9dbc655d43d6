"""What an event set, against the calls before it on the same resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from awsobs.analysis.trail_chains import chain_of, same_elsewhere
from awsobs.analysis.trail_changes import changes_of, flattened, is_about_same
from awsobs.domain.trail import TrailEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One request parameter; `before` is None where no earlier call said it."""

    path: str
    before: str | None
    after: str
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An event among all that are at hand.

    `compared` is the last call like it on the resource. `writes` and `first` count what was
    written to the resource up to this event; `by_same` are the events of its principal.
    """

    event: TrailEvent
    parameters: tuple[Parameter, ...]
    compared: TrailEvent | None
    chain: tuple[TrailEvent, ...]
    elsewhere: tuple[TrailEvent, ...]
    writes: int
    first: TrailEvent | None
    by_same: int
    since: datetime | None


def past_of(event: TrailEvent, events: Sequence[TrailEvent]) -> Past:
    """What the events tell about one of them; `events` come newest first."""
    named = frozenset(resource.name for resource in event.resources)
    alike = [
        one
        for one in events
        if is_about_same(named, frozenset(resource.name for resource in one.resources))
    ]
    compared = next((one for one in alike if _is_before(one, event)), None)
    written = [one for one in alike if one.is_write and one.succeeded and one.time <= event.time]
    return Past(
        event=event,
        parameters=_parameters(event, alike, named, is_known=compared is not None),
        compared=compared,
        chain=chain_of(event, events),
        elsewhere=same_elsewhere(event, events),
        writes=len(written),
        first=written[-1] if written else None,
        by_same=sum(one.who == event.who for one in events),
        since=events[-1].time if events else None,
    )


def _is_before(one: TrailEvent, event: TrailEvent) -> bool:
    return (
        one.time < event.time
        and (one.name, one.source) == (event.name, event.source)
        and one.succeeded
    )


def _parameters(
    event: TrailEvent, alike: Sequence[TrailEvent], named: frozenset[str], *, is_known: bool
) -> tuple[Parameter, ...]:
    """Those that differ first, then the rest; what only names the resource is left out."""
    changes = changes_of(event, alike)
    differing = {change.path for change in changes}
    changed = [
        Parameter(
            path=change.path, before=change.before, after=change.after or "", is_changed=is_known
        )
        for change in changes
    ]
    same = [
        Parameter(path=path, before=value, after=value, is_changed=False)
        for path, value in flattened(event).items()
        if path not in differing and value not in named
    ]
    return (*changed, *same)
