"""How a source is doing, as its pane must say it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Condition(Enum):
    """The states that a pane can be in, by ux.md section 6."""

    LOADING = "loading"
    READY = "ready"
    PARTIAL = "partial"
    STALE = "stale"
    THROTTLED = "throttled"
    DENIED = "denied"
    EXPIRED = "expired"
    OFFLINE = "offline"
    FAILING = "failing"
    UNSUPPORTED = "unsupported"
    """The endpoint does not implement the operation (a local one, or an older partition)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What to say, since when, and what happens next.

    `what` is one sentence without a full stop; `hint` says what the user can do.
    `operation` is `service:Operation`, as IAM spells it. `data_until` is the moment up to
    which the data on screen is current.
    """

    condition: Condition
    since: datetime
    what: str = ""
    hint: str = ""
    operation: str = ""
    next_try: datetime | None = None
    tries: int = 0
    data_until: datetime | None = None

    @property
    def is_current(self) -> bool:
        return self.condition in (Condition.READY, Condition.PARTIAL)


class SourceError(Exception):
    """The outside failed: what, and what to do about it.

    It is not to be tried again for `retry_after` seconds; `malformed` is how many answers came
    that nobody can read. `code` is the service's own word for why it refused this very request.
    """

    def __init__(
        self,
        what: str,
        *,
        hint: str = "",
        condition: Condition = Condition.FAILING,
        operation: str = "",
        retry_after: float = 0.0,
        malformed: int = 0,
        code: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.condition = condition
        self.operation = operation
        self.retry_after = retry_after
        self.malformed = malformed
        self.code = code

    @property
    def is_passing(self) -> bool:
        """Whether the service is only busy or unwell: what was read before still holds."""
        return self.condition in (Condition.THROTTLED, Condition.FAILING) and not self.malformed
