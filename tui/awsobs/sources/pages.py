"""Answers that come in pages."""

from collections.abc import AsyncIterator, Callable, Mapping
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
    warn: Callable[[str], None] | None = None,
) -> AsyncIterator[Mapping[str, Any]]:
    """Ask page after page; empty ones with a token are followed like any other.

    A token that was given before would go on for ever: it ends the pages. Those who can do with
    what was read until then are told by `warn`.

    Raises:
        SourceError: the outside failed, or gave a token twice and nobody was to be warned.
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
            error = repeated_token(operation)
            if warn is None:
                raise error
            warn(error.what)
            return
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
