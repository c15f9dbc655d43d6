"""The variables of a dashboard: a text that stands for another, or a property's own value."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from awsobs.domain.dashboards import JsonObject, Variable
from awsobs.languages.dashboard_fields import as_list, as_object, shown, text

MOST_VARIABLES = 25
_DEEPEST = 30
_PROPERTIES = frozenset({"region", "accountId", "stat"})


class _Change(NamedTuple):
    """What is put in the place of what."""

    is_pattern: bool
    what: str
    value: str


def variables_in(fields: JsonObject, chosen: Mapping[str, str]) -> list[Variable]:
    """The variables with their values: those chosen, else those that the body begins with."""
    return [
        Variable(
            id=text(row, "id") or text(row, "pattern") or text(row, "property"),
            label=text(row, "label"),
            value=_value(row, chosen),
        )
        for row in _rows(fields)
    ]


def with_variables(widgets: list[object], fields: JsonObject, chosen: Mapping[str, str]) -> object:
    """The widgets with every variable's value in its place."""
    changes = [
        _Change(row.get("type") == "pattern", what, value)
        for row in _rows(fields)
        if (what := text(row, "pattern" if row.get("type") == "pattern" else "property"))
        and (value := _value(row, chosen))
    ]
    return _changed(widgets, changes, 0) if changes else widgets


def _rows(fields: JsonObject) -> list[JsonObject]:
    return [as_object(row) for row in as_list(fields.get("variables"))[:MOST_VARIABLES]]


def _value(row: JsonObject, chosen: Mapping[str, str]) -> str:
    name = text(row, "id")
    if name in chosen:
        return shown(chosen[name])
    first = as_object(next(iter(as_list(row.get("values"))), None))
    usual = text(row, "defaultValue")
    return text(first, "value") if usual in ("", "__FIRST") else usual


def _changed(value: object, changes: list[_Change], depth: int) -> object:
    if depth > _DEEPEST:
        return value
    if isinstance(value, str):
        for change in changes:
            if change.is_pattern:
                value = value.replace(change.what, change.value)
        return value
    if isinstance(value, Mapping):
        fields = cast("JsonObject", value)
        inner = {key: _changed(part, changes, depth + 1) for key, part in fields.items()}
        return inner | {
            change.what: change.value
            for change in changes
            if not change.is_pattern and change.what in _PROPERTIES and change.what in inner
        }
    if isinstance(value, list):
        parts = [_changed(part, changes, depth + 1) for part in cast("list[object]", value)]
        return _with_dimensions(parts, changes)
    return value


def _with_dimensions(parts: list[object], changes: list[_Change]) -> list[object]:
    """A row of metrics with the value behind each dimension that a variable is about."""
    made = list(parts)
    for change in changes:
        if change.is_pattern:
            continue
        for at in range(2, len(made) - 1):
            if made[at] == change.what and isinstance(made[at + 1], str):
                made[at + 1] = change.value
    return made
