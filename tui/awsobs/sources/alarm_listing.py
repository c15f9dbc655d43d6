"""All alarms of an account: the whole list, and between two of those only what is in ALARM."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from awsobs.domain.accounting import Counts
from awsobs.domain.alarms import Alarm, AlarmKind, AlarmState
from awsobs.sources import fields
from awsobs.sources.alarm_rows import alarm_of
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Tell

MAX_PAGES = 50
EARLY = 3
"""Pages after which the user sees what fires, if there are more to come."""

FEW = 5
"""An account with no more pages is read whole each time."""

SECONDS_A_PAGE = 1.2
"""How long a longer list is good, for each of its pages."""

_NAMED = 100
_MOST_NAMED = 3
_LISTS = {
    "MetricAlarms": None,
    "CompositeAlarms": AlarmKind.COMPOSITE,
    "LogAlarms": AlarmKind.LOG,
}

Read: TypeAlias = tuple[list[Alarm], Counts]


class AlarmListing:
    """Remembers the alarms, so that thousands need not be read each time.

    Of a long list it is known at once what goes into ALARM and what leaves it; everything else,
    such as a new alarm, when the whole list is read the next time.
    """

    def __init__(self, aws: Aws, tell: Tell) -> None:
        self._aws = aws
        self._tell = tell
        self._known: dict[str, Alarm] = {}
        self._is_long = False
        self._due = float("-inf")
        self._cut = ""
        self._circle = ""

    @property
    def shortfall(self) -> str:
        """How many alarms there are at least, if not all were read."""
        return self._circle or self._cut

    async def read(self) -> AsyncIterator[Read]:
        """Every alarm; the first time what fires before all, where there are many."""
        if self._is_long and self._aws.clock.monotonic() < self._due:
            left = await self._firing()
            if len(left[2]) <= _NAMED * _MOST_NAMED:
                yield await self._with_named(*left)
                return
        async for one in self._whole():
            yield one

    async def _whole(self) -> AsyncIterator[Read]:
        alarms: list[Alarm] = []
        malformed, read = 0, 0
        self._circle = ""
        more: object = None
        async for page in self._pages({}):
            read, more = read + 1, page.get("NextToken")
            malformed += take(page, alarms)
            self._tell(str(len(alarms)))
            if read == EARLY and more and not self._known:
                rows, _, _ = await self._firing()
                found = _by_name([*alarms, *rows])
                yield list(found.values()), Counts(received=len(rows), kept=len(rows))
        self._cut = f"{len(alarms)}+ (first {read} pages)" if more else ""
        self._known = _by_name(alarms)
        self._is_long = read > FEW
        self._due = self._aws.clock.monotonic() + SECONDS_A_PAGE * read
        yield list(self._known.values()), _counts(alarms, self._known, malformed)

    async def _firing(self) -> tuple[list[Alarm], int, list[Alarm]]:
        """What is in ALARM, how many rows were unreadable, and what has left ALARM."""
        rows: list[Alarm] = []
        malformed = 0
        async for page in self._pages({"StateValue": AlarmState.ALARM.value}):
            malformed += take(page, rows)
        names = {alarm.name for alarm in rows}
        fired = (one for one in self._known.values() if one.state is AlarmState.ALARM)
        return rows, malformed, [one for one in fired if one.name not in names]

    async def _with_named(self, rows: list[Alarm], malformed: int, left: list[Alarm]) -> Read:
        """The alarms with those that fire and those that no longer do; deleted ones are gone."""
        for place in range(0, len(left), _NAMED):
            asked = [_raw_name(alarm) for alarm in left[place : place + _NAMED]]
            async for page in self._pages({"AlarmNames": asked}):
                malformed += take(page, rows)
        for alarm in left:
            self._known.pop(alarm.name, None)
        found = _by_name(rows)
        self._known |= found
        return list(self._known.values()), _counts(rows, found, malformed)

    async def _pages(self, asked: Mapping[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
        kinds = await self._aws.known_values("cloudwatch", "AlarmType")
        async for page in pages(
            self._aws,
            "cloudwatch:DescribeAlarms",
            {"AlarmTypes": list(kinds), "MaxRecords": 100, **asked},
            limit=MAX_PAGES,
            priority=Priority.FIRST,
            warn=self._lacking,
        ):
            yield page

    def _lacking(self, what: str) -> None:
        self._circle = what


def take(page: Mapping[str, Any], alarms: list[Alarm]) -> int:
    """Add a page's alarms; how many rows could not be read."""
    malformed = 0
    for key, kind in _LISTS.items():
        for row in fields.rows(page, key):
            try:
                alarms.append(alarm_of(row, kind))
            except ValueError:
                malformed += 1
    return malformed


def _raw_name(alarm: Alarm) -> str:
    """Its name as AWS spells it, which may hold what no terminal should see."""
    return str(fields.part({"row": alarm.record}, "row").get("AlarmName", alarm.name))


def _by_name(alarms: Iterable[Alarm]) -> dict[str, Alarm]:
    return {alarm.name: alarm for alarm in alarms}


def _counts(rows: Sequence[Alarm], once: Mapping[str, Alarm], malformed: int) -> Counts:
    return Counts(
        received=len(rows) + malformed,
        kept=len(once),
        duplicate=len(rows) - len(once),
        malformed=malformed,
    )
