"""Fields of rows from outside, taken with care: a wrong type is as good as absent."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeGuard

from awsobs.domain.safe_text import safe_name, safe_text


def text(row: Mapping[str, Any], key: str) -> str:
    """A text as it may be shown, or nothing."""
    value = row.get(key)
    return safe_text(value) if isinstance(value, str) else ""


def name(row: Mapping[str, Any], key: str) -> str:
    """A name, in which nothing invisible may hide."""
    value = row.get(key)
    return safe_name(value) if isinstance(value, str) else ""


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


def moment(row: Mapping[str, Any], key: str) -> datetime | None:
    """An aware moment in UTC."""
    value = row.get(key)
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def rows(reply: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The rows of a list; what is no row is an empty one, so that it can be counted."""
    value = reply.get(key)
    return [row if isinstance(row, dict) else {} for row in value] if _is_list(value) else []


def texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of a list."""
    value = row.get(key)
    items = value if _is_list(value) else []
    return tuple(safe_text(item) for item in items if isinstance(item, str))


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
