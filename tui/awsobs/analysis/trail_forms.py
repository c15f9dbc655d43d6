"""The forms in which records of CloudTrail come: alone, in `Records`, in envelopes, in rows."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

_LISTS = ("Records", "Events")
_WRAPPERS = ("record", "detail", "CloudTrailEvent")
_DEEPEST = 6


def records_in(document: object, depth: int = 0) -> Iterator[Mapping[str, Any] | None]:
    """The records of a document; None for each part that is none.

    `Records` of a delivered file, `Events` of LookupEvents with their texts, the `detail` of an
    EventBridge envelope, and lists of any of these.
    """
    if isinstance(document, str):
        document = _parsed(document)
    if depth > _DEEPEST or not isinstance(document, dict | list):
        yield None
        return
    if isinstance(document, list):
        for part in cast("list[object]", document):
            yield from records_in(part, depth + 1)
        return
    row = cast("dict[str, Any]", document)
    inner = next((row[key] for key in _LISTS if isinstance(row.get(key), list)), None)
    if inner is None and "eventSource" not in row and "eventVersion" not in row:
        inner = next((row[key] for key in _WRAPPERS if key in row), None)
    if inner is not None:
        yield from records_in(inner, depth + 1)
    else:
        yield _with_time(row) if "eventName" in row or "eventTime" in row else None


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _with_time(row: dict[str, Any]) -> Mapping[str, Any]:
    """Shippers of logs take the time out of the record and put it beside."""
    if "eventTime" not in row and isinstance(row.get("@timestamp"), str):
        return {**row, "eventTime": row["@timestamp"]}
    return row
