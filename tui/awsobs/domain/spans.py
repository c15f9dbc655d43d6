"""Stretches of time that are known, and those between them that are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Span: TypeAlias = tuple[datetime, datetime]
"""From a moment to a later one."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches that neither touch nor overlap, the oldest first."""

    parts: tuple[Span, ...] = ()

    def joined(self, start: datetime, end: datetime) -> "Spans":
        """These and one more; one without length changes nothing."""
        if start >= end:
            return self
        apart: list[Span] = []
        for begin, until in self.parts:
            if until < start or begin > end:
                apart.append((begin, until))
            else:
                start, end = min(start, begin), max(end, until)
        return Spans(tuple(sorted((*apart, (start, end)))))

    def gaps(self, start: datetime, end: datetime) -> tuple[Span, ...]:
        """What of a stretch is not known, the newest first."""
        return tuple(reversed(list(self._gaps(start, end))))

    def _gaps(self, start: datetime, end: datetime) -> Iterator[Span]:
        for begin, until in self.parts:
            if begin > start and start < end:
                yield start, min(begin, end)
            start = max(start, until)
        if start < end:
            yield start, end

    def known_from(self, end: datetime) -> datetime:
        """How far back all is known from a moment on: the moment itself where nothing is."""
        return next((begin for begin, until in self.parts if begin < end <= until), end)
