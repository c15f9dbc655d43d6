"""What happened to one alarm in the two weeks that CloudWatch keeps."""

from collections.abc import Mapping
from dataclasses import dataclass

from awsobs.analysis.alarm_telling import by_name, parents_of
from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.domain.source_state import SourceError
from awsobs.sources import fields
from awsobs.sources.alarm_listing import AlarmListing
from awsobs.sources.alarm_rows import change_of
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import say_nothing

MOST_PAGES = 5
MOST_PASTS = 4
"""Alarms whose past is read: the one that is asked for, its composites, what mutes it."""


async def read_history(aws: Aws, alarm: Alarm) -> tuple[tuple[AlarmChange, ...], bool]:
    """Its changes, newest first, at most some hundreds of them; and whether these are all.

    Raises:
        SourceError: they cannot be read.
    """
    kinds = await aws.known_values("cloudwatch", "AlarmType")
    asked = {
        "AlarmName": str(fields.part({"row": alarm.record}, "row").get("AlarmName", alarm.name)),
        "AlarmTypes": list(kinds),
        "MaxRecords": 100,
        "ScanBy": "TimestampDescending",
    }
    changes: list[AlarmChange] = []
    more: object = None
    async for page in pages(
        aws,
        "cloudwatch:DescribeAlarmHistory",
        asked,
        limit=MOST_PAGES,
        priority=Priority.FIRST,
    ):
        more = page.get("NextToken")
        for row in fields.rows(page, "AlarmHistoryItems"):
            try:
                changes.append(change_of(row))
            except ValueError:
                continue
    return tuple(changes), not more


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One alarm among all others, the past of those that it has to do with, and what is missing."""

    alarm: Alarm
    alarms: tuple[Alarm, ...]
    history: Mapping[str, tuple[AlarmChange, ...]]
    missing: str = ""


async def read_about(aws: Aws, name: str) -> About | None:
    """Everything about the alarm of a name; None where there is none.

    Raises:
        SourceError: the alarms cannot be read.
    """
    alarms: list[Alarm] = []
    async for found, _ in AlarmListing(aws, say_nothing).read():
        alarms = found
    known = by_name(alarms)
    alarm = known.get(name)
    if alarm is None:
        return None
    others = [*parents_of(name, alarms)]
    others += [known[alarm.suppressor]] if alarm.suppressor in known else []
    history: dict[str, tuple[AlarmChange, ...]] = {}
    missing = ""
    for one in [alarm, *others][:MOST_PASTS]:
        try:
            history[one.name], _ = await read_history(aws, one)
        except SourceError as error:
            missing = f"its past is not known: {error.what}"
            break
    return About(alarm=alarm, alarms=tuple(alarms), history=history, missing=missing)
