"""What is wrong or odd in a dashboard's body."""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias, cast

_Object: TypeAlias = Mapping[str, object]

MOST_WIDGETS: Final = 500
_COLUMNS: Final = 24
_TALLEST: Final = 1000
_TYPES: Final = ("metric", "text", "log", "alarm", "explorer", "custom", "chart")
_KNOWN_FIELDS: Final = ("start", "end", "periodOverride", "variables", "widgets")
_LARGEST: Final = {"x": _COLUMNS - 1, "width": _COLUMNS, "height": _TALLEST}
_LEAST: Final = {"x": 0, "y": 0, "width": 1, "height": 1}


class Finding(NamedTuple):
    """What is wrong or odd, and where, as a path into the JSON."""

    path: str
    message: str


def findings_in(body: str) -> tuple[list[Finding], list[Finding]]:
    """What makes a body unacceptable, and what is merely odd about it."""
    try:
        fields = _object(json.loads(body))
    except (ValueError, RecursionError):
        fields = None
    if fields is None:
        return [Finding("", "The field DashboardBody must be a valid JSON object")], []
    odd = [
        Finding(f"/{name[:100]}", "Should NOT have additional properties")
        for name in fields
        if name not in _KNOWN_FIELDS
    ]
    widgets = _array(fields.get("widgets"))
    if widgets is None:
        return [Finding("/widgets", "Should be an array")], odd
    if len(widgets) > MOST_WIDGETS:
        return [Finding("/widgets", f"Should NOT have more than {MOST_WIDGETS} items")], odd
    errors = [found for place, widget in enumerate(widgets) for found in _in_widget(place, widget)]
    return errors[:20], odd[:20]


def _object(value: object) -> _Object | None:
    return cast("_Object", value) if isinstance(value, dict) else None


def _array(value: object) -> list[object] | None:
    return cast("list[object]", value) if isinstance(value, list) else None


def _in_widget(place: int, widget: object) -> list[Finding]:
    path = f"/widgets/{place}"
    fields = _object(widget)
    if fields is None:
        return [Finding(path, "Should be an object")]
    found = [
        Finding(f"{path}/{name}", f"Should be {limits}") for name, limits in _misplaced(fields)
    ]
    kind = fields.get("type")
    if kind not in _TYPES:
        return [*found, Finding(f"{path}/type", f"Should be one of {', '.join(_TYPES)}")]
    properties = _object(fields.get("properties"))
    if properties is None:
        return [*found, Finding(f"{path}/properties", "Should be an object")]
    return found + _in_properties(f"{path}/properties", str(kind), properties)


def _misplaced(fields: _Object) -> list[tuple[str, str]]:
    """Positions and sizes that are not on the grid, each with what it should be."""
    wrong: list[tuple[str, str]] = []
    for name, least in _LEAST.items():
        value = fields.get(name)
        if value is None:
            continue
        most = _LARGEST.get(name)
        number = value if isinstance(value, int) and not isinstance(value, bool) else least - 1
        if number < least or (most is not None and number > most):
            limits = f"{least} or more" if most is None else f"between {least} and {most}"
            wrong.append((name, f"a whole number, {limits}"))
    return wrong


def _in_properties(path: str, kind: str, properties: _Object) -> list[Finding]:
    if kind == "text" and not isinstance(properties.get("markdown"), str):
        return [Finding(f"{path}/markdown", "Should be a string")]
    if kind == "log" and not isinstance(properties.get("query"), str):
        return [Finding(f"{path}/query", "Should be a string")]
    if kind == "alarm" and not isinstance(properties.get("alarms"), list):
        return [Finding(f"{path}/alarms", "Should be an array")]
    if kind == "metric":
        return _in_metrics(path, properties)
    return []


def _in_metrics(path: str, properties: _Object) -> list[Finding]:
    if properties.get("metrics") is None:
        annotations = _object(properties.get("annotations"))
        if annotations is not None and "alarms" in annotations:
            return []
        return [Finding(path, "Should have metrics or alarm annotations")]
    rows = _array(properties["metrics"])
    if rows is None:
        return [Finding(f"{path}/metrics", "Should be an array")]
    return [
        Finding(f"{path}/metrics/{place}", "Should be an array of 1 item or more")
        for place, row in enumerate(rows)
        if not _array(row)
    ]
