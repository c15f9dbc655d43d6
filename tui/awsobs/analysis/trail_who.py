"""Who made a resource, and who wrote to it since, out of the events that name it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awsobs.analysis.trail_changes import changes_of
from awsobs.analysis.trail_entities import names_of
from awsobs.domain.situation import Change
from awsobs.domain.trail import TrailEvent

_MAKING = re.compile(
    r"(?:Create|Run|Allocate|Register|Restore|Import|Copy|Request|Launch|Publish|Put|Start)"
    r"(?P<noun>[A-Z]\w*?)(?:\d{8}|V\d)?"
)
_MAKES_ANYTHING = ("Create", "Run", "Allocate", "Register", "Restore", "Import", "Copy", "Request")
_PARTS = re.compile(
    r"(?:Tag|Alias|AccessKey|LoginProfile|PolicyVersion|EventSourceMapping|Grant|Snapshot|Image"
    r"|Backup|Association|Attachment|Deployment|Invalidation|Export|Permission|Session|Route"
    r"|ChangeSet|LogStream|Certificate|VirtualMFADevice|ServiceLinkedRole|TargetGroup|Listener)s?"
)
"""What is made of another thing, or for it, and named after it in the request."""

_MOST_CHANGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One event with the parameters that it changed, as far as earlier ones tell."""

    event: TrailEvent
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The event that made a resource if it is known, and every write to it, newest first."""

    created: TrailEvent | None
    deeds: tuple[Deed, ...]


def about(events: Iterable[TrailEvent], resource: str) -> list[TrailEvent]:
    """The events that name a resource: by its ARN, its name or its id, newest first."""
    wanted = frozenset({resource.strip().lower(), bare_name(resource).lower()})
    found = [event for event in events if wanted & names_of(event)]
    return sorted(found, key=lambda event: (event.time, event.id), reverse=True)


def told_of(events: Sequence[TrailEvent], resource: str) -> Who:
    """What the events that name a resource say about it; reads are left out.

    The making is the oldest call that worked and makes a thing of its kind: `CreateFunction` of
    a function, not `CreateAlias` of it.
    """
    writes = [event for event in events if event.is_write]
    makers = [event for event in writes if event.succeeded and _makes(event, resource)]
    created = min(makers, key=lambda event: (event.time, event.id), default=None)
    deeds = tuple(
        Deed(event=event, changes=changes_of(event, writes)[:_MOST_CHANGES])
        for event in sorted(writes, key=lambda event: (event.time, event.id), reverse=True)
    )
    return Who(created=created, deeds=deeds)


def bare_name(resource: str) -> str:
    """`arn:aws:lambda:eu-west-1:1:function:payments` by its last part: `payments`."""
    if not resource.startswith("arn:"):
        return resource.strip()
    tail = resource.strip().split(":", 5)[-1]
    return re.split(r"[:/]", tail)[-1] or tail


def _makes(event: TrailEvent, resource: str) -> bool:
    making = _MAKING.fullmatch(event.name)
    if making is None:
        return False
    noun = making["noun"].lower().removesuffix("s")
    kinds = {one.type.rsplit("::", 1)[-1] for one in event.resources if _is_it(one.name, resource)}
    kinds.discard("")
    if kinds:
        return noun in {kind.lower().removesuffix("s") for kind in kinds}
    return event.name.startswith(_MAKES_ANYTHING) and not _PARTS.fullmatch(making["noun"])


def _is_it(name: str, resource: str) -> bool:
    return bare_name(name).lower() == bare_name(resource).lower()
