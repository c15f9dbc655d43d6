"""From segment documents to traces; whatever is wrong with a document is survived."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, cast

from awsobs.domain.safe_text import safe_name
from awsobs.domain.traces import Outcome, Segment, Subsegment, Trace
from awsobs.languages.secrets import masked_document

NAMELESS = "?"
"""What a document without a usable name is called."""

_LATEST = 1e11  # seconds; a time beyond the year 5000 is a mistake
_DEEPEST = 100  # levels of subsegments that are read; real ones have a handful
_FLAGS = ("error", "throttle", "fault")

Document = Mapping[str, object]
Part = TypeVar("Part", Segment, Subsegment)


def segment_of(document: Document) -> Segment | Subsegment:
    """The segment, or the subsegment sent on its own, that a document describes.

    Raises:
        ValueError: it has no id, so that nothing can refer to it.
    """
    if not _text(document, "id"):
        raise ValueError("a segment document without an id")
    if document.get("type") == "subsegment":
        return _subsegment(document, _text(document, "id"), 0)
    return _segment(document)


def trace_of(trace_id: str, documents: Sequence[str]) -> Trace:
    """The trace that some documents make, in whatever order they came.

    Of documents with one id a finished one beats one in progress, then the later beats the
    earlier. Unreadable documents are counted.
    """
    segments: dict[str, Segment] = {}
    orphans: dict[str, Subsegment] = {}
    broken = 0
    for text in documents:
        try:
            part = segment_of(_document(text))
        except ValueError:
            broken += 1
            continue
        if isinstance(part, Segment):
            _keep(segments, part)
        else:
            _keep(orphans, part)
    return Trace(
        id=trace_id,
        segments=tuple(segments.values()),
        orphans=tuple(orphans.values()),
        broken=broken,
    )


def mapping_in(document: Document, key: str) -> Document:
    """The object under a key, or an empty one where there is something else."""
    value = document.get(key)
    return cast("Document", value) if isinstance(value, dict) else {}


def text_in(document: Document, key: str) -> str:
    """The text under a key, safe to show, or nothing."""
    return safe_name(_text(document, key))


def objects_in(document: Document, key: str) -> Iterable[Document]:
    """The objects in the list under a key; anything else there is passed over."""
    value = document.get(key)
    items = cast("list[object]", value) if isinstance(value, list) else []
    return (cast("Document", item) for item in items if isinstance(item, dict))


def _document(text: str) -> Document:
    try:
        document: object = json.loads(text)
    except RecursionError as error:
        raise ValueError("a document nested too deeply") from error
    if not isinstance(document, dict):
        raise ValueError("a segment document must be an object")
    return masked_document(text, cast("Document", document))


def _keep(known: dict[str, Part], part: Part) -> None:
    earlier = known.get(part.id)
    if earlier is None or earlier.in_progress or not part.in_progress:
        known[part.id] = part


def _segment(document: Document) -> Segment:
    start, end = _time(document, "start_time"), _time(document, "end_time")
    identity = _text(document, "id")
    return Segment(
        id=identity,
        trace_id=text_in(document, "trace_id"),
        name=text_in(document, "name") or NAMELESS,
        parent_id=_text(document, "parent_id"),
        origin=text_in(document, "origin"),
        account=text_in(mapping_in(document, "aws"), "account_id"),
        start=start,
        end=end,
        in_progress=_in_progress(document, start, end),
        inferred=document.get("inferred") is True,
        outcome=_outcome(document),
        has_request=bool(mapping_in(mapping_in(document, "http"), "request")),
        document=document,
        subsegments=_subsegments(document, identity, 1),
    )


def _subsegment(document: Document, identity: str, depth: int) -> Subsegment:
    start, end = _time(document, "start_time"), _time(document, "end_time")
    namespace = document.get("namespace")
    return Subsegment(
        id=identity,
        name=text_in(document, "name") or NAMELESS,
        parent_id=_text(document, "parent_id"),
        start=start,
        end=end,
        in_progress=_in_progress(document, start, end),
        namespace=namespace if namespace in ("aws", "remote") else "",
        outcome=_outcome(document),
        traced=mapping_in(mapping_in(document, "http"), "request").get("traced") is True,
        document=document,
        subsegments=_subsegments(document, identity, depth + 1),
    )


def _subsegments(document: Document, parent: str, depth: int) -> tuple[Subsegment, ...]:
    if depth > _DEEPEST:
        return ()
    # One without an id still is a call; an id of its own keeps it apart from its siblings.
    return tuple(
        _subsegment(item, _text(item, "id") or f"{parent}/{index}", depth)
        for index, item in enumerate(objects_in(document, "subsegments"))
    )


def _in_progress(document: Document, start: float | None, end: float | None) -> bool:
    return end is None and (start is not None or document.get("in_progress") is True)


def _outcome(document: Document) -> Outcome:
    if any(isinstance(document.get(flag), bool) for flag in _FLAGS):
        error, throttle, fault = (document.get(flag) is True for flag in _FLAGS)
        return Outcome(error=error, throttle=throttle, fault=fault)
    status = mapping_in(mapping_in(document, "http"), "response").get("status")
    if not isinstance(status, int):
        return Outcome()
    return Outcome(error=400 <= status < 500, throttle=status == 429, fault=500 <= status < 600)


def _text(document: Document, key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def _time(document: Document, key: str) -> float | None:
    value = document.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value < _LATEST else None
