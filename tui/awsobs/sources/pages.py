"""Answers that come in pages."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.pace import Priority
from awsobs.sources.session import Aws

MAX_PAGES = 50


async def pages(
    aws: Aws,
    operation: str,
    parameters: Mapping[str, Any],
    *,
    token: str = "NextToken",
    limit: int = MAX_PAGES,
    priority: Priority = Priority.NORMAL,
    region: str = "",
    resource: str = "",
) -> AsyncIterator[Mapping[str, Any]]:
    """Ask page after page; empty ones with a token are followed like any other.

    Raises:
        SourceError: the outside failed, or gave a token that it had given before, which would
            go on for ever.
    """
    seen: set[str] = set()
    more: dict[str, Any] = {}
    for _ in range(limit):
        reply = await aws.call(
            operation, region=region, priority=priority, resource=resource, **parameters, **more
        )
        yield reply
        following = reply.get(token)
        if not following:
            return
        if following in seen:
            raise repeated_token(operation)
        seen.add(following)
        more = {token: following}


def repeated_token(operation: str) -> SourceError:
    """The service sends us in circles."""
    return SourceError(
        f"{operation} gave the same page token twice",
        hint="what is shown may lack some",
        condition=Condition.PARTIAL,
        operation=operation,
    )
