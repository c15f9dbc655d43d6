"""What happened to alarms: bounded, in order of time, kept after an alarm is deleted."""

import json
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

MOST_ITEMS: Final = 10_000
KEPT_FOR: Final = timedelta(weeks=2)
LONGEST_DATA: Final = 4095


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryItem:
    """One row of DescribeAlarmHistory; `number` tells items of the same moment apart."""

    at: datetime
    number: int
    alarm: str
    alarm_type: str
    kind: str
    summary: str
    data: str

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands in the history."""
        return self.at, self.number


class AlarmHistory:
    """The items of all alarms, oldest first. `dropped` counts what the bound pushed out."""

    def __init__(self) -> None:
        self.dropped = 0
        self._items: list[HistoryItem] = []
        self._number = 0

    def add(
        self, alarm: str, alarm_type: str, kind: str, at: datetime, summary: str, data: Any
    ) -> None:
        """Note what happened at `at`; `data` becomes the item's JSON."""
        self._number += 1
        spelled = json.dumps(data, separators=(",", ":"), default=str)
        item = HistoryItem(
            at=at,
            number=self._number,
            alarm=alarm,
            alarm_type=alarm_type,
            kind=kind,
            summary=summary[:255],
            data=spelled if len(spelled) <= LONGEST_DATA else '{"version":"1.0"}',
        )
        insort(self._items, item, key=lambda held: held.place)
        if len(self._items) > MOST_ITEMS:
            del self._items[0]
            self.dropped += 1

    def forget(self, alarm: str) -> None:
        """Drop all items of one alarm."""
        self._items = [item for item in self._items if item.alarm != alarm]

    def forget_before(self, now: datetime) -> None:
        """Drop what is past its time."""
        limit = now - KEPT_FOR
        while self._items and self._items[0].at < limit:
            del self._items[0]

    def items(self, alarm: str, alarm_types: Sequence[str], kind: str) -> Iterable[HistoryItem]:
        """The items of these types, oldest first; an empty alarm or kind means any."""
        return (
            item
            for item in self._items
            if alarm in ("", item.alarm)
            and item.alarm_type in alarm_types
            and kind in ("", item.kind)
        )
