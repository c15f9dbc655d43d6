"""The traces of a stretch of time that meet a filter of X-Ray's, read once."""

from collections.abc import Callable, Sequence

from awsobs.analysis.trace_choice import most_telling
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.domain.window import Window
from awsobs.sources.session import Aws
from awsobs.sources.xray import TraceSource


async def read_chosen(
    aws: Aws, expression: str, window: Window, is_read: Callable[[str], bool]
) -> tuple[TraceSummary | Trace, ...]:
    """Their summaries, and so many of the traces as one pass reads.

    `is_read` tells of an id whether the trace is known already. An empty expression means all.

    Raises:
        SourceError: the outside failed.
    """
    summaries: dict[str, TraceSummary] = {}
    traces: dict[str, Trace] = {}

    def missing(limit: int) -> Sequence[str]:
        unread = [s for s in summaries.values() if s.id not in traces and not is_read(s.id)]
        return [s.id for s in most_telling(unread, list(summaries.values()))][:limit]

    source = TraceSource(aws, missing, expression=expression)
    async for batch in source.poll(window):
        for record in batch.records:
            if isinstance(record, TraceSummary):
                summaries[record.id] = record
            else:
                traces[record.id] = record
    return (*summaries.values(), *traces.values())
