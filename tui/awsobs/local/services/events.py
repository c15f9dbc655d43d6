"""The events service."""

from awsobs.local.operations import Operations

operations = Operations("events")


class EventsState:
    """Its state."""
