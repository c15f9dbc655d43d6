"""The event buses of the account, their rules, and the events that pass by."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from awsobs.languages.event_pattern import EventPattern
from awsobs.languages.schedule import next_fire, parse_schedule
from awsobs.local.operations import Fault
from awsobs.local.services.event_delivery import Delivery, deliver

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

DEFAULT_BUS: Final = "default"
DISABLED: Final = "DISABLED"
WITH_READS: Final = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
MOST_BUSES: Final = 100
MOST_RULES: Final = 300
ARCHIVE_RULE: Final = "Events-Archive-"
"""How the rule begins that EventBridge itself makes for an archive."""

_MOST_ARCHIVED: Final = 10_000
_MOST_DELIVERED: Final = 1_000


@dataclass(slots=True, kw_only=True)
class EventRule:
    """One rule; its targets by their ids, as they were put. `due` is when it fires next."""

    name: str
    bus: str
    arn: str
    state: str
    pattern: EventPattern | None = None
    schedule: str = ""
    description: str = ""
    role: str = ""
    managed_by: str = ""
    since: datetime | None = None
    due: datetime | None = None
    targets: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Whether the rule is on and matches; calls that only read need a state of their own."""
        if self.state == DISABLED or self.pattern is None:
            return False
        if self.state != WITH_READS and _is_read_call(event):
            return False
        return self.pattern.matches(event)

    def plan(self, now: datetime, *, anew: bool = False) -> None:
        """Set when it fires next; a rate begins to count where it is planned anew."""
        if anew:
            self.since = now
        self.due = None
        if self.schedule and self.state != DISABLED:
            self.due = next_fire(parse_schedule(self.schedule), now, since=self.since)


@dataclass(slots=True, kw_only=True)
class EventBus:
    """One bus; the default one is as old as the account."""

    name: str
    description: str = ""
    created: datetime | None = None
    rules: dict[str, EventRule] = field(default_factory=dict[str, EventRule])


@dataclass(slots=True, kw_only=True)
class EventArchive:
    """The newest events of a bus that met a pattern, for a replay; `days` 0 is for ever."""

    name: str
    bus: str
    created: datetime
    pattern: str = ""
    description: str = ""
    days: int = 0
    size: int = 0
    events: deque[Mapping[str, Any]] = field(
        default_factory=lambda: deque[Mapping[str, Any]](maxlen=_MOST_ARCHIVED)
    )

    def keep(self, event: Mapping[str, Any]) -> None:
        """Keep one event more."""
        self.events.append(event)
        self.size += len(json.dumps(event))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Events of an archive that were sent again, as ListReplays shows it."""

    name: str
    row: Mapping[str, Any]


class EventsState:
    """All buses by name. Events are matched as they pass; archives alone keep them.

    `delivered` is what the newest targets got, for those who want to see it arrive.
    """

    def __init__(self) -> None:
        self.buses: dict[str, EventBus] = {DEFAULT_BUS: EventBus(name=DEFAULT_BUS)}
        self.archives: dict[str, EventArchive] = {}
        self.replays: dict[str, Replay] = {}
        self.delivered: deque[Delivery] = deque(maxlen=_MOST_DELIVERED)

    def publish(self, cloud: "Cloud", event: Mapping[str, Any], bus: str = DEFAULT_BUS) -> str:
        """Send an event to the rules of a bus that match it, and give its id.

        What the envelope lacks (version, id, account, time, region, resources) is filled in.
        An event for a bus that does not exist is dropped, as AWS does.
        """
        whole = envelope(cloud, event)
        found = self.buses.get(bus)
        for rule in tuple(found.rules.values()) if found is not None else ():
            if rule.wants(whole):
                self._take(cloud, rule, whole)
        return str(whole["id"])

    def _take(self, cloud: "Cloud", rule: EventRule, event: Mapping[str, Any]) -> None:
        archive = self.archives.get(rule.name.removeprefix(ARCHIVE_RULE))
        if rule.managed_by and archive is not None:
            archive.keep(event)
        else:
            deliver(cloud, rule, event, matched=True)

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


def _is_read_call(event: Mapping[str, Any]) -> bool:
    """Whether it tells of a call to an API that changed nothing."""
    detail = event.get("detail")
    is_call = event.get("detail-type") == "AWS API Call via CloudTrail"
    return is_call and isinstance(detail, dict) and detail.get("readOnly") is True


def instant(moment: datetime) -> str:
    """A moment as events spell it, in whole seconds."""
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"
