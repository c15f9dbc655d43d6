"""CloudTrail events: who did what, from where, when, to what, and whether it worked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.domain.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource that an event names. `type` is CloudFormation's spelling, or empty."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEvent:
    """One management event.

    `who` follows the table of userIdentity types; `where` is sourceIPAddress. `record` is the
    whole CloudTrail record. Every text has passed `safe_text`, the record has not; secrets are
    masked in both.
    """

    id: str
    time: datetime
    name: str
    source: str
    who: str
    where: str = "-"
    region: str = ""
    user_agent: str = ""
    resources: tuple[Resource, ...] = ()
    error_code: str = ""
    error_message: str = ""
    read_only: bool | None = None
    is_root: bool = False
    mfa: bool | None = None
    access_key_id: str = ""
    record: Mapping[str, object]

    @property
    def is_insight(self) -> bool:
        """Whether CloudTrail Insights found this: an unusual rate, and nobody's call."""
        return self.record.get("eventType") == "AwsCloudTrailInsight"

    @property
    def is_write(self) -> bool:
        return self.read_only is not True and not self.is_insight

    @property
    def succeeded(self) -> bool:
        return not self.error_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What was looked up by the one attribute that a filter demands, beside all changes.

    `words` name it (`Username alice`). Where `gaps` are empty all of it is there.
    """

    words: str
    gaps: tuple[Span, ...]
    scanned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which stretch was looked at, and whether all of it was seen.

    All from `complete_from` to `end` is known; before that the `gaps` have not been asked yet,
    the newest first, which takes about `left`. What is newer than `newest` may still be on its
    way. `regions` were asked; `stopped` says that the user wants no more of it.
    """

    start: datetime
    end: datetime
    complete_from: datetime
    newest: datetime | None = None
    scanned: int = 0
    own_calls: int = 0
    gaps: tuple[Span, ...] = ()
    regions: tuple[str, ...] = ()
    left: timedelta | None = None
    stopped: bool = False
    sought: Sought | None = None

    @property
    def is_complete(self) -> bool:
        return self.complete_from <= self.start

    @property
    def unread(self) -> tuple[Span, ...]:
        """What has not been asked yet, of changes and of what a filter demands."""
        return (*self.gaps, *(self.sought.gaps if self.sought is not None else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of one resource, newest first, and how well was looked.

    `by` tells how it was looked for; `is_all` is False where older events of it may exist that
    the look did not reach.
    """

    events: tuple[TrailEvent, ...]
    coverage: Coverage
    by: str = ""
    is_all: bool = True
    malformed: int = 0
