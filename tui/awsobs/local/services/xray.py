"""The xray service."""

from awsobs.local.operations import Operations

operations = Operations("xray")


class XrayState:
    """Its state."""
