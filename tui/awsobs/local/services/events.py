"""The events service."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Operations

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("events")


class EventsState:
    """Its state."""

    def publish(self, cloud: "Cloud", event: Mapping[str, Any]) -> None:
        """Take in an event that a service of this account sends."""
