"""What the screen may ask an account, beside what the feeds bring by themselves."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from awsobs.domain.logs import Listing, LogEvent, Surroundings

if TYPE_CHECKING:
    from awsobs.sources.session import Aws

Answer = TypeVar("Answer")

Question: TypeAlias = "Callable[[Aws], Coroutine[Any, Any, Answer]]"
"""Runs on the collector's loop; raises SourceError where the outside fails."""

# The screen's modules import this one before botocore may be imported.


def which_groups() -> "Question[Listing]":
    """All log groups."""

    async def question(aws: "Aws") -> Listing:
        from awsobs.sources.log_listings import listed_groups

        return await listed_groups(aws)

    return question


def which_streams(group: str) -> "Question[Listing]":
    """The streams of a group that were written to last."""

    async def question(aws: "Aws") -> Listing:
        from awsobs.sources.log_listings import listed_streams

        return await listed_streams(aws, group)

    return question


def what_is_around(event: LogEvent, count: int) -> "Question[Surroundings]":
    """So many lines of a line's stream before and after it."""

    async def question(aws: "Aws") -> Surroundings:
        from awsobs.sources.log_context import lines_around

        return await lines_around(aws, event, count)

    return question
