"""One trace by its id, whole, at once."""

from dataclasses import replace

from awsobs.analysis.segments import trace_of
from awsobs.domain.traces import Trace
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.trace_retrieval import retrieved_documents
from awsobs.sources.trace_rows import documents_of


async def read_trace(aws: Aws, trace_id: str) -> Trace | None:
    """The trace with this id; None where X-Ray has none.

    Raises:
        SourceError: the outside failed.
    """
    documents: list[str] = []
    is_cut = False
    asked = {"TraceIds": [trace_id]}
    async for page in pages(aws, "xray:BatchGetTraces", asked, priority=Priority.FIRST):
        for row in fields.rows(page, "Traces"):
            if fields.name(row, "Id") == trace_id:
                documents += documents_of(row)
                is_cut = is_cut or row.get("LimitExceeded") is True
    if not documents:
        documents = await retrieved_documents(aws, trace_id)
    if not documents:
        return None
    return replace(trace_of(trace_id, documents), limit_exceeded=is_cut)
