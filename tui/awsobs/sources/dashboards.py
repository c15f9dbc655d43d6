"""CloudWatch dashboards: the list, and one body at a time. Both are billed by the request."""

from awsobs.domain.dashboards import Dashboard
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws


async def listed_dashboards(aws: Aws) -> tuple[Dashboard, ...]:
    """Every dashboard, without its body.

    Raises:
        SourceError: the outside failed.
    """
    found: list[Dashboard] = []
    listing = pages(aws, "cloudwatch:ListDashboards", {}, limit=5, priority=Priority.FIRST)
    async for page in listing:
        found += [
            Dashboard(
                name=fields.name(row, "DashboardName"),
                modified=fields.moment(row, "LastModified"),
                size=fields.count(row, "Size"),
            )
            for row in fields.rows(page, "DashboardEntries")
            if fields.name(row, "DashboardName")
        ]
    return tuple(found)


async def dashboard_body(aws: Aws, name: str) -> str:
    """The JSON text of one dashboard, as it is; whoever reads it makes it safe.

    Raises:
        SourceError: it cannot be had.
    """
    reply = await aws.call(
        "cloudwatch:GetDashboard", resource=name, priority=Priority.FIRST, DashboardName=name
    )
    body = reply.get("DashboardBody")
    return body if isinstance(body, str) else ""
