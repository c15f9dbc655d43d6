"""The event buses of the account, their rules, and the events that pass by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from awsobs.languages.event_pattern import EventPattern
from awsobs.local.operations import Fault
from awsobs.local.services.event_delivery import deliver

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

DEFAULT_BUS: Final = "default"
DISABLED: Final = "DISABLED"
MOST_BUSES: Final = 100
MOST_RULES: Final = 300


@dataclass(slots=True, kw_only=True)
class EventRule:
    """One rule; its targets by their ids, as they were put."""

    name: str
    bus: str
    arn: str
    state: str
    pattern: EventPattern | None = None
    schedule: str = ""
    description: str = ""
    role: str = ""
    targets: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Whether the rule is on and matches."""
        return self.state != DISABLED and self.pattern is not None and self.pattern.matches(event)


@dataclass(slots=True, kw_only=True)
class EventBus:
    """One bus; the default one is as old as the account."""

    name: str
    description: str = ""
    created: datetime | None = None
    rules: dict[str, EventRule] = field(default_factory=dict[str, EventRule])


class EventsState:
    """All buses by name. Events are matched as they pass and kept nowhere."""

    def __init__(self) -> None:
        self.buses: dict[str, EventBus] = {DEFAULT_BUS: EventBus(name=DEFAULT_BUS)}

    def publish(self, cloud: "Cloud", event: Mapping[str, Any], bus: str = DEFAULT_BUS) -> str:
        """Send an event to the rules of a bus that match it, and give its id.

        What the envelope lacks (version, id, account, time, region, resources) is filled in.
        An event for a bus that does not exist is dropped, as AWS does.
        """
        whole = envelope(cloud, event)
        found = self.buses.get(bus)
        for rule in tuple(found.rules.values()) if found is not None else ():
            if rule.wants(whole):
                deliver(cloud, rule, whole)
        return str(whole["id"])

    def bus(self, name: str) -> EventBus:
        """The bus of that name.

        Raises:
            Fault: there is none.
        """
        bus = self.buses.get(name)
        if bus is None:
            raise Fault("ResourceNotFoundException", f"Event bus {name} does not exist.")
        return bus

    def rule(self, bus: str, name: str) -> EventRule:
        """The rule of that name on a bus.

        Raises:
            Fault: there is no such bus, or no such rule on it.
        """
        rule = self.bus(bus).rules.get(name)
        if rule is None:
            raise Fault(
                "ResourceNotFoundException", f"Rule {name} does not exist on EventBus {bus}."
            )
        return rule


def envelope(cloud: "Cloud", event: Mapping[str, Any]) -> dict[str, Any]:
    """An event with everything that EventBridge puts around a detail."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "account": cloud.account,
        "time": instant(cloud.clock.now()),
        "region": cloud.region,
        "resources": [],
        **event,
    }


def instant(moment: datetime) -> str:
    """A moment as events spell it, in whole seconds."""
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"
