"""All alarms of the account, and what happened to those that are on."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from awsobs.domain.accounting import Counts
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.batch import Batch
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.alarm_listing import AlarmListing
from awsobs.sources.alarm_rows import change_of
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

MAX_HISTORIES = 10
"""Alarms whose history is read in one pass; the others have their turn later."""

HISTORY = "history"
"""The note of a batch that holds changes of alarms, not the alarms."""


class AlarmSource:
    """A batch with every alarm, then one for the history of each that changed its state."""

    name = "alarms"
    behind = False

    def __init__(
        self, aws: Aws, tell: Tell = say_nothing, *, most_histories: int = MAX_HISTORIES
    ) -> None:
        self._aws = aws
        self._listing = AlarmListing(aws, tell)
        self._stamp = Stamp[Alarm | AlarmChange](self.name, aws)
        self._most_histories = most_histories
        self._histories: dict[str, datetime | None] = {}
        self._refused = ""

    @property
    def shortfall(self) -> str:
        """How many alarms there are at least, if not all were read; or which history is shut."""
        return self._listing.shortfall or self._refused

    async def poll(self, window: Window) -> AsyncIterator[Batch[Alarm | AlarmChange]]:
        """Read all alarms; the window does not matter."""
        alarms: list[Alarm] = []
        async for alarms, counts in self._listing.read():
            yield self._stamp.batch(alarms, counts)
        for alarm in self._changed(alarms)[: self._most_histories]:
            batch = await self._history(alarm)
            if batch is not None:
                yield batch
            elif not self._is_read(alarm):
                break  # the service is busy: the next pass goes on from here

    def _changed(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """What fires and what went back while we looked, as far as its history is not read yet.

        What those that are well did before that is of no use.
        """
        names = {alarm.name for alarm in alarms}
        self._histories = {name: at for name, at in self._histories.items() if name in names}
        for alarm in alarms:
            if alarm.state is not AlarmState.ALARM:
                self._histories.setdefault(alarm.name, alarm.since)
        changed = [alarm for alarm in alarms if not self._is_read(alarm)]
        return sorted(changed, key=lambda alarm: alarm.state is not AlarmState.ALARM)

    def _is_read(self, alarm: Alarm) -> bool:
        known = self._histories
        return alarm.name in known and known[alarm.name] == alarm.since

    async def _history(self, alarm: Alarm) -> Batch[Alarm | AlarmChange] | None:
        """What DescribeAlarmHistory tells; whatever it refuses, the alarms still stand."""
        try:
            # Without types only metric alarms have a history.
            kinds = await self._aws.known_values("cloudwatch", "AlarmType")
            reply = await self._aws.call(
                "cloudwatch:DescribeAlarmHistory",
                resource=alarm.name,
                AlarmTypes=list(kinds),
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
