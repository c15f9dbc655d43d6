"""The log tail by polling: nothing is lost, nothing comes twice, and every line is counted."""

import math
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.languages.filter_pattern import parse
from awsobs.sources.live_tail import LiveTail
from awsobs.sources.log_groups import LogGroups
from awsobs.sources.log_memory import FLUSH, GroupMemory
from awsobs.sources.log_reader import LogReader, Stretch, milliseconds
from awsobs.sources.log_rota import Rota
from awsobs.sources.log_rows import taken
from awsobs.sources.log_sweeps import UNSEEN
from awsobs.sources.pace import Priority
from awsobs.sources.service_time import ServiceTime
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

FIRST_SLICE = 120_000
"""Milliseconds of the newest part, which is read before anything older."""

GAP_AFTER = 15.0
"""Seconds without the newest part, and three times as long as usual, are a gap."""

PASS = 2.0
"""Seconds after which a pass begins no new stretch: others wait, and the window may change."""

BESIDE_LIVE = 10.0
"""Seconds between two readings of a group beside the live tail."""

_SLICE = 480_000
_LEAST_SLICE = 10_000
_QUIET, _LIVELY, _FULL = 1_000, 10_000, 50_000
_GROWTH = 4
_JUST_READ = 1.5
_MOST_FIRST = 10
_REFUSED_PAUSE = 300.0
_GONE_PAUSE = 30.0


def _nothing_kept() -> None:
    """What is to be forgotten where nobody keeps lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The window in milliseconds, and whether it wants the newest part of each group."""

    start: int
    end: int
    wants_heads: bool


