"""Pointers to log events, `@ptr`: where Logs Insights found them, for GetLogRecord."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, NamedTuple

from awsobs.languages.insights.queries import Event
from awsobs.local.services.log_columns import Mark

_POINTER: Final = re.compile(r"(\d{1,15})\.(\d{1,15})\.(\d{1,19})\.\d{12}:(.{1,512})", re.ASCII)


class Pointed(NamedTuple):
    """What a pointer names: a group, and the place of an event in it."""

    group: str
    mark: Mark


def pointer_to(event: Event) -> str:
    """The pointer to an event."""
    place = f"{event.timestamp}.{event.ingested}.{event.number}.{event.log}"
    return urlsafe_b64encode(place.encode()).decode()


def pointed_to(pointer: str) -> Pointed | None:
    """What a pointer names; None if it is none of ours."""
    try:
        text = urlsafe_b64decode(pointer.encode()).decode()
    except (binascii.Error, ValueError):
        return None
    found = _POINTER.fullmatch(text)
    if found is None:
        return None
    timestamp, ingested, number, group = found.groups()
    return Pointed(group, Mark(int(timestamp), int(ingested), int(number)))
