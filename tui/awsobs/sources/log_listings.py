"""The log groups that there are, and the streams of one, for those who choose among them."""

from awsobs.domain.logs import Listing, LogGroup, LogStream
from awsobs.sources import fields
from awsobs.sources.log_groups import MAX_LISTED_PAGES, group_of
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

MAX_STREAM_PAGES = 4


async def listed_groups(aws: Aws) -> Listing:
    """All groups that can be read, by name.

    Raises:
        SourceError: they cannot be listed.
    """
    found: list[LogGroup] = []
    is_whole = True
    async for page in pages(
        aws,
        "logs:DescribeLogGroups",
        {"limit": 50},
        token="nextToken",
        limit=MAX_LISTED_PAGES,
        priority=Priority.FIRST,
    ):
        found += [group_of(row) for row in fields.rows(page, "logGroups")]
        is_whole = not page.get("nextToken")
    readable = [group for group in found if group.name and group.log_class != "DELIVERY"]
    return Listing(groups=tuple(readable), whole=is_whole)


async def listed_streams(aws: Aws, group: str) -> Listing:
    """The streams of a group that were written to last.

    Raises:
        SourceError: they cannot be listed.
    """
    found: list[LogStream] = []
    is_whole = True
    async for page in pages(
        aws,
        "logs:DescribeLogStreams",
        {"logGroupName": group, "orderBy": "LastEventTime", "descending": True, "limit": 50},
        token="nextToken",
        limit=MAX_STREAM_PAGES,
        priority=Priority.FIRST,
        resource=group,
    ):
        for row in fields.rows(page, "logStreams"):
            if name := fields.name(row, "logStreamName"):
                last = fields.count(row, "lastEventTimestamp") or None
                found.append(LogStream(name=name, last_event=last))
        is_whole = not page.get("nextToken")
    return Listing(streams=tuple(found), whole=is_whole)
