"""All alarms of the account, and what happened to those that are on."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from awsobs.domain.accounting import Counts
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState
from awsobs.domain.batch import Batch
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.alarm_rows import alarm_of, change_of
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

MAX_PAGES = 50
MAX_HISTORIES = 10
"""Alarms whose history is read in one pass; the others have their turn later."""

HISTORY = "history"
"""The note of a batch that holds changes of alarms, not the alarms."""

_LISTS = {
    "MetricAlarms": None,
    "CompositeAlarms": AlarmKind.COMPOSITE,
    "LogAlarms": AlarmKind.LOG,
}


class AlarmSource:
    """One batch with every alarm, then one for the history of each that changed its state."""

    name = "alarms"
    behind = False

    def __init__(
        self, aws: Aws, tell: Tell = say_nothing, *, most_histories: int = MAX_HISTORIES
    ) -> None:
        self._aws = aws
        self._tell = tell
        self._stamp = Stamp[Alarm | AlarmChange](self.name, aws)
        self._most_histories = most_histories
        self._histories: dict[str, datetime | None] = {}
        self._cut = ""
        self._circle = ""
        self._refused = ""

    @property
    def shortfall(self) -> str:
        """How many alarms there are at least, if not all were read; or which history is shut."""
        return self._circle or self._cut or self._refused

    async def poll(self, window: Window) -> AsyncIterator[Batch[Alarm | AlarmChange]]:
        """Read all alarms; the window does not matter."""
        alarms, counts = await self._described()
        yield self._stamp.batch(alarms, counts)
        firing = [alarm for alarm in alarms if alarm.state is AlarmState.ALARM]
        self._histories = {
            alarm.name: self._histories[alarm.name]
            for alarm in firing
            if alarm.name in self._histories
        }
        known = self._histories
        changed = [a for a in firing if a.name not in known or known[a.name] != a.since]
        for alarm in changed[: self._most_histories]:
            batch = await self._history(alarm)
            if batch is not None:
                yield batch
            elif alarm.name not in self._histories:
                break  # the service is busy: the next pass goes on from here

    async def _described(self) -> tuple[list[Alarm], Counts]:
        kinds = await self._aws.known_values("cloudwatch", "AlarmType")
        alarms: list[Alarm] = []
        malformed, read = 0, 0
        self._circle = ""
        more: object = None
        async for page in pages(
            self._aws,
            "cloudwatch:DescribeAlarms",
            {"AlarmTypes": list(kinds), "MaxRecords": 100},
            limit=MAX_PAGES,
            priority=Priority.FIRST,
            warn=self._lacking,
        ):
            read, more = read + 1, page.get("NextToken")
            malformed += _take(page, alarms)
            self._tell(str(len(alarms)))
        self._cut = f"{len(alarms)}+ (first {read} pages)" if more else ""
        once = list({alarm.name: alarm for alarm in alarms}.values())
        counts = Counts(
            received=len(alarms) + malformed,
            kept=len(once),
            duplicate=len(alarms) - len(once),
            malformed=malformed,
        )
        return once, counts

    def _lacking(self, what: str) -> None:
        self._circle = what

    async def _history(self, alarm: Alarm) -> Batch[Alarm | AlarmChange] | None:
        """What DescribeAlarmHistory tells; whatever it refuses, the alarms still stand."""
        try:
            reply = await self._aws.call(
                "cloudwatch:DescribeAlarmHistory",
                resource=alarm.name,
                AlarmName=str(fields.part({"row": alarm.record}, "row").get("AlarmName")),
                MaxRecords=100,
            )
        except SourceError as error:
            if error.is_passing:
                return None
            if error.condition not in (Condition.DENIED, Condition.UNSUPPORTED):
                raise
            self._refused = error.what
            self._histories[alarm.name] = alarm.since
            return None
        self._histories[alarm.name] = alarm.since
        changes: list[AlarmChange] = []
        malformed = 0
        for row in fields.rows(reply, "AlarmHistoryItems"):
            try:
                changes.append(change_of(row))
            except ValueError:
                malformed += 1
        counts = Counts(received=len(changes) + malformed, kept=len(changes), malformed=malformed)
        return self._stamp.batch(changes, counts, note=HISTORY)


def _take(page: Mapping[str, Any], alarms: list[Alarm]) -> int:
    """Add a page's alarms; how many rows could not be read."""
    malformed = 0
    for key, kind in _LISTS.items():
        for row in fields.rows(page, key):
            try:
                alarms.append(alarm_of(row, kind))
            except ValueError:
                malformed += 1
    return malformed
