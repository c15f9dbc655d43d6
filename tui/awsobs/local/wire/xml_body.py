"""Answers as XML, for the query and ec2 protocols."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, Shape, StructureShape

from awsobs.local.wire.shapes import moment_of, timestamp_in, wire_name, worded

_WORDS = ("string", "character")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, text: str) -> str:
    """One element of text. What XML 1.0 cannot hold becomes U+FFFD."""
    # A bare carriage return would come back as a line feed.
    safe = escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})
    return f"<{name}>{safe}</{name}>"


def members(shape: StructureShape, value: Any) -> Iterator[str]:
    """The elements of a structure, without one around them."""
    known = shape.members
    for name, item in value.items():
        if item is not None and name in known:
            yield from _node(known[name], item, wire_name(known[name], name))


def _node(shape: Shape, value: Any, name: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        yield f"<{name}>"
        yield from members(shape, value)
        yield f"</{name}>"
    elif isinstance(shape, ListShape):
        yield from _list(shape, value, name)
    elif isinstance(shape, MapShape):
        yield from _map(shape, value, name)
    elif shape.type_name in _WORDS:
        yield element(name, str(value))
    else:
        yield f"<{name}>{_literal(shape, value)}</{name}>"


def _list(shape: ListShape, value: Any, name: str) -> Iterator[str]:
    flat = bool(shape.serialization.get("flattened"))
    item_name = name if flat else wire_name(shape.member, "member")
    if not flat:
        yield f"<{name}>"
    for item in value:
        yield from _node(shape.member, item, item_name)
    if not flat:
        yield f"</{name}>"


def _map(shape: MapShape, value: Any, name: str) -> Iterator[str]:
    flat = bool(shape.serialization.get("flattened"))
    entry = name if flat else "entry"
    if not flat:
        yield f"<{name}>"
    for key, item in value.items():
        yield f"<{entry}>"
        yield element(wire_name(shape.key, "key"), key)
        yield from _node(shape.value, item, wire_name(shape.value, "value"))
        yield f"</{entry}>"
    if not flat:
        yield f"</{name}>"


def _literal(shape: Shape, value: Any) -> str:
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "timestamp":
            trait = shape.serialization.get("timestampFormat", "")
            return str(timestamp_in(moment_of(value), trait, "iso8601"))
        case "blob":
            return base64.b64encode(value).decode()
        case "float" | "double":
            return str(worded(float(value)))
        case "integer" | "long":
            return str(int(value))
        case _:
            return str(value)
