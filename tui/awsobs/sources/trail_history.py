"""All that the event history has about one resource.

LookupEvents finds a resource by its exact name alone, and some services record ARNs where others
record names: so each spelling is asked for. Where none is found the newest writes are read
whatever they are about, as some events name their resource in the request only.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.analysis.trail_who import about, bare_name
from awsobs.domain.trail import Coverage, History, TrailEvent
from awsobs.sources import fields
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

RETENTION = timedelta(days=90)
"""How long the event history keeps management events (CloudTrail user guide)."""

MOST_PAGES = 40
"""Pages of 50 that are read for one spelling: 20 seconds at the two calls a second of AWS."""

_GLOBAL_REGION = "us-east-1"
Tell = Callable[[str], None]


class _Read:
    """What all lookups brought; each is complete as far back as it got."""

    def __init__(self, start: datetime) -> None:
        self.events: dict[str, TrailEvent] = {}
        self.scanned = 0
        self.malformed = 0
        self.complete_from = start
        self.is_whole = True

    def take(self, rows: list[Mapping[str, Any]]) -> datetime | None:
        """Keep a page's events; the time of its oldest."""
        oldest: datetime | None = None
        for row in rows:
            self.scanned += 1
            try:
                event = event_of(fields.decoded(row, "CloudTrailEvent"), row)
            except ValueError:
                self.malformed += 1
                continue
            self.events[event.id] = event
            oldest = min(oldest or event.time, event.time)
        return oldest

    def stopped_at(self, oldest: datetime | None, end: datetime) -> None:
        """A lookup ended before its window did: nothing older is sure to be known."""
        self.is_whole = False
        self.complete_from = max(self.complete_from, oldest or end)


async def history_of(aws: Aws, resource: str, tell: Tell) -> History:
    """The events about a resource, given as ARN, name or id.

    Raises:
        SourceError: the outside failed.
    """
    now = aws.clock.now()
    start = now - RETENTION
    read = _Read(start)
    for region in _regions(aws):
        for name in _spellings(resource):
            await _look(aws, region, ("ResourceName", name), start, read, tell)
    found, by = about(read.events.values(), resource), "its name"
    if not found:
        for region in _regions(aws):
            await _look(aws, region, ("ReadOnly", "false"), start, read, tell)
        found, by = about(read.events.values(), resource), "all writes"
    return History(
        events=tuple(found),
        coverage=Coverage(
            start=start,
            end=now,
            complete_from=read.complete_from,
            newest=max((event.time for event in read.events.values()), default=None),
            scanned=read.scanned,
        ),
        by=by,
        is_all=read.is_whole,
        malformed=read.malformed,
    )


async def _look(
    aws: Aws,
    region: str,
    attribute: tuple[str, str],
    start: datetime,
    read: _Read,
    tell: Tell,
) -> None:
    """Newest first, back to `start` or to the last page that is read."""
    key, value = attribute
    now = aws.clock.now()
    parameters = {
        "LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}],
        "StartTime": start,
        "EndTime": now,
        "MaxResults": 50,
    }
    count, more = 0, False
    oldest: datetime | None = None
    async for page in pages(
        aws, "cloudtrail:LookupEvents", parameters, limit=MOST_PAGES, region=region
    ):
        count += 1
        oldest = read.take(fields.rows(page, "Events")) or oldest
        more = bool(page.get("NextToken"))
        tell(f"{key} {value}: page {count}, {read.scanned:,} events")
    if more:
        read.stopped_at(oldest, now)


def _regions(aws: Aws) -> Iterator[str]:
    """The session's own, and the one in which services without a region record."""
    yield ""
    if aws.region and aws.region != _GLOBAL_REGION and not aws.access.own_endpoint:
        yield _GLOBAL_REGION


def _spellings(resource: str) -> list[str]:
    return list(dict.fromkeys((resource.strip(), bare_name(resource))))
