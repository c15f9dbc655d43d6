"""EventBridge: buses, the events put on them, and trying patterns."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.event_requests import (
    BUS_NAME,
    LONGEST_BUS_NAME,
    asked,
    bus_name,
    invalid,
    page,
    pattern_of,
    too_many,
)
from awsobs.local.services.events_state import DEFAULT_BUS, MOST_BUSES, EventBus, instant

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("events")

MOST_ENTRIES: Final = 10
LARGEST_BATCH: Final = 262_144

_REQUIRED: Final = ("Source", "DetailType", "Detail")
_IN_EVENTS: Final = ("id", "account", "source", "time", "region", "resources", "detail-type")


@operations.answer("CreateEventBus")
def create_event_bus(cloud: "Cloud", call: Call) -> Reply:
    """Make a bus without rules."""
    request = asked(call)
    name = request.required("Name", most=LONGEST_BUS_NAME, fits=BUS_NAME)
    if "/" in name and "EventSourceName" not in request:
        raise invalid("Event bus name must not contain '/'.")
    if name in cloud.events.buses:
        raise Fault("ResourceAlreadyExistsException", f"Event bus {name} already exists.")
    if len(cloud.events.buses) >= MOST_BUSES:
        raise too_many()
    description = request.text("Description", least=0, most=512)
    made = EventBus(name=name, description=description, created=cloud.clock.now())
    cloud.events.buses[name] = made
    return {"EventBusArn": _arn(cloud, made), "Description": description or None}


@operations.answer("DeleteEventBus")
def delete_event_bus(cloud: "Cloud", call: Call) -> Reply:
    """Delete a bus without rules; that there is none already is no error."""
    name = asked(call).required("Name", most=LONGEST_BUS_NAME, fits=BUS_NAME)
    if name == DEFAULT_BUS:
        raise invalid("Cannot delete event bus default.")
    bus = cloud.events.buses.get(name)
    if bus is not None and bus.rules:
        raise invalid("Event bus can't be deleted since it has rules.")
    cloud.events.buses.pop(name, None)
    return {}


@operations.answer("DescribeEventBus")
def describe_event_bus(cloud: "Cloud", call: Call) -> Reply:
    """One bus, the default one if none is named."""
    return _row(cloud, cloud.events.bus(bus_name(asked(call), "Name")))


@operations.answer("ListEventBuses")
def list_event_buses(cloud: "Cloud", call: Call) -> Reply:
    """The buses by name, 100 a page."""
    prefix = asked(call).text("NamePrefix", most=LONGEST_BUS_NAME, fits=BUS_NAME)
    found = (
        (name, _row(cloud, bus))
        for name, bus in cloud.events.buses.items()
        if name.startswith(prefix)
    )
    return page(cloud, call, "EventBuses", found)


@operations.answer("PutEvents")
def put_events(cloud: "Cloud", call: Call) -> Reply:
    """Put up to ten events on their buses; says of each whether it was taken."""
    entries = asked(call).required_rows("Entries", most=MOST_ENTRIES)
    if sum(map(_size, entries)) > LARGEST_BATCH:
        raise invalid("Total size of the entries in the request is over the limit.")
    results = [_put(cloud, entry) for entry in entries]
    failed = sum("ErrorCode" in result for result in results)
    return {"FailedEntryCount": failed, "Entries": results}


@operations.answer("TestEventPattern")
def test_event_pattern(cloud: "Cloud", call: Call) -> Reply:
    """Whether a pattern matches an event."""
    request = asked(call)
    pattern = pattern_of(request.required("EventPattern", most=4096))
    event = _object(request.required("Event"))
    if event is None:
        raise invalid("Parameter Event is not valid. Reason: Event is not a JSON object.")
    for name in _IN_EVENTS:
        if name not in event:
            raise invalid(f"Parameter Event is not valid. Reason: {name} is missing.")
    return {"Result": pattern.matches(event)}


def _put(cloud: "Cloud", entry: Asked) -> dict[str, str]:
    for name in _REQUIRED:
        if not entry.text(name, least=0):
            reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            return {"ErrorCode": "InvalidArgument", "ErrorMessage": reason}
    source = entry.text("Source")
    if source.startswith("aws."):
        return {
            "ErrorCode": "NotAuthorizedForSourceException",
            "ErrorMessage": "Not authorized for the source.",
        }
    detail = _object(entry.text("Detail"))
    if detail is None:
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    event = {
        "detail-type": entry.text("DetailType"),
        "source": source,
        "time": instant(_time(cloud, entry)),
        "resources": entry.texts("Resources", least=0),
        "detail": detail,
    }
    return {"EventId": cloud.events.publish(cloud, event, bus_name(entry))}


def _time(cloud: "Cloud", entry: Asked) -> datetime:
    given = entry.row().get("Time")
    return given.astimezone(UTC) if isinstance(given, datetime) else cloud.clock.now()


def _size(entry: Asked) -> int:
    """The bytes that EventBridge counts for an entry."""
    texts = [entry.text(name, least=0) for name in _REQUIRED]
    texts += entry.texts("Resources", least=0)
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) + (
        14 if "Time" in entry else 0
    )


def _object(text: str) -> Mapping[str, Any] | None:
    """The JSON object that a text is."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _arn(cloud: "Cloud", bus: EventBus) -> str:
    return f"arn:aws:events:{cloud.region}:{cloud.account}:event-bus/{bus.name}"


def _row(cloud: "Cloud", bus: EventBus) -> dict[str, Any]:
    row = {
        "Name": bus.name,
        "Arn": _arn(cloud, bus),
        "Description": bus.description,
        "CreationTime": bus.created,
        "LastModifiedTime": bus.created,
    }
    return {name: value for name, value in row.items() if value}
