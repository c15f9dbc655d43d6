"""The service graph as X-Ray itself makes it of all that was sampled."""

from datetime import datetime, timedelta

from awsobs.analysis.graphs.sums import merged
from awsobs.domain.service_graph import ServiceGraph
from awsobs.sources import fields
from awsobs.sources.pages import pages
from awsobs.sources.service_rows import reported_graph
from awsobs.sources.session import Aws

CHUNK = timedelta(hours=6)
"""The longest stretch to ask for at once; longer ones may be refused."""


async def read_service_graph(
    aws: Aws, start: datetime, end: datetime, group: str = ""
) -> ServiceGraph:
    """The graph of [start, end), of all traces or of an X-Ray group's.

    Raises:
        SourceError: the outside failed.
    """
    parts: list[ServiceGraph] = []
    begin = start
    while begin < end:
        until = min(end, begin + CHUNK)
        asked = {"StartTime": begin, "EndTime": until} | ({"GroupName": group} if group else {})
        rows = [
            row
            async for page in pages(aws, "xray:GetServiceGraph", asked)
            for row in fields.rows(page, "Services")
        ]
        parts.append(reported_graph(rows, 0.0)[0])
        begin = until
    return merged(parts, (end - start).total_seconds() / 60)
