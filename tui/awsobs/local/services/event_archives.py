"""EventBridge: archives of events, and sending these again."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from awsobs.languages.event_pattern import parse
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.event_delivery import deliver
from awsobs.local.services.event_requests import asked, invalid, page, pattern_of
from awsobs.local.services.events_state import (
    ARCHIVE_RULE,
    EventArchive,
    EventBus,
    EventRule,
    Replay,
)

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("events")

_NAME: Final = re.compile(r"[\.\-_A-Za-z0-9]+")
_MANAGER: Final = "prod.vhs.events.aws.internal"
_NOT_REPLAYED: Final = {"replay-name": [{"exists": False}]}
_MOST_REPLAYS: Final = 100


@operations.answer("CreateArchive")
def create_archive(cloud: "Cloud", call: Call) -> Reply:
    """Keep the events of a bus from now on; EventBridge makes a rule of its own for it."""
    request = asked(call)
    name = request.required("ArchiveName", most=48, fits=_NAME)
    bus = _bus(cloud, request.required("EventSourceArn", most=1600))
    text = request.text("EventPattern", least=0, most=4096)
    if name in cloud.events.archives:
        raise Fault("ResourceAlreadyExistsException", f"Archive {name} already exists.")
    wanted = {**json.loads(pattern_of(text).text), **_NOT_REPLAYED} if text else _NOT_REPLAYED
    archive = EventArchive(
        name=name,
        bus=bus.name,
        created=cloud.clock.now(),
        pattern=text,
        description=request.text("Description", least=0, most=512),
        days=request.integer("RetentionDays", least=0) or 0,
    )
    cloud.events.archives[name] = archive
    rule = f"{ARCHIVE_RULE}{name}"
    bus.rules[rule] = EventRule(
        name=rule,
        bus=bus.name,
        arn=f"arn:aws:events:{cloud.region}:{cloud.account}:rule/{rule}",
        state="ENABLED",
        pattern=parse(json.dumps(wanted)),
        managed_by=_MANAGER,
    )
    arn = {"ArchiveArn": f"arn:aws:events:{cloud.region}:{cloud.account}:archive/{name}"}
    return {**arn, "State": "ENABLED", "CreationTime": archive.created}


@operations.answer("ListArchives")
def list_archives(cloud: "Cloud", call: Call) -> Reply:
    """The archives by name."""
    prefix = asked(call).text("NamePrefix", most=48, fits=_NAME)
    archives = cloud.events.archives
    found = ((name, _row(cloud, archives[name])) for name in archives if name.startswith(prefix))
    return page(cloud, call, "Archives", found)


@operations.answer("DescribeArchive")
def describe_archive(cloud: "Cloud", call: Call) -> Reply:
    """One archive with its pattern."""
    archive = _archive(cloud, asked(call))
    arn = f"arn:aws:events:{cloud.region}:{cloud.account}:archive/{archive.name}"
    more = {"EventPattern": archive.pattern, "Description": archive.description}
    told = {name: value for name, value in more.items() if value}
    return {"ArchiveArn": arn, **_row(cloud, archive), **told}


@operations.answer("DeleteArchive")
def delete_archive(cloud: "Cloud", call: Call) -> Reply:
    """Forget an archive, and the rule that filled it."""
    archive = _archive(cloud, asked(call))
    del cloud.events.archives[archive.name]
    cloud.events.bus(archive.bus).rules.pop(f"{ARCHIVE_RULE}{archive.name}", None)
    return {}


@operations.answer("StartReplay")
def start_replay(cloud: "Cloud", call: Call) -> Reply:
    """Send the events of a stretch of time to the rules of their bus again, all at once."""
    request, now = asked(call), cloud.clock.now()
    name = request.required("ReplayName", most=64, fits=_NAME)
    if name in cloud.events.replays:
        raise Fault("ResourceAlreadyExistsException", f"Replay {name} already exists.")
    source = request.required("EventSourceArn", most=1600)
    archive = cloud.events.archives.get(source.rpartition("archive/")[2])
    if archive is None:
        raise invalid(f"Parameter EventSourceArn is not valid. Reason: {source} does not exist.")
    start, end = _time(request, "EventStartTime"), _time(request, "EventEndTime")
    if start >= end:
        raise invalid("Parameter EventEndTime is not valid. Reason: it is before EventStartTime.")
    destination = cast("Mapping[str, Any]", request.row().get("Destination") or {})
    bus = _bus(cloud, str(destination.get("Arn", "")))
    if bus.name != archive.bus:
        raise invalid("Parameter Destination is not valid. Reason: it is not the archive's bus.")
    last = _send(cloud, name, archive, bus, (start, end), destination.get("FilterArns") or [])
    row = {
        "ReplayName": name,
        "EventSourceArn": source,
        "State": "COMPLETED",
        "EventStartTime": start,
        "EventEndTime": end,
        "EventLastReplayedTime": last,
        "ReplayStartTime": now,
        "ReplayEndTime": now,
    }
    kept = {key: value for key, value in row.items() if value is not None}
    if len(cloud.events.replays) >= _MOST_REPLAYS:
        del cloud.events.replays[next(iter(cloud.events.replays))]
    cloud.events.replays[name] = Replay(name=name, row=kept)
    arn = f"arn:aws:events:{cloud.region}:{cloud.account}:replay/{name}"
    return {"ReplayArn": arn, "State": "STARTING", "ReplayStartTime": now}


@operations.answer("DescribeReplay")
def describe_replay(cloud: "Cloud", call: Call) -> Reply:
    """How far a replay came."""
    name = asked(call).required("ReplayName", most=64, fits=_NAME)
    replay = cloud.events.replays.get(name)
    if replay is None:
        raise Fault("ResourceNotFoundException", f"Replay {name} does not exist.")
    return {
        **replay.row,
        "ReplayArn": f"arn:aws:events:{cloud.region}:{cloud.account}:replay/{name}",
    }


@operations.answer("ListReplays")
def list_replays(cloud: "Cloud", call: Call) -> Reply:
    """The replays by name."""
    found = ((name, replay.row) for name, replay in cloud.events.replays.items())
    return page(cloud, call, "Replays", found)


def _send(
    cloud: "Cloud",
    name: str,
    archive: EventArchive,
    bus: EventBus,
    between: tuple[datetime, datetime],
    arns: list[str],
) -> datetime | None:
    """Send again; the time of the last event."""
    last = None
    for event in tuple(archive.events):
        at = datetime.fromisoformat(str(event["time"]))
        if not between[0] <= at < between[1]:
            continue
        again, last = {**event, "replay-name": name}, at
        for rule in tuple(bus.rules.values()):
            if (not arns or rule.arn in arns) and not rule.managed_by and rule.wants(again):
                deliver(cloud, rule, again, matched=True)
    return last


def _row(cloud: "Cloud", archive: EventArchive) -> dict[str, Any]:
    if archive.days:
        oldest = cloud.clock.now() - timedelta(days=archive.days)
        while archive.events and datetime.fromisoformat(archive.events[0]["time"]) < oldest:
            archive.size -= len(json.dumps(archive.events.popleft()))
    return {
        "ArchiveName": archive.name,
        "EventSourceArn": f"arn:aws:events:{cloud.region}:{cloud.account}:event-bus/{archive.bus}",
        "State": "ENABLED",
        "RetentionDays": archive.days,
        "SizeBytes": archive.size,
        "EventCount": len(archive.events),
        "CreationTime": archive.created,
    }


def _archive(cloud: "Cloud", request: Asked) -> EventArchive:
    name = request.required("ArchiveName", most=48, fits=_NAME)
    archive = cloud.events.archives.get(name)
    if archive is None:
        raise Fault("ResourceNotFoundException", f"Archive {name} does not exist.")
    return archive


def _bus(cloud: "Cloud", arn: str) -> EventBus:
    bus = cloud.events.bus(arn.rpartition(":event-bus/")[2])
    if arn != f"arn:aws:events:{cloud.region}:{cloud.account}:event-bus/{bus.name}":
        raise invalid(f"Parameter {arn} is not valid. Reason: it is no event bus of this account.")
    return bus


def _time(request: Asked, name: str) -> datetime:
    value = request.row().get(name)
    if not isinstance(value, datetime):
        raise invalid(f"Parameter {name} is not valid. Reason: it is required.")
    return value
