"""What patterns of log lines do now that they did not do before: new, surged, gone.

A rate counts as changed if it is three times the other or more, if the larger side has ten
lines at least, and if chance would do as much in less than one of a thousand cases (the G test
of two Poisson rates, against 10.83).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from math import inf, log

from awsobs.domain.logs import Level
from awsobs.domain.window import Window

LEAD = timedelta(minutes=5)
"""An alarm goes off after what it is about began: so much before it belongs to what is new."""

FEWEST = 10
RATIO = 3.0
SIGNIFICANT = 10.83


class Change(Enum):
    """How a pattern compares with the baseline."""

    NEW = "new"
    SURGED = "surged"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternCount:
    """A pattern with its lines now and before.

    `key` is what `log_patterns.key_of` gives for its lines; where it `is_wide`, stars of it also
    stand for plain words. `ratio` is that of the rates, infinite if there was none before.
    `cells` are lines in equal parts of the whole time that is looked at.
    """

    id: str
    key: str
    is_wide: bool
    template: str
    level: Level
    now: int
    before: int
    change: Change
    ratio: float
    first: datetime | None
    last: datetime | None
    groups: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """What is asked about, and the baseline that it is compared with."""

    now: tuple[datetime, datetime]
    before: tuple[datetime, datetime]


def stretches_of(window: Window, onset: datetime | None) -> Stretches:
    """The window against the stretch of its width before; what began in it, against its start."""
    begun = window.start if onset is None else min(onset - LEAD, window.end)
    return Stretches(
        now=(max(begun, window.start), window.end),
        before=(begun - window.width, begun),
    )


def known_part(stretches: Stretches, since: datetime | None) -> Stretches:
    """The same, with no more of the baseline than lines are known `since`, if they are of it.

    Lines from before the window are only kept, never fetched: counted over time of which none
    could be known, they would make every pattern surge.
    """
    start, end = stretches.before
    if since is None or not start < since < end:
        return stretches
    return Stretches(now=stretches.now, before=(since, end))


def stretches_since(window: Window, onset: datetime | None) -> Stretches:
    """As `stretches_of`, but what is asked about begins at the onset itself.

    Shares of failures are told since then everywhere; what went well in the minutes before would
    thin them out.
    """
    wide = stretches_of(window, onset)
    if onset is None or not window.start <= onset < window.end:
        return wide
    return Stretches(now=(onset, window.end), before=wide.before)


def change_of(now: int, before: int, span: float, span_before: float) -> tuple[Change, float]:
    """How so many lines in a span of seconds compare with those before, and the ratio of rates."""
    if not before:
        return Change.NEW, inf
    ratio = now * span_before / (before * span) if span > 0 else 0.0
    if max(now, before) < FEWEST or not _is_significant(now, before, span, span_before):
        return Change.SAME, ratio
    if ratio >= RATIO:
        return Change.SURGED, ratio
    return Change.SAME if now else Change.GONE, ratio


def worst_first(patterns: Iterable[PatternCount]) -> list[PatternCount]:
    """New ones, then surged, gone and the rest; in each errors first, then the most frequent."""
    order = list(Change)
    return sorted(
        patterns,
        key=lambda one: (order.index(one.change), -one.level, -max(one.now, one.before)),
    )


def most_first(patterns: Iterable[PatternCount]) -> list[PatternCount]:
    """The most frequent ones first, errors before others that are as frequent."""
    return sorted(patterns, key=lambda one: (-one.now, -one.level))


def _is_significant(now: int, before: int, span: float, span_before: float) -> bool:
    """Whether two counts are too far apart for one rate."""
    if span <= 0 or span_before <= 0:
        return False
    rate = (now + before) / (span + span_before)
    pairs = ((now, rate * span), (before, rate * span_before))
    return 2 * sum(count * log(count / usual) for count, usual in pairs if count) >= SIGNIFICANT