class LogSource:
    """Reads the chosen groups with FilterLogEvents, newest part first.

    Each pass reads groups from the end of what was read, less an overlap, to now, and drops
    what was seen; then it fills what the window lacks. It takes about two seconds: where there
    is more to do than that, groups take turns, and the window is filled by and by.
    """

    name = "logs"

    def __init__(
        self,
        aws: Aws,
        wanted: Sequence[str] = (),
        tell: Tell = say_nothing,
        *,
        forget: Callable[[], object] = _nothing_kept,
        live: LiveTail | None = None,
    ) -> None:
        self.live = live or LiveTail(aws)
        self._aws = aws
        self._forget = forget
        self._groups = LogGroups(aws, wanted)
        self._tell = tell
        self._time = ServiceTime()
        self._reader = LogReader(aws, self.name, self._time)
        self._stamp = Stamp[LogEvent](self.name, aws)
        self._rota = Rota()
        self._memories: dict[str, GroupMemory] = {}
        self._aside: dict[str, tuple[float, SourceError]] = {}
        self._behind = False
        self._starts_over = False
        self._narrowed = parse("")

    def choose(self, wanted: Sequence[str]) -> None:
        """Read other groups from the next pass on, after `forget` was called once.

        Raises:
            RegexError: what follows a `re:` is no regular expression.
        """
        self._groups.choose(wanted)
        self._starts_over = True

    def narrow(self, pattern: str) -> None:
        """Read only what matches a filter pattern from the next pass on, or everything again.

        What was read goes with a call of `forget`: all of the window is read anew, so that what
        was kept back comes too.

        Raises:
            PatternError: AWS would not take it.
        """
        self._narrowed = parse(pattern)
        self._starts_over = True

    @property
    def behind(self) -> bool:
        """Whether a group was not read yet, or the window not filled."""
        return self._behind

    @property
    def shortfall(self) -> str:
        """The first group that cannot be read, or what else is missing, in words."""
        asides = (error.what for _, error in self._aside.values())
        return next(asides, self._gap_words() or self._groups.shortfall or self.live.shortfall)

    async def poll(self, window: Window) -> AsyncIterator[Batch[LogEvent]]:
        """Read what is new, then what the window lacks, newest first."""
        if self._starts_over:
            self._start_over()
        groups = await self._groups.current()
        began, now = self._aws.clock.monotonic(), milliseconds(self._aws.clock.now())
        span = _span(window, now)
        self._tell(self._rota.words(groups, began))
        self._keep_only(groups, span)
        self.live.follow(groups)
        for batch in self._live_batches():
            yield batch
        goes_on, self._behind = self._behind, False
        if span.wants_heads:
            async for batch in self._heads(span, began, goes_on=goes_on):
                yield batch
        async for batch in self._fill(span, began + PASS):
            yield batch
        self._raise_if_all_aside(groups)

    def _start_over(self) -> None:
        self._starts_over = False
        self._memories, self._aside, self._rota = {}, {}, Rota()
        self._reader.pattern = self._narrowed.text
        self._forget()

    def _keep_only(self, groups: Sequence[str], span: _Span) -> None:
        self._memories = {group: self._memories.get(group) or GroupMemory() for group in groups}
        self._rota.keep_only(groups)
        now = self._aws.clock.monotonic()
        self._aside = {group: aside for group, aside in self._aside.items() if aside[0] > now}
        for memory in self._memories.values():
            memory.forget_gaps(span.start)

    def _readable(self) -> list[str]:
        return [group for group in self._memories if group not in self._aside]

    # --- the live tail ---------------------------------------------------------------------

    def _live_batches(self) -> Iterator[Batch[LogEvent]]:
        """What the live tail has brought; there is no waiting here, or it would be lost."""
        gaps = self.live.gaps()
        for memory in self._memories.values():
            memory.twins.is_active = self.live.is_on
            for gap in gaps:
                memory.missed(gap)
        brought = self.live.queue.take(frozenset(self._memories))
        for group, page in brought.pages.items():
            memory = self._memories[group]
            matching = [row for row in page.events if self._narrowed.matches(row.message)]
            filtered, page.events = len(page.events) - len(matching), matching
            late_before = memory.reached - FLUSH if memory.reached is not None else None
            events, counts = taken(page, group, memory, late_before, is_live=True)
            yield self._stamp.batch(events, counts + Counts(received=filtered, filtered=filtered))
        # What fell out of the queue is to come once more by polling.
        rest = Counts(
            received=brought.dropped + brought.strange,
            duplicate=brought.dropped,
            malformed=brought.strange,
            sampled=brought.sampled,
        )
        if rest != Counts():
            yield self._stamp.batch((), rest)

    def _least_wait(self, group: str, now: float) -> float:
        """Seconds for which a group is left alone that the live tail brings as well."""
        began = self.live.since()
        if began is None or self._memories[group].gaps:
            return 0.0
        return min(BESIDE_LIVE, now - began)

    # --- the newest part -------------------------------------------------------------------

    async def _heads(
        self, span: _Span, began: float, *, goes_on: bool
    ) -> AsyncIterator[Batch[LogEvent]]:
        """The newest part of each group, by turns; a pass that goes on leaves time to fill."""
        clock = self._aws.clock
        share = PASS / 2 if goes_on else PASS
        for number, group in enumerate(self._due(began, goes_on=goes_on)):
            if number and clock.monotonic() - began >= share:
                break
            read_at, fresh = clock.monotonic(), 0
            async for batch in self._read_or_set_aside(self._head(group, span)):
                fresh += batch.counts.kept
                yield batch
            self._rota.read(group, read_at, has_news=fresh > 0)
        self._behind = any(self._memories[g].head_end is None for g in self._readable())

    def _due(self, began: float, *, goes_on: bool) -> list[str]:
        """Groups by their turn; a pass that goes on leaves out those that were just read."""
        order = self._rota.order(self._readable(), began)
        least = _JUST_READ if goes_on else 0.0
        return [
            group
            for group in order
            if self._rota.waited(group, began) >= max(least, self._least_wait(group, began))
        ]

    def _head(self, group: str, span: _Span) -> Stretch:
        """What to read of a group's newest part; what was missed for long is left to be filled."""
        memory, clock = self._memories[group], self._aws.clock
        now, priority = milliseconds(clock.now()), self._priority
        if memory.head_end is None or memory.head_began is None:
            start = max(span.start, now - FIRST_SLICE)
            return Stretch(group=group, start=start, priority=priority)
        if memory.cursor is None:
            memory.advance(self._time.at(memory.head_began))
        again = memory.again_from(clock.monotonic())
        if again is None or memory.cursor is None:
            return Stretch(group=group, start=span.start, priority=priority)
        missed_from = max(memory.cursor, span.start)
        if self._is_gap(group) and missed_from < now:
            memory.missed((missed_from, now))
        newest = (self._time.at(clock.monotonic()) or 0) - FIRST_SLICE
        if newest - memory.cursor > UNSEEN:
            memory.leave(newest)
            again = newest
        return Stretch(group=group, start=again, goes_on=True, priority=priority)

    @property
    def _priority(self) -> Priority:
        """Few groups go before other sources' calls; many would keep those from being made."""
        return Priority.FIRST if len(self._memories) <= _MOST_FIRST else Priority.NORMAL

    def _is_gap(self, group: str) -> bool:
        waited = self._rota.waited(group, self._aws.clock.monotonic())
        return waited > max(GAP_AFTER, 3 * self._rota.usual_wait(group))

    def _gap_words(self) -> str:
        gaps = [gap for memory in self._memories.values() for gap in memory.gaps]
        if not gaps:
            return ""
        seconds = (max(end for _, end in gaps) - min(start for start, _ in gaps)) / 1000
        return f"a gap of {seconds:,.0f} s is being read"

    # --- what the window lacks -------------------------------------------------------------

    async def _fill(self, span: _Span, deadline: float) -> AsyncIterator[Batch[LogEvent]]:
        """What the window lacks, newest first, in slices as wide as there are few lines."""
        while (piece := self._next_slice(span)) is not None:
            received = 0
            async for batch in self._read_or_set_aside(piece, deadline):
                received += batch.counts.received
                yield batch
            if self._aws.clock.monotonic() >= deadline:
                self._behind = self._behind or self._next_slice(span) is not None
                return
            memory = self._memories[piece.group]
            memory.width = _next_width(memory.width, received)

    def _next_slice(self, span: _Span) -> Stretch | None:
        """The newest stretch that any group lacks."""
        newest: tuple[int, int, str] | None = None
        for group in self._readable():
            memory = self._memories[group]
            end = min(span.end, memory.head_end or 0) if span.wants_heads else span.end
            gaps = memory.read.gaps(span.start, end)
            if not gaps:
                memory.width = _SLICE
            elif newest is None or gaps[-1][1] > newest[1]:
                first, last = gaps[-1]
                newest = (max(first, last - (memory.width or _SLICE)), last, group)
        if newest is None:
            return None
        return Stretch(group=newest[2], start=newest[0], end=newest[1])

    # --- both ------------------------------------------------------------------------------

    async def _read_or_set_aside(
        self, stretch: Stretch, deadline: float = math.inf
    ) -> AsyncIterator[Batch[LogEvent]]:
        """Read a stretch; a group that refuses does not keep the others from being read."""
        memory = self._memories[stretch.group]
        try:
            async for batch in self._reader.read(stretch, memory, deadline=deadline):
                yield batch
        except SourceError as error:
            pause = _pause_after(error)
            if pause is None:
                raise
            if _is_gone(error):
                self._groups.forget()
                if memory.head_end is not None:
                    error.what = f"log group {stretch.group} is gone"
            self._aside[stretch.group] = (self._aws.clock.monotonic() + pause, error)

    def _raise_if_all_aside(self, groups: Sequence[str]) -> None:
        if groups and all(group in self._aside for group in groups):
            raise self._aside[groups[0]][1]


def _span(window: Window, now: int) -> _Span:
    start, end = milliseconds(window.start), milliseconds(window.end)
    return _Span(
        start=start,
        end=min(end, now),
        wants_heads=window.live or end >= now - FIRST_SLICE,
    )


def _next_width(width: int, received: int) -> int:
    """How wide the next slice of a group is, when so many lines were in the one before it."""
    if received < _QUIET:
        return width * 1_000
    if received < _LIVELY:
        return width * _GROWTH
    return max(width // _GROWTH, _LEAST_SLICE) if received > _FULL else width


def _is_gone(error: SourceError) -> bool:
    return error.code.startswith("ResourceNotFound")


def _pause_after(error: SourceError) -> float | None:
    """For how long to leave a group alone after its refusal; None: it is not about the group."""
    if _is_gone(error):
        return _GONE_PAUSE
    if error.condition is Condition.DENIED or error.code:
        return _REFUSED_PAUSE
    return 0.0 if error.condition is Condition.PARTIAL else None
