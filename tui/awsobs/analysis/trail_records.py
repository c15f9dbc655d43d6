"""From a CloudTrail record to who, where, when, what and to what."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeGuard

from awsobs.analysis.trail_identity import Identities, identity_of, part
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.domain.trail import Resource, TrailEvent
from awsobs.languages.secrets import masked_record

_VERB = re.compile(r"^[A-Z][a-z]+")
_NO_ROW: Mapping[str, Any] = {}


_INSIGHTS = "CloudTrail Insights"
"""Whose events are those that nobody's call made."""


def event_of(record: Mapping[str, Any], lookup: Mapping[str, Any] | None = None) -> TrailEvent:
    """The event of a record, or of the LookupEvents row that it came in where it is broken.

    Raises:
        ValueError: neither says what happened when.
    """
    record = masked_record(record)
    row = masked_record(_without_record(lookup)) if lookup else _NO_ROW
    is_insight = record.get("eventType") == "AwsCloudTrailInsight"
    details = part(record, "insightDetails")
    who = identity_of(record, _INSIGHTS if is_insight else _text(row, "Username"))
    return TrailEvent(
        id=_text(record, "eventID") or _text(row, "EventId"),
        time=_time(record, row),
        name=_name(record, row),
        source=_text(record, "eventSource")
        or _text(row, "EventSource")
        or _text(details, "eventSource"),
        who=who.name,
        where=_text(record, "sourceIPAddress") or "-",
        region=_text(record, "awsRegion"),
        user_agent=_text(record, "userAgent"),
        resources=_resources(record, row),
        error_code=_error_code(record),
        error_message=_text(record, "errorMessage"),
        read_only=_read_only(record, row),
        is_root=who.is_root,
        mfa=_mfa(record, who),
        access_key_id=who.access_key_id or _text(row, "AccessKeyId"),
        record=record,
    )


def _without_record(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in row.items() if key != "CloudTrailEvent"}


def _time(record: Mapping[str, Any], row: Mapping[str, Any]) -> datetime:
    for value in (record.get("eventTime"), row.get("EventTime")):
        match value:
            case datetime():
                return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
            case str():
                try:
                    moment = datetime.fromisoformat(value)
                except ValueError:
                    continue
                return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
            case _:
                continue
    raise ValueError("the record does not say when it happened")


def _name(record: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """The event's name; an Insights record has one only in its details."""
    name = _text(record, "eventName") or _text(row, "EventName")
    name = name or _text(part(record, "insightDetails"), "eventName")
    if not name:
        raise ValueError("the record does not say what happened")
    return name


def _read_only(record: Mapping[str, Any], row: Mapping[str, Any]) -> bool | None:
    """readOnly: a boolean in the record, the text "true" or "false" in the row around it."""
    for value in (record.get("readOnly"), row.get("ReadOnly")):
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
    return None


def _error_code(record: Mapping[str, Any]) -> str:
    """errorCode; a refused console sign-in hides its failure in the response."""
    code = _text(record, "errorCode")
    if code or record.get("eventName") != "ConsoleLogin":
        return code
    outcome = part(record, "responseElements").get("ConsoleLogin")
    return "Failure" if outcome == "Failure" else ""


def _mfa(record: Mapping[str, Any], who: Identities) -> bool | None:
    used = part(record, "additionalEventData").get("MFAUsed")
    if isinstance(used, str) and used in ("Yes", "No"):
        return used == "Yes"
    return who.mfa


def _resources(record: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[Resource, ...]:
    """What the row or the record names; without either, what the request is about."""
    found = [
        Resource(name=_text(item, "ResourceName"), type=_text(item, "ResourceType"))
        for item in _rows(row.get("Resources"))
    ]
    found += [
        Resource(name=_text(item, "ARN"), type=_text(item, "type"))
        for item in _rows(record.get("resources"))
    ]
    named = {item.name: item for item in (*_object_in(record), *found) if item.name}
    if not named:
        named = {name: Resource(name=name) for name in _named_in(record)}
    return tuple(named.values())


def _object_in(record: Mapping[str, Any]) -> list[Resource]:
    """The S3 object that a call is about; its row names only the bucket."""
    request = part(record, "requestParameters")
    bucket, key = _text(request, "bucketName"), _text(request, "key")
    return [Resource(name=f"{bucket}/{key}", type="AWS::S3::Object")] if bucket and key else []


def _named_in(record: Mapping[str, Any]) -> list[str]:
    """Values of request parameters whose keys say that they name something.

    First what the event's own name is about: UpdateService has a parameter `service`.
    """
    endings = ("name", "arn", "id", "identifier")
    request = part(record, "requestParameters")
    noun = _VERB.sub("", _text(record, "eventName")).lower()
    pairs = [(key.lower(), value) for key, value in request.items() if isinstance(value, str)]
    telling = [(k, v) for k, v in pairs if v and (k == noun or k.endswith(endings))]
    telling.sort(key=lambda pair: not (noun and pair[0].startswith(noun)))
    return [safe_name(value) for _, value in telling][:5]


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if _is_list(value) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        return ""
    return safe_text(value) if key == "errorMessage" else safe_name(value)
