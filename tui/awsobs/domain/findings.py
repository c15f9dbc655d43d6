"""Findings: what a rule found in the trail, told so that somebody can act on it."""

from dataclasses import dataclass
from datetime import datetime

from typing_extensions import override

SEVERITIES = ("informational", "low", "medium", "high", "critical")
"""Sigma's levels, the least first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hits of one rule by one principal that lie close together, as one.

    `event_id`, `what` and `where` are those of the first event; `calls` and `addresses` are
    all that occurred. `refused` says that AWS refused every one of the calls. `hushed` is the
    user's reason not to be told, or empty.
    """

    rule: str
    title: str
    severity: str
    who: str
    what: str
    where: str
    region: str
    account: str
    first: datetime
    last: datetime
    event_id: str
    event_ids: tuple[str, ...]
    calls: tuple[str, ...]
    addresses: tuple[str, ...]
    resources: tuple[str, ...]
    techniques: tuple[str, ...] = ()
    why: str = ""
    next_steps: tuple[str, ...] = ()
    author: str = ""
    refused: bool = False
    hushed: str = ""

    @property
    def count(self) -> int:
        return len(self.event_ids)

    @property
    def weight(self) -> int:
        """The severity as a number; more is worse."""
        return SEVERITIES.index(self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """What the user does not want to be told, until when, and why.

    Empty fields match everything; texts may have `*` and `?`.
    """

    rule: str
    reason: str
    principal: str = ""
    resource: str = ""
    until: datetime | None = None

    @override
    def __str__(self) -> str:
        what = " ".join(part for part in (self.rule, self.principal, self.resource) if part)
        return f"{what} ({self.reason})"
