"""Queries of Logs Insights, what they have brought so far, and what they cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.domain.logs import LogGroup, datetime_of
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window

MOST_GROUPS = 50
"""So many log groups one query takes."""

_USD_PER_BYTE = 0.005 / 1e9
_UNFINISHED = ("Scheduled", "Running")


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsQuery:
    """What to ask of which groups, and for which stretch of time."""

    text: str
    groups: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """One row of DescribeQueryDefinitions."""

    name: str
    text: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRow:
    """One row of results; `pointer` leads to its record where it is that of one event."""

    fields: tuple[tuple[str, str], ...]
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAnswer:
    """How far a query is, with its rows so far, and how much it went through for them.

    `groups` are those that are asked, of `matching` that were meant.
    """

    status: str = "Scheduled"
    rows: tuple[QueryRow, ...] = ()
    columns: tuple[str, ...] = ()
    records_matched: int = 0
    records_scanned: int = 0
    bytes_scanned: int = 0
    groups: tuple[str, ...] = ()
    matching: int = 0

    @property
    def is_running(self) -> bool:
        """Whether there is more to come."""
        return self.status in _UNFINISHED

    @property
    def usd(self) -> float:
        """What the scan has cost, by the list price of us-east-1."""
        return price(self.bytes_scanned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a query may go through: the share of what groups store that the window is."""

    groups: int
    bytes: int

    @property
    def usd(self) -> float:
        """What it may cost."""
        return price(self.bytes)


class QueryRefused(SourceError):
    """The query cannot be read; `start` and `end` are where in it."""

    def __init__(self, what: str, start: int, end: int) -> None:
        super().__init__(what, condition=Condition.FAILING, operation="logs:StartQuery")
        self.start = start
        self.end = end


def price(scanned: float) -> float:
    """US dollars for so many bytes."""
    return scanned * _USD_PER_BYTE


def estimate(groups: Iterable[LogGroup], window: Window, now: datetime) -> Estimate:
    """What a query over a window may go through, as if groups were written to evenly."""
    shares = [_share(group, window, now) for group in groups]
    return Estimate(groups=len(shares), bytes=round(sum(shares)))


def _share(group: LogGroup, window: Window, now: datetime) -> float:
    since = datetime_of(group.created) if group.created else window.start
    if group.retention_days:
        since = max(since, now - timedelta(days=group.retention_days))
    stored = (now - since).total_seconds()
    read = (min(window.end, now) - max(window.start, since)).total_seconds()
    if stored <= 0:
        return float(group.stored_bytes)
    return group.stored_bytes * min(1.0, max(0.0, read / stored))
