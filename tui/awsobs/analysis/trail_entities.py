"""The names of things in events and alarms, and which names occur together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from awsobs.domain.trail import TrailEvent

_FIELDS = ("requestParameters", "responseElements", "resources", "serviceEventDetails")
_DEEPEST = 8
_MOST = 60  # names of one event
_LONGEST = 300  # cells; longer texts are documents, not names


def names_of(event: TrailEvent) -> frozenset[str]:
    """All names in an event: whole values, ARNs' tails, and the parts of paths."""
    names: set[str] = set()
    for resource in event.resources:
        names.update(spellings(resource.name))
    for field in _FIELDS:
        for text in _texts(event.record.get(field), 0):
            names.update(spellings(text))
            if len(names) >= _MOST:
                return frozenset(names)
    return frozenset(names)


def spellings(text: str) -> Iterator[str]:
    """The ways in which one thing may be named: ARN, name with its kind, bare name."""
    text = text.strip().lower()
    if not 3 <= len(text) <= _LONGEST or " " in text:
        return
    yield text
    tail = text.split(":", 5)[-1] if text.startswith("arn:") else text
    if tail != text and len(tail) >= 3:
        yield tail
    for piece in tail.replace(":", "/").split("/"):
        if len(piece) >= 3 and piece != text and not piece.isdigit():
            yield piece


def together(named: Sequence[frozenset[str]], hub: int) -> Mapping[str, frozenset[str]]:
    """For each name those it occurs with in one event; names in more events are no link."""
    counts = occurrences(named)
    joined: dict[str, set[str]] = {}
    for names in named:
        rare = [name for name in names if counts[name] <= hub]
        for name in rare:
            joined.setdefault(name, set()).update(rare)
    return {name: frozenset(others - {name}) for name, others in joined.items()}


def occurrences(named: Iterable[frozenset[str]]) -> Mapping[str, int]:
    """In how many events each name occurs."""
    counts: dict[str, int] = {}
    for names in named:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, dict):
        for part in cast("dict[str, object]", value).values():
            yield from _texts(part, depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for part in cast("list[object]", value):
            yield from _texts(part, depth + 1)
