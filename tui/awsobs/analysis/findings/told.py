"""The little of a record that a finding tells, kept raw until a finding is made of it.

To look through every hit for secrets would take most of the time, and few hits become findings.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from awsobs.analysis.trail_identity import identity_of
from awsobs.analysis.trail_records import event_of
from awsobs.domain.trail import TrailEvent
from awsobs.languages.secrets import masked_record

_LONGEST_NAME = 300
_TOLD = (
    "eventID",
    "eventTime",
    "eventName",
    "eventSource",
    "sourceIPAddress",
    "awsRegion",
    "userAgent",
    "errorCode",
    "resources",
    "recipientAccountId",
    "insightDetails",
)


def told_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of what may be told; of the request the short texts, which name things."""
    told = {key: record[key] for key in _TOLD if key in record}
    request = record.get("requestParameters")
    if isinstance(request, dict):
        told["requestParameters"] = {
            key: value
            for key, value in cast("dict[str, object]", request).items()
            if isinstance(value, str) and len(value) <= _LONGEST_NAME
        }
    return told


def told_event(told: Mapping[str, Any]) -> TrailEvent:
    """The event of what was kept, its secrets masked and fit to be shown."""
    return event_of(told)


def moment_of(record: Mapping[str, Any]) -> datetime | None:
    """When it happened; None where the record does not say it, or not what happened."""
    text = record.get("eventTime")
    is_named = isinstance(record.get("eventName"), str) or "insightDetails" in record
    return _moment(text) if isinstance(text, str) and is_named else None


@lru_cache(maxsize=8_192)
def _moment(text: str) -> datetime | None:
    try:
        return event_of({"eventTime": text, "eventName": "-"}).time
    except ValueError:
        return None


class Names:
    """What principals are called: they are few, and their identities long."""

    def __init__(self, most: int = 10_000) -> None:
        self._known: dict[str, str] = {}
        self._most = most

    def of(self, record: Mapping[str, Any]) -> str:
        """Who acted, as the trail shows it."""
        identity = record.get("userIdentity")
        key = repr(identity)
        name = self._known.get(key)
        if name is None:
            name = identity_of(masked_record({"userIdentity": identity})).name
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[key] = name
        return name
