"""What an event changed: its request parameters against those of earlier events."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import cast

from awsobs.domain.safe_text import safe_text
from awsobs.domain.situation import Change
from awsobs.domain.trail import TrailEvent

_MOST = 200
"""Parameters of one event that are compared; a policy document can have thousands."""

_DEEPEST = 20


def changes_of(event: TrailEvent, events: Sequence[TrailEvent]) -> tuple[Change, ...]:
    """The parameters that differ from the last earlier event of this name on this resource.

    A request names what it sets and no more, so an earlier value is looked for in all of
    them, newest first; where none has it, what was before is not known (None). What only
    says which resource is meant is left out.
    """
    named = {resource.name for resource in event.resources}
    earlier = [
        flattened(other)
        for other in sorted(events, key=lambda other: other.time, reverse=True)
        if other.time < event.time
        and other.name == event.name
        and other.source == event.source
        and other.succeeded
        and is_about_same(named, {resource.name for resource in other.resources})
    ]
    found: list[Change] = []
    for path, after in flattened(event).items():
        if after in named:
            continue
        before = next((values[path] for values in earlier if path in values), None)
        if before != after:
            found.append(Change(path=path, before=before, after=after))
    # What is known to have changed tells more than what was merely said.
    return tuple(sorted(found, key=lambda change: change.before is None))


def is_about_same(named: Set[str], others: Set[str]) -> bool:
    """Whether two events are about one resource; a stage's name alone is no such thing."""
    return bool(named and others) and (named <= others or others <= named)


def flattened(event: TrailEvent) -> Mapping[str, str]:
    """Each request parameter's text by its path: `vpcConfig.subnetIds[0]`."""
    leaves: dict[str, str] = {}
    for path, value in _leaves(event.record.get("requestParameters"), "", 0):
        if len(leaves) >= _MOST:
            break
        leaves[safe_text(path)] = safe_text(value)
    return leaves


def _leaves(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth < _DEEPEST and isinstance(value, dict):
        for key, part in cast("dict[str, object]", value).items():
            yield from _leaves(part, f"{path}.{key}" if path else str(key), depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for index, part in enumerate(cast("list[object]", value)):
            yield from _leaves(part, f"{path}[{index}]", depth + 1)
    elif depth < _DEEPEST and (document := _document(value)) is not None:
        yield from _leaves(document, path, depth + 1)
    elif path and value is not None:
        yield path, value if isinstance(value, str) else json.dumps(value, default=str)


def _document(value: object) -> object:
    """What a text of JSON says, as policies come; None if it is none."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return None
    try:
        found: object = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found or None
