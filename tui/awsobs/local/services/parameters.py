"""Typed looks into a call's parameters, which come from any client in any shape."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from awsobs.local.operations import Fault

Row: TypeAlias = Mapping[str, Any]
Dimensions: TypeAlias = tuple[tuple[str, str], ...]


def invalid(message: str) -> Fault:
    """The refusal of a request that breaks the model's own constraints."""
    return Fault("ValidationError", message)


def text(row: Row, name: str, *, longest: int = 0) -> str:
    """The text under `name`, empty if absent; `longest` 0 means any length."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(f"The value of parameter {name} must be a string")
    if longest and len(value) > longest:
        raise invalid(f"The parameter {name} must be at most {longest} characters long")
    return value


def required_text(row: Row, name: str, *, longest: int = 0) -> str:
    """The text under `name`, which must be there."""
    value = text(row, name, longest=longest)
    if not value:
        raise Fault("MissingParameter", f"The parameter {name} is required.")
    return value


def number(row: Row, name: str) -> float | None:
    """The finite number under `name`."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid(f"The value of parameter {name} must be a number")
    try:
        as_float = float(value)
    except OverflowError:
        as_float = math.inf
    if not math.isfinite(as_float):
        raise Fault("InvalidParameterValue", f"The value {value} for parameter {name} is invalid.")
    return as_float


def integer(row: Row, name: str, default: int, *, least: int = 1, most: int = 0) -> int:
    """The whole number under `name`, within its limits; `most` 0 means no upper one."""
    value = number(row, name)
    if value is None:
        return default
    if value != int(value) or value < least or (most and value > most):
        limits = f"between {least} and {most}" if most else f"{least} or more"
        raise invalid(f"The parameter {name} must be a whole number, {limits}")
    return int(value)


def flag(row: Row, name: str, default: bool) -> bool:
    """The boolean under `name`."""
    value = row.get(name)
    return default if value is None else value is True


def moment(row: Row, name: str) -> datetime | None:
    """The moment under `name`, aware; a naive one is read as UTC."""
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise invalid(f"The value of parameter {name} must be a timestamp")
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def required_moment(row: Row, name: str) -> datetime:
    """The moment under `name`, which must be there."""
    value = moment(row, name)
    if value is None:
        raise Fault("MissingParameter", f"The parameter {name} is required.")
    return value


def listed(row: Row, name: str, *, most: int = 0) -> list[Any]:
    """The list under `name`, empty if absent."""
    members: list[Any] | None = row.get(name)
    if members is None:
        return []
    if not isinstance(members, list):  # pyright: ignore[reportUnnecessaryIsInstance] - from the wire
        raise invalid(f"The value of parameter {name} must be a list")
    if most and len(members) > most:
        raise invalid(f"The collection {name} must not have a size greater than {most}.")
    return members


def rows(row: Row, name: str, *, most: int = 0) -> list[Row]:
    """The list of structures under `name`."""
    members = listed(row, name, most=most)
    if not all(isinstance(member, Mapping) for member in members):
        raise invalid(f"The members of parameter {name} must be structures")
    return members


def texts(row: Row, name: str, *, most: int = 0) -> list[str]:
    """The list of strings under `name`."""
    members = listed(row, name, most=most)
    if not all(isinstance(member, str) for member in members):
        raise invalid(f"The members of parameter {name} must be strings")
    return members


def structure(row: Row, name: str) -> Row | None:
    """The structure under `name`."""
    value: Any = row.get(name)
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise invalid(f"The value of parameter {name} must be a structure")
    return cast("Row", value)


def dimensions_of(row: Row) -> Dimensions:
    """The dimensions of a metric, sorted by name; every one needs a name and a value."""
    pairs: list[tuple[str, str]] = []
    for dimension in rows(row, "Dimensions", most=30):
        name = required_text(dimension, "Name", longest=255)
        pairs.append((name, required_text(dimension, "Value", longest=1024)))
    if len({name for name, _ in pairs}) != len(pairs):
        raise Fault("InvalidParameterValue", "A dimension name may be given only once.")
    return tuple(sorted(pairs))


def dimension_rows(dimensions: Dimensions) -> list[dict[str, str]]:
    """Dimensions as the replies spell them."""
    return [{"Name": name, "Value": value} for name, value in dimensions]
