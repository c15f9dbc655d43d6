"""The metrics service."""

from awsobs.local.operations import Operations

operations = Operations("cloudwatch")


class MetricsState:
    """Its state."""
