"""What else there is to see about an event, as filters of the trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import quoted
from awsobs.present.change_words import short_resource
from awsobs.present.rows import cut
from awsobs.present.searchable import TRAIL

_NAME = 30
_MOST_RESOURCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A choice: what it is called, the filter, and how many events that lets through."""

    name: str
    filter_text: str
    count: int


def related_filters(event: TrailEvent, events: Sequence[TrailEvent]) -> list[Related]:
    """By the same principal, session and address, on the same resource, of the same name."""
    found: list[Related] = []
    for name, text in _filters(event):
        matches = TRAIL.filter(text).matches
        found.append(Related(name=name, filter_text=text, count=sum(map(matches, events))))
    return found


def _filters(event: TrailEvent) -> Iterator[tuple[str, str]]:
    if event.who not in ("", "-"):
        yield f"by {cut(event.who, _NAME)}", f"user={quoted(event.who)}"
    if event.access_key_id:
        yield f"with key {event.access_key_id}", f"key={quoted(event.access_key_id)}"
    if event.where not in ("", "-"):
        yield f"from {cut(event.where, _NAME)}", f"ip={quoted(event.where)}"
    for resource in event.resources[:_MOST_RESOURCES]:
        name = short_resource(resource.name)
        if name:
            yield f"on {cut(name, _NAME)}", f"resource:{quoted(name)}"
    yield f"all {cut(event.name, _NAME)}", f"event={quoted(event.name)}"
    if event.error_code:
        yield f"all {cut(event.error_code, _NAME)}", f"error={quoted(event.error_code)}"
    shared = event.record.get("sharedEventID")
    if isinstance(shared, str) and shared:
        yield "the same call in other accounts", f"sharedEventID={quoted(shared)}"
