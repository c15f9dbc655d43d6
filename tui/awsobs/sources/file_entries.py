"""Lines of one file as columns of entries: a stack trace is one, however it is read."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from awsobs.analysis.log_entries import LogEntries, entry_level
from awsobs.analysis.log_levels import level_of

LINE_END = "␊"
"""What stands between the lines of an entry, as `safe_text` writes it."""


class Lines(NamedTuple):
    """Lines as they came. `messages` are their safe texts, `moments` when each is taken to be of.

    `times` are those that they have themselves.
    """

    numbers: Sequence[int]
    texts: Sequence[str]
    messages: Sequence[str]
    times: Sequence[int | None]
    moments: "array[int]"


class Columns(NamedTuple):
    """Entries, column by column."""

    numbers: Sequence[int]
    messages: Sequence[str]
    moments: "array[int]"
    levels: bytes


@dataclass(slots=True)
class _Entry:
    number: int
    moment: int
    head: str
    is_trace: bool = False
    messages: list[str] = field(default_factory=list[str])


class FileEntries:
    """Joins lines; the last entry is held back while more of it may come."""

    def __init__(self) -> None:
        self._entries = LogEntries()
        self._held: _Entry | None = None
        self._has_joined = self._waits = False

    @property
    def cut(self) -> int:
        """Entries that were too long for one."""
        return self._entries.cut

    @property
    def holds(self) -> bool:
        """Whether an entry waits for more."""
        return self._held is not None

    @property
    def expects_more(self) -> bool:
        """Whether what waits may go on though nothing more has been written by now."""
        return self._has_joined or self._entries.awaits_more

    def joined(self, lines: Lines, whole: str, *, more: bool) -> Columns:
        """The entries that are over.

        Args:
            lines: What comes next.
            whole: The texts of all lines, end to end.
            more: Whether other lines are known to come.
        """
        self._waits = more
        if self._entries.are_heads(lines.texts, whole, lines.times):
            return self._all(lines)
        flags = [
            self._entries.joins(text, at) and 1 + self._entries.is_trace
            for text, at in zip(lines.texts, lines.times, strict=True)
        ]
        if not any(flags):
            return self._all(lines)
        self._has_joined = True
        return self._some(lines, flags)

    def rest(self) -> Columns:
        """What is held back, since nothing more comes."""
        held, self._held = self._held, None
        return _columns([held] if held else [])

    def end(self) -> None:
        """Whatever comes next begins an entry."""
        self._entries.end()

    def _all(self, lines: Lines) -> Columns:
        """Each line as an entry of its own; the last may have to wait."""
        before = self.rest()
        last = len(lines.texts)
        if self._waits or self.expects_more:
            last -= 1
            self._held = _entry(lines, last)
        found = Columns(
            lines.numbers[:last],
            lines.messages[:last],
            lines.moments[:last],
            bytes(map(level_of, lines.texts[:last])),
        )
        return _after(before, found) if before.numbers else found

    def _some(self, lines: Lines, flags: Sequence[int]) -> Columns:
        entries = [self._held] if self._held else []
        for row, flag in enumerate(flags):
            if flag and entries:
                entries[-1].messages.append(lines.messages[row])
                entries[-1].is_trace |= flag > 1
            else:
                entries.append(_entry(lines, row))
        self._held = entries.pop()
        return _columns(entries)


def _entry(lines: Lines, row: int) -> _Entry:
    message = [lines.messages[row]]
    return _Entry(lines.numbers[row], lines.moments[row], lines.texts[row], messages=message)


def _columns(entries: Iterable[_Entry]) -> Columns:
    known = list(entries)
    return Columns(
        [one.number for one in known],
        [LINE_END.join(one.messages) for one in known],
        array("q", [one.moment for one in known]),
        bytes(entry_level(one.head, is_trace=one.is_trace) for one in known),
    )


def _after(first: Columns, then: Columns) -> Columns:
    return Columns(
        [*first.numbers, *then.numbers],
        [*first.messages, *then.messages],
        first.moments + then.moments,
        first.levels + then.levels,
    )
