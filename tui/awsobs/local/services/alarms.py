"""The alarms service."""

from awsobs.local.operations import Operations

operations = Operations("cloudwatch")


class AlarmsState:
    """Its state."""
