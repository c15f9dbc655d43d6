"""Fields of rows from outside, taken with care: a wrong type is as good as absent."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

import msgspec

from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.languages.secrets import masked
from awsobs.sources.lone_surrogates import without_halves

_A_CENTURY = 3e9


def text(row: Mapping[str, Any], key: str) -> str:
    """A text as it may be shown, or nothing."""
    value = row.get(key)
    return masked(safe_text(value)) if isinstance(value, str) else ""


def name(row: Mapping[str, Any], key: str) -> str:
    """A name, in which nothing invisible may hide."""
    value = row.get(key)
    return masked(safe_name(value)) if isinstance(value, str) else ""


def required_name(row: Mapping[str, Any], key: str) -> str:
    """A name without which the row means nothing.

    Raises:
        ValueError: it is not there.
    """
    if not (found := name(row, key)):
        raise ValueError(f"a row has no {key}")
    return found


def number(row: Mapping[str, Any], key: str) -> float | None:
    """A finite number."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def count(row: Mapping[str, Any], key: str) -> int:
    """A whole number, 0 if there is none."""
    value = number(row, key)
    return int(value) if value is not None else 0


def seconds(row: Mapping[str, Any], key: str) -> timedelta | None:
    """A stretch of time given in seconds, longer than nothing."""
    value = number(row, key)
    return timedelta(seconds=value) if value is not None and 0 < value < _A_CENTURY else None


def moment(row: Mapping[str, Any], key: str) -> datetime | None:
    """An aware moment in UTC."""
    value = row.get(key)
    if not isinstance(value, datetime):
        return None
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:  # a zone's offset leads out of the calendar
        return None


def rows(reply: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The rows of a list; what is no row is an empty one, so that it can be counted."""
    value = reply.get(key)
    return [row if isinstance(row, dict) else {} for row in value] if is_list(value) else []


def texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of a list."""
    value = row.get(key)
    items = value if is_list(value) else []
    return tuple(masked(safe_text(item)) for item in items if isinstance(item, str))


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list, of whatever."""
    return isinstance(value, list)


def part(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object inside an object; empty where there is none."""
    value = row.get(key)
    return value if _is_object(value) else {}


def decoded(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object that stands in a field as JSON text; empty where it cannot be read."""
    value = row.get(key)
    if not isinstance(value, str):
        return {}
    try:
        parsed: object = msgspec.json.decode(without_halves(value.encode("utf-8", "replace")))
    except (msgspec.DecodeError, RecursionError):
        return {}
    return parsed if _is_object(parsed) else {}


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
