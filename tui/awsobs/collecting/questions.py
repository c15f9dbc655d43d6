"""What the screen may ask an account, beside what the feeds bring by themselves."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from awsobs.domain.insights import InsightsQuery, QueryAnswer, SavedQuery
from awsobs.domain.logs import Listing, LogEvent, LogGroup, Surroundings
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.traces import Trace

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


def what_insights_finds(
    query: InsightsQuery, tell: Callable[[QueryAnswer], None]
) -> "Question[QueryAnswer]":
    """The rows of a query; what there is so far is told. Cancelled, the query is stopped."""

    async def question(aws: "Aws") -> QueryAnswer:
        from awsobs.sources.insights import answers

        answer = QueryAnswer()
        async with aclosing(answers(aws, query)) as coming:
            async for answer in coming:
                tell(answer)
        return answer

    return question


def which_record(pointer: str) -> "Question[Mapping[str, str]]":
    """All fields of the event that a row of results points to."""

    async def question(aws: "Aws") -> Mapping[str, str]:
        from awsobs.sources.insights import record_at

        return await record_at(aws, pointer)

    return question


def which_queries() -> "Question[tuple[SavedQuery, ...]]":
    """The queries that are saved in the account."""

    async def question(aws: "Aws") -> tuple[SavedQuery, ...]:
        from awsobs.sources.insights import saved_queries

        return await saved_queries(aws)

    return question


def what_is_stored(groups: Sequence[str]) -> "Question[tuple[LogGroup, ...]]":
    """The groups that a query would ask, with what they store."""

    async def question(aws: "Aws") -> tuple[LogGroup, ...]:
        from awsobs.sources.insights import queried_groups

        return await queried_groups(aws, groups)

    return question


def which_services(start: datetime, end: datetime) -> "Question[ServiceGraph]":
    """The service graph of a stretch of time, as X-Ray itself makes it."""

    async def question(aws: "Aws") -> ServiceGraph:
        from awsobs.sources.service_graph import read_service_graph

        return await read_service_graph(aws, start, end)

    return question


def which_trace(trace_id: str) -> "Question[Trace | None]":
    """One trace as it is by now; None where X-Ray has none of that id."""

    async def question(aws: "Aws") -> Trace | None:
        from awsobs.sources.trace_lookup import read_trace

        return await read_trace(aws, trace_id)

    return question
