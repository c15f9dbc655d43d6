"""Values to and from botocore's shapes, for the protocols whose bodies are trees of plain data."""

import base64
import binascii
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache, partial
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIMITS = {"integer": 1 << 31, "long": 1 << 63}
_ODD_FLOATS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Misfit(ValueError):
    """A value that does not have the shape the model asks for."""


class Missing(ValueError):
    """A member that the model requires is absent."""

    def __init__(self, member: str) -> None:
        super().__init__(f"The request must contain the parameter {member}.")
        self.member = member


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one protocol writes the types that plain data lacks."""

    timestamp: Callable[[datetime, str], object]
    blob: Callable[[bytes], object]
    number: Callable[[float], object]


def decoded(shape: Shape, value: object) -> Any:
    """Read a tree of plain data as `shape`; members the model does not know are left out.

    Raises:
        Misfit: a value has another type or does not fit.
        Missing: a required member is absent.
    """
    return _reader(shape)(value)


def require(shape: StructureShape, present: Mapping[str, object]) -> None:
    """Hold a structure against what the model requires of it.

    Raises:
        Missing: a required member is absent.
    """
    for name in shape.required_members:
        if name not in present:
            raise Missing(name)


def encoded(shape: Shape, value: Any, written: Format) -> Any:
    """Turn an answer into the plain data that `written` can put on the wire."""
    if isinstance(shape, StructureShape):
        if shape.is_document_type:
            return value
        members = shape.members
        return {
            wire_name(members[name], name): encoded(members[name], item, written)
            for name, item in value.items()
            if item is not None and name in members
        }
    if isinstance(shape, ListShape):
        member = shape.member
        return [encoded(member, item, written) for item in value]
    if isinstance(shape, MapShape):
        return {key: encoded(shape.value, item, written) for key, item in value.items()}
    if shape.type_name == "timestamp":
        return written.timestamp(moment_of(value), shape.serialization.get("timestampFormat", ""))
    if shape.type_name == "blob":
        return written.blob(value)
    if shape.type_name in ("float", "double"):
        return written.number(value)
    return value


def wire_name(member: Shape, name: str) -> str:
    """What a member is called outside."""
    return str(member.serialization.get("name", name))


def moment_of(value: datetime | float | str) -> datetime:
    """A moment given as one, as epoch seconds or in ISO 8601.

    Raises:
        Misfit: no such moment exists.
    """
    if isinstance(value, datetime) and value.tzinfo is UTC:
        return value
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, str):
            moment = _moment_of_text(value)
        else:
            moment = _EPOCH + timedelta(seconds=value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Misfit(f"{value!r:.60} is no timestamp") from error


def iso8601(moment: datetime) -> str:
    """A moment as the XML protocols write it: UTC, with milliseconds where it has any."""
    digits = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=digits).removesuffix("+00:00") + "Z"


def epoch(moment: datetime) -> float | int:
    """A moment in epoch seconds, whole ones as an integer."""
    seconds = (moment - _EPOCH) / timedelta(seconds=1)
    return int(seconds) if seconds.is_integer() else seconds


def worded(number: float) -> float | str:
    """A double as the wire has it; the odd ones are words."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return number


def timestamp_in(moment: datetime, trait: str, default: str) -> str | float | int:
    """A moment in the format that a shape's trait names, or in the protocol's own."""
    match trait or default:
        case "iso8601":
            return iso8601(moment)
        case "rfc822":
            return format_datetime(moment.astimezone(UTC), usegmt=True)
        case _:
            return epoch(moment)


def _moment_of_text(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _EPOCH + timedelta(seconds=float(text))


@lru_cache(maxsize=4096)
def _reader(shape: Shape) -> Callable[[object], Any]:
    """What reads values of a shape: found out once, since a call may hold 10,000 of them."""
    if isinstance(shape, StructureShape):
        return partial(_structure, shape)
    if isinstance(shape, ListShape):
        return partial(_list, shape)
    if isinstance(shape, MapShape):
        return partial(_map, shape)
    if isinstance(shape, StringShape) or shape.type_name == "character":
        return _text
    return partial(_SCALARS[shape.type_name], shape)


@lru_cache(maxsize=4096)
def _members(shape: StructureShape) -> Sequence[tuple[str, str, Callable[[object], Any]]]:
    """The members of a structure: name, name outside, and what reads them."""
    return [
        (name, wire_name(member, name), _reader(member)) for name, member in shape.members.items()
    ]


def _structure(shape: StructureShape, value: object) -> Any:
    if shape.is_document_type:
        return value
    given = _mapping(value)
    found: dict[str, Any] = {}
    for name, outside, read in _members(shape):
        item = given.get(outside)
        if item is not None:
            found[name] = read(item)
    require(shape, found)
    return found


def _list(shape: ListShape, value: object) -> Any:
    read = _reader(shape.member)
    return [read(item) for item in _sequence(value) if item is not None]


def _map(shape: MapShape, value: object) -> Any:
    read, pairs = _reader(shape.value), _mapping(value).items()
    return {str(key): read(item) for key, item in pairs if item is not None}


def _mapping(value: object) -> Mapping[object, object]:
    if not isinstance(value, dict | Mapping):  # the first is found out much quicker
        raise Misfit(f"{_kind(value)} can not be converted to a structure")
    return cast("Mapping[object, object]", value)


def _sequence(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise Misfit(f"{_kind(value)} can not be converted to a list")
    return cast("list[object]", value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Misfit(f"{_kind(value)} can not be converted to a String")
    return value


def _boolean(_shape: Shape, value: object) -> bool:
    if not isinstance(value, bool):
        raise Misfit(f"{_kind(value)} can not be converted to a Boolean")
    return value


def _integer(shape: Shape, value: object) -> int:
    limit = _LIMITS[shape.type_name]
    if type(value) is int and -limit <= value < limit:
        return value
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        raise Misfit(f"{_kind(value)} can not be converted to an Integer")
    number = int(cast("int | float", value))
    if not -limit <= number < limit:
        raise Misfit(f"{number:.3g} does not fit an {shape.type_name}")
    return number


def _float(_shape: Shape, value: object) -> float:
    if isinstance(value, str) and value in _ODD_FLOATS:
        return _ODD_FLOATS[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misfit(f"{_kind(value)} can not be converted to a Double")
    try:
        return float(value)
    except OverflowError as error:
        raise Misfit("the number does not fit a double") from error


def _timestamp(_shape: Shape, value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, datetime | int | float | str):
        raise Misfit(f"{_kind(value)} can not be converted to a Timestamp")
    return moment_of(value)


def _blob(_shape: Shape, value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Misfit("the value is not base64") from error


def _kind(value: object) -> str:
    return f"a value of type {type(value).__name__}"


_SCALARS: dict[str, Callable[[Shape, object], Any]] = {
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "timestamp": _timestamp,
    "blob": _blob,
}
