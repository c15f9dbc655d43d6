"""Counting the patterns of lines that are read once, now and in a baseline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from awsobs.analysis.log_entries import level_of_entry
from awsobs.analysis.log_patterns import LogPatterns, Pattern
from awsobs.analysis.log_times import LineTimes
from awsobs.analysis.pattern_changes import PatternCount, change_of, most_first, worst_first
from awsobs.domain.logs import Level, LogEvent, datetime_of


class _Place(NamedTuple):
    """Where a line stands among all, and its text or its time."""

    order: int
    line: str | int


@dataclass(slots=True)
class _Tally:
    level: Level
    first: _Place
    last: _Place
    now: int = 0
    before: int = 0

    def merge(self, other: "_Tally") -> None:
        """Count another's lines too."""
        self.level = max(self.level, other.level)
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.now += other.now
        self.before += other.before


class PatternCounts:
    """Patterns of all lines that were added, with what each has counted.

    Args:
        now: What tells the years of times that name none.
        keeps_order: Whether `in_order` will be asked.
    """

    def __init__(self, now: datetime, *, keeps_order: bool = False) -> None:
        self._patterns = LogPatterns()
        self._tallies: dict[Pattern, _Tally] = {}
        self._times = LineTimes(now)
        self._order: list[Pattern] | None = [] if keeps_order else None
        self.lines = 0
        self.baseline_lines = 0

    @property
    def keeps_order(self) -> bool:
        """Whether each line is told apart, and none joined to an entry."""
        return self._order is not None

    def add_line(self, line: str, *, before: bool = False) -> None:
        """Count an entry of a file, which tells its level and its time itself."""
        pattern, level = self._patterns.add(line), level_of_entry(line)
        tally = self._tallies.get(pattern) or self._begun(pattern, level, line)
        tally.level = max(tally.level, level)
        self._count_in(tally, pattern, line, before=before)

    def add_event(self, event: LogEvent, *, before: bool = False) -> None:
        """Count a log event."""
        pattern, at = self._patterns.add(event.message), event.timestamp
        tally = self._tallies.get(pattern) or self._begun(pattern, event.level, at)
        tally.level = max(tally.level, event.level)
        self._count_in(tally, pattern, at, before=before)

    def in_order(self) -> Iterable[str]:
        """The id of the pattern of each line."""
        return (pattern.whole.id for pattern in self._order or ())

    def all(self, spans: tuple[float, float]) -> list[PatternCount]:
        """Every pattern, most telling first; `spans` are the seconds now and before.

        With no line before there is nothing to tell but how many lines are of each.
        """
        whole: dict[Pattern, _Tally] = {}
        for pattern, tally in self._tallies.items():
            known = whole.setdefault(pattern.whole, tally)
            if known is not tally:
                known.merge(tally)
        self._tallies = whole
        found = [self._compared(*item, *spans) for item in whole.items()]
        return worst_first(found) if self.baseline_lines else most_first(found)

    def _begun(self, pattern: Pattern, level: Level, known: str | int) -> _Tally:
        place = _Place(self.lines + self.baseline_lines, known)
        tally = self._tallies[pattern] = _Tally(level, place, place)
        return tally

    def _count_in(self, tally: _Tally, pattern: Pattern, known: str | int, *, before: bool) -> None:
        tally.last = _Place(self.lines + self.baseline_lines, known)
        if before:
            tally.before += 1
            self.baseline_lines += 1
            return
        tally.now += 1
        self.lines += 1
        if self._order is not None:
            self._order.append(pattern)

    def _compared(
        self, pattern: Pattern, tally: _Tally, span: float, span_before: float
    ) -> PatternCount:
        change, ratio = change_of(tally.now, tally.before, span, span_before)
        return PatternCount(
            id=pattern.id,
            key=pattern.key,
            is_wide=pattern.is_wide,
            template=pattern.template,
            level=tally.level,
            now=tally.now,
            before=tally.before,
            change=change,
            ratio=ratio,
            first=self._moment(tally.first),
            last=self._moment(tally.last),
        )

    def _moment(self, place: _Place) -> datetime | None:
        at = self._times.of(place.line) if isinstance(place.line, str) else place.line
        return None if at is None else datetime_of(at)
