"""Fields of a dashboard's body, taken with care: what is of a wrong type is as good as absent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import cast

from awsobs.domain.dashboards import JsonObject
from awsobs.domain.safe_text import safe_text

LONGEST = 1_000
"""Letters of a title, a label or a name."""


def as_object(value: object) -> JsonObject:
    """An object, an empty one where it is none."""
    return cast("JsonObject", value) if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[object]:
    """A list, an empty one where it is none."""
    return cast("list[object]", value) if isinstance(value, list) else []


def text(fields: JsonObject, key: str) -> str:
    """One line that may be shown, or nothing."""
    return shown(fields.get(key))


def shown(value: object) -> str:
    """A text as one line that may be shown; numbers too, as dimensions may be written so."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return safe_text(str(value)[:LONGEST])


def number(fields: JsonObject, key: str) -> float | None:
    """A finite number."""
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def whole(fields: JsonObject, key: str, usual: int, least: int, most: int) -> int:
    """A whole number within limits."""
    value = number(fields, key)
    return usual if value is None else int(max(least, min(most, value)))


def moment(value: object) -> datetime | None:
    """A moment in ISO 8601, in UTC where it says nothing else."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
