"""CloudWatch dashboards: the list, and one body at a time. Both are billed by the request."""

from collections.abc import AsyncIterator

from awsobs.domain.batch import Batch
from awsobs.domain.dashboards import Dashboard
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp


class DashboardSource:
    """One batch with every dashboard, without their bodies."""

    name = "dashboards"
    behind = False
    shortfall = ""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._stamp = Stamp[Dashboard](self.name, aws)

    async def poll(self, window: Window) -> AsyncIterator[Batch[Dashboard]]:
        """List the dashboards; the window does not matter."""
        found: list[Dashboard] = []
        async for page in pages(self._aws, "cloudwatch:ListDashboards", {}, limit=5):
            found += [
                Dashboard(
                    name=fields.name(row, "DashboardName"),
                    modified=fields.moment(row, "LastModified"),
                    size=fields.count(row, "Size"),
                )
                for row in fields.rows(page, "DashboardEntries")
                if fields.name(row, "DashboardName")
            ]
        yield self._stamp.batch(found)

    async def body(self, name: str) -> str:
        """The JSON text of one dashboard, as it is; whoever draws it makes it safe.

        Raises:
            SourceError: it cannot be had.
        """
        reply = await self._aws.call("cloudwatch:GetDashboard", resource=name, DashboardName=name)
        body = reply.get("DashboardBody")
        return body if isinstance(body, str) else ""
