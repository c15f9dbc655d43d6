"""EventBridge: its operations, gathered from the modules that answer them."""

from awsobs.local.operations import Operations
from awsobs.local.services import event_archives, event_buses, event_rules
from awsobs.local.services.events_state import EventsState

__all__ = ["EventsState", "operations"]

operations = Operations("events")
for _part in (event_archives, event_buses, event_rules):
    for _name, _handler in _part.operations.handlers.items():
        operations.answer(_name)(_handler)
