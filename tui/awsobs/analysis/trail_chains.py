"""Who stands behind a session, and which other accounts saw the same call."""

from collections.abc import Mapping, Sequence
from typing import cast

from awsobs.domain.trail import TrailEvent

_MOST_LINKS = 8
_SSO_PREFIX = "AWSReservedSSO_"


def issued_key(event: TrailEvent) -> str:
    """The id of the access key that a call handed out: AssumeRole and its kin, CreateAccessKey."""
    reply = _part(event.record, "responseElements")
    for name in ("credentials", "accessKey"):
        key = _part(reply, name).get("accessKeyId")
        if isinstance(key, str) and key:
            return key
    return ""


def chain_of(event: TrailEvent, events: Sequence[TrailEvent]) -> tuple[TrailEvent, ...]:
    """The calls that led to an event's key, the nearest first: a role, the role before it.

    A key's id is masked in its middle, so the last call before the event that issued such a
    key is taken.
    """
    issued: dict[str, list[TrailEvent]] = {}
    for one in events:
        if one.succeeded and (key := issued_key(one)):
            issued.setdefault(key, []).append(one)
    chain: list[TrailEvent] = []
    seen = {event.id}
    while len(chain) < _MOST_LINKS:
        found = issued.get(event.access_key_id, ())
        earlier = [one for one in found if one.time <= event.time and one.id not in seen]
        if not earlier:
            break
        event = max(earlier, key=_moment)
        seen.add(event.id)
        chain.append(event)
    return tuple(chain)


def same_elsewhere(event: TrailEvent, events: Sequence[TrailEvent]) -> tuple[TrailEvent, ...]:
    """The records of the same call in other accounts, by `sharedEventID`."""
    shared = event.record.get("sharedEventID")
    if not isinstance(shared, str) or not shared:
        return ()
    return tuple(
        one for one in events if one.record.get("sharedEventID") == shared and one.id != event.id
    )


def permission_set_of(event: TrailEvent) -> str:
    """The permission set of IAM Identity Center that the session has, or nothing."""
    context = _part(_part(event.record, "userIdentity"), "sessionContext")
    role = _part(context, "sessionIssuer").get("userName")
    if not isinstance(role, str) or not role.startswith(_SSO_PREFIX):
        return ""
    return role.removeprefix(_SSO_PREFIX).rpartition("_")[0]


def _moment(event: TrailEvent) -> tuple[float, str]:
    return event.time.timestamp(), event.id


def _part(record: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = record.get(name)
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
