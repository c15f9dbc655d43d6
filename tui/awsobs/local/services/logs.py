"""The logs service."""

from awsobs.local.operations import Operations

operations = Operations("logs")


class LogsState:
    """Its state."""
