"""Which patterns the kept log lines are of, and how often each came when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import NamedTuple

from awsobs.analysis.log_heads import LONGEST
from awsobs.analysis.log_patterns import LogPatterns, Pattern
from awsobs.analysis.pattern_changes import PatternCount, change_of, worst_first
from awsobs.domain.logs import Level, datetime_of
from awsobs.store.lines import LineStore, numbered

BUCKET = 10_000
"""Milliseconds that are counted together."""

MOST_BUCKETS = 200_000
"""Counts that are kept over all patterns; past that the older half of the time is forgotten."""

_PIECE = 512
_MOST_GROUPS = 8
_LINE_END = "␊".encode()

Span = tuple[datetime, datetime]


class _Row(NamedTuple):
    text: str
    at: int
    level: int
    place: int


@dataclass(slots=True)
class _Tally:
    """What one pattern has counted; `buckets` are lines by the time of their events."""

    first: int
    last: int
    level: int
    buckets: dict[int, int] = field(default_factory=dict[int, int])
    places: set[int] = field(default_factory=set[int])

    def merge(self, other: "_Tally") -> None:
        """Count another's lines too."""
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.level = max(self.level, other.level)
        self.places |= other.places
        for bucket, count in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + count

    def between(self, start: int, end: int) -> int:
        """Lines of the buckets in [start, end)."""
        return sum(count for bucket, count in self.buckets.items() if start <= bucket < end)

    def spread(self, start: int, end: int, cells: int) -> tuple[int, ...]:
        """Lines in equal parts of the buckets in [start, end)."""
        found = [0] * cells
        for bucket, count in self.buckets.items():
            if start <= bucket < end:
                found[(bucket - start) * cells // (end - start)] += count
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternTable:
    """The patterns of two stretches of time, most telling first, and how many lines both have."""

    patterns: tuple[PatternCount, ...] = ()
    lines: int = 0
    baseline_lines: int = 0


class PatternStore:
    """Follows a store of lines at its reader's pace; safe from any thread."""

    def __init__(self, lines: LineStore) -> None:
        self._lines = lines
        self._lock = RLock()
        self._epoch = lines.epoch
        self._begin()

    def _begin(self) -> None:
        self._patterns = LogPatterns()
        self._tallies: dict[Pattern, _Tally] = {}
        self._seen = 0
        self._looked_at = 0
        self._buckets = 0

    @property
    def looked_at(self) -> int:
        """Lines that are sorted already."""
        return self._looked_at

    def catch_up(self, spent: Callable[[], bool]) -> bool:
        """Sort what is new until the time is `spent`; True once there is nothing left."""
        with self._lock:
            if self._epoch != self._lines.epoch:
                self._epoch = self._lines.epoch
                self._begin()
            while rows := self._next_rows():
                for row in rows:
                    self._count(row)
                if spent():
                    return False
            return True

    def table(self, now: Span, before: Span, drawn: Span, cells: int) -> PatternTable:
        """How the patterns of `now` compare with those `before`, to the bucket.

        Args:
            now: The stretch that is asked about.
            before: The baseline.
            drawn: What the cells of each pattern spread over.
            cells: How many there are.
        """
        with self._lock:
            self._join()
            found = [
                self._compared(pattern, tally, (now, before, drawn), cells)
                for pattern, tally in self._tallies.items()
            ]
        known = worst_first(one for one in found if one.now or one.before)
        return PatternTable(
            patterns=tuple(known),
            lines=sum(one.now for one in known),
            baseline_lines=sum(one.before for one in known),
        )

    def _next_rows(self) -> list[_Row]:
        """Some lines that nobody has looked at, in the order in which they came."""
        lines = self._lines
        with lines.lock:
            waiting = lines.stretches(self._seen, lines.next_number)
            if not waiting:
                return []
            number, low, last = waiting[0]
            high = min(last, low + _PIECE)
            chunk = lines.chunk(number)
            text, start = chunk.text(low, high), chunk.start(low)
            self._seen = numbered(number, high)
            return [
                _Row(
                    _text(text, chunk.start(row) - start, chunk.ends[row] - start),
                    chunk.timestamps[row],
                    chunk.level(row),
                    chunk.places[row],
                )
                for row in range(low, high)
            ]

    def _count(self, row: _Row) -> None:
        pattern = self._patterns.add(row.text)
        tally = self._tallies.get(pattern)
        if tally is None:
            tally = self._tallies[pattern] = _Tally(row.at, row.at, row.level)
        tally.first, tally.last = min(tally.first, row.at), max(tally.last, row.at)
        tally.level = max(tally.level, row.level)
        if len(tally.places) < _MOST_GROUPS:
            tally.places.add(row.place)
        bucket = row.at // BUCKET
        known = tally.buckets.get(bucket)
        tally.buckets[bucket] = (known or 0) + 1
        self._looked_at += 1
        if known is None:
            self._buckets += 1
            if self._buckets > MOST_BUCKETS:
                self._forget_old()

    def _join(self) -> None:
        """Give what the parts of wider patterns have counted to those."""
        for pattern in [one for one in self._tallies if one.part_of is not None]:
            part, whole = self._tallies.pop(pattern), pattern.whole
            known = self._tallies.setdefault(whole, part)
            if known is not part:
                known.merge(part)

    def _forget_old(self) -> None:
        """Forget the older half of the time, and patterns that came in no other."""
        self._join()
        times = sorted({bucket for tally in self._tallies.values() for bucket in tally.buckets})
        oldest = times[len(times) // 2]
        for tally in self._tallies.values():
            kept = tally.buckets.items()
            tally.buckets = {bucket: count for bucket, count in kept if bucket >= oldest}
        self._tallies = {one: tally for one, tally in self._tallies.items() if tally.buckets}
        self._buckets = sum(len(tally.buckets) for tally in self._tallies.values())

    def _compared(
        self, pattern: Pattern, tally: _Tally, spans: tuple[Span, Span, Span], cells: int
    ) -> PatternCount:
        now, before, drawn = (_buckets(span) for span in spans)
        before = (before[0], min(before[1], now[0]))  # a bucket on the border is counted once
        count, count_before = tally.between(*now), tally.between(*before)
        seconds = [(end - start) * BUCKET / 1000 for start, end in (now, before)]
        change, ratio = change_of(count, count_before, *seconds)
        return PatternCount(
            id=pattern.id,
            key=pattern.key,
            is_wide=pattern.is_wide,
            template=pattern.template,
            level=Level(tally.level),
            now=count,
            before=count_before,
            change=change,
            ratio=ratio,
            first=datetime_of(tally.first),
            last=datetime_of(tally.last),
            groups=tuple(self._groups(tally.places)),
            cells=tally.spread(*drawn, cells),
        )

    def _groups(self, places: Iterable[int]) -> Iterator[str]:
        known = self._lines.places
        yield from sorted({known[place][0] for place in places if place < len(known)})


def _text(texts: bytes, start: int, end: int) -> str:
    """A line, as far as patterns look at it: of a long stack also what it ends with."""
    text = texts[start : min(end, start + LONGEST)]
    if end - start > LONGEST and _LINE_END in text:
        text += _LINE_END + texts[max(start + LONGEST, end - LONGEST) : end]
    return text.decode("utf-8", "replace")


def _buckets(span: Span) -> tuple[int, int]:
    """The buckets of a stretch: from the one that it starts in, to behind its last."""
    start, end = (int(at.timestamp() * 1000) for at in span)
    return start // BUCKET, max(start // BUCKET + 1, -(-end // BUCKET))
