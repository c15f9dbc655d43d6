"""The groups of traces that an account has."""

from collections.abc import Mapping
from typing import Any

from awsobs.domain.trace_groups import TraceGroup
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

_MOST_PAGES = 10


async def read_trace_groups(aws: Aws) -> tuple[TraceGroup, ...]:
    """All groups, as X-Ray orders them.

    Raises:
        SourceError: the outside failed.
    """
    found: list[TraceGroup] = []
    async for page in pages(aws, "xray:GetGroups", {}, limit=_MOST_PAGES, priority=Priority.FIRST):
        found += [_group(row) for row in fields.rows(page, "Groups")]
    return tuple(group for group in found if group.name)


def _group(row: Mapping[str, Any]) -> TraceGroup:
    insights: object = row.get("InsightsConfiguration")
    return TraceGroup(
        name=fields.name(row, "GroupName"),
        expression=fields.text(row, "FilterExpression"),
        has_insights=isinstance(insights, Mapping) and insights.get("InsightsEnabled") is True,
    )
