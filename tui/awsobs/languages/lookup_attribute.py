"""The one attribute that LookupEvents is asked for, of a filter of the trail.

LookupEvents takes one attribute, and matches it exactly (API reference, LookupAttribute): so the
one that tells most apart is sent, and the whole filter is applied to what comes. A filter finds
parts of names where LookupEvents wants all of them: what the attribute brings is the first of
what matches, never surely all of it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from awsobs.languages.console_filter import parsed, tokens_of, unquoted

if TYPE_CHECKING:
    from lark import Token, Tree


class Attribute(NamedTuple):
    """A key of LookupAttributes with its value."""

    key: str
    value: str


WRITES = Attribute("ReadOnly", "false")
"""What the trail is read for where nothing else is asked: changes."""

READS = Attribute("ReadOnly", "true")

INSIGHTS = Attribute("EventCategory", "insight")
"""What CloudTrail Insights found: a category, that LookupEvents takes beside its attributes."""

_KEYS = {
    "eventID": "EventId",
    "key": "AccessKeyId",
    "resource": "ResourceName",
    "user": "Username",
    "event": "EventName",
    "source": "EventSource",
}
"""By the fields of the console's filter, the one that tells most apart first."""

_MOST = 2_000
"""Characters of a value that the API takes."""

_SERVICE = re.compile(r"[a-z0-9-]+")
_NO = frozenset({"no", "false", "0"})


def lookup_attribute(text: str, fields: Iterable[str]) -> Attribute | None:
    """The most selective attribute that a filter demands; None where it demands none.

    `fields` are the names that the filter knows.

    Raises:
        FilterError: the filter itself cannot be understood.
    """
    found = {
        name: value
        for name, operator, value in demanded(text, fields)
        if operator in (":", "=") and not any(mark in value for mark in "*?")
    }
    for name, key in _KEYS.items():
        if value := found.get(name):
            return Attribute(key, _spelt(name, value))
    return READS if found.get("write", "").lower() in _NO else None


def demanded(text: str, fields: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Field, operator and value of what every match of a filter must meet, as far as plain.

    Raises:
        FilterError: the filter cannot be understood.
    """
    if text.strip():
        names = sorted({*fields, "eventID"}, key=len, reverse=True)
        yield from _demanded(parsed(text, names))


def _demanded(tree: "Tree[Token]") -> Iterator[tuple[str, str, str]]:
    from lark import Tree

    if tree.data in ("start", "both"):
        for child in tree.children:
            if isinstance(child, Tree):
                yield from _demanded(child)
    elif tree.data == "either" and len(tree.children) == 1:
        (only,) = tree.children
        if isinstance(only, Tree):
            yield from _demanded(only)
    elif tree.data == "field":
        head, value = tokens_of(tree)
        name = head.rstrip(":=!<>~")
        plain = unquoted(value) if value.type == "PHRASE" else str(value)
        if 0 < len(plain) <= _MOST:
            yield name, head[len(name) :], plain


def _spelt(name: str, value: str) -> str:
    """A value as CloudTrail spells it: services are told by their whole names."""
    is_short = name == "source" and _SERVICE.fullmatch(value)
    return f"{value}.amazonaws.com" if is_short else value
