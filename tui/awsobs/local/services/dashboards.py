"""The dashboards service."""

from awsobs.local.operations import Operations

operations = Operations("cloudwatch")


class DashboardsState:
    """Its state."""
