"""What the live tail has brought and nobody has taken yet, in bounded memory."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from awsobs.sources import fields
from awsobs.sources.replies import LogPage, LogRow

MOST_ROWS = 20_000
MOST_CHARACTERS = 32_000_000
"""What may wait; the oldest rows fall out, and polling brings them."""


@dataclass(slots=True, kw_only=True)
class Taken:
    """Rows by group; `dropped` fell out, `strange` are of no group that was asked for."""

    pages: dict[str, LogPage] = field(default_factory=dict[str, LogPage])
    sampled: int = 0
    dropped: int = 0
    strange: int = 0


class LiveQueue:
    """Takes updates without ever waiting, so that the stream is always read."""

    def __init__(self) -> None:
        self._rows: deque[tuple[str, LogRow, bool]] = deque()
        self._characters = 0
        self._dropped = 0
        self._strange = 0

    def put(self, update: Mapping[str, Any]) -> bool:
        """Keep what one update holds; whether the service picked from more."""
        sampled = fields.part(update, "sessionMetadata").get("sampled") is True
        for raw in fields.rows(update, "sessionResults"):
            group = raw.get("logGroupIdentifier")
            try:
                row = msgspec.convert(raw, LogRow)
            except msgspec.ValidationError:
                self._strange += 1
                continue
            self._put(_name_in(group if isinstance(group, str) else ""), row, sampled)
        return sampled

    def take(self, groups: frozenset[str]) -> Taken:
        """Everything that waits, by group."""
        taken = Taken(dropped=self._dropped, strange=self._strange)
        for group, row, sampled in self._rows:
            if group not in groups:
                taken.strange += 1
                continue
            taken.pages.setdefault(group, LogPage(events=[])).events.append(row)
            taken.sampled += sampled
        self._rows.clear()
        self._characters = self._dropped = self._strange = 0
        return taken

    def _put(self, group: str, row: LogRow, sampled: bool) -> None:
        self._rows.append((group, row, sampled))
        self._characters += len(row.message)
        while len(self._rows) > MOST_ROWS or self._characters > MOST_CHARACTERS:
            self._characters -= len(self._rows.popleft()[1].message)
            self._dropped += 1


def _name_in(identifier: str) -> str:
    """A group's name, which may follow its account or stand in an ARN."""
    return identifier.removesuffix(":*").rpartition(":")[2]
