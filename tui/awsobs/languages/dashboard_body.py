"""The body of a CloudWatch dashboard: JSON text to widgets that all have their place."""

import json
from collections.abc import Mapping, Sequence

from awsobs.domain.dashboards import COLUMNS, Board, BodyRefused, JsonObject
from awsobs.languages.dashboard_fields import as_list, as_object, text, whole
from awsobs.languages.dashboard_variables import variables_in, with_variables
from awsobs.languages.dashboard_widgets import Spot, unknown_fields, widget_of

MOST_WIDGETS = 500
_TALLEST = 1_000
_LOWEST = 1_000_000
_KNOWN = frozenset({"start", "end", "periodOverride", "variables", "widgets"})
_USUAL = 6


def board_of(body: str, chosen: Mapping[str, str] | None = None) -> Board:
    """What stands on a dashboard; `chosen` are values of its variables by their ids.

    Raises:
        BodyRefused: the text is no JSON, or no dashboard.
    """
    fields = _fields(body)
    widgets = fields.get("widgets", [])
    if not isinstance(widgets, list):
        raise BodyRefused("widgets: there must be a list of them")
    values = chosen or {}
    rows = as_list(with_variables(as_list(fields.get("widgets")), fields, values))
    if len(rows) > MOST_WIDGETS:
        raise BodyRefused(f"widgets: {len(rows):,} of them, {MOST_WIDGETS} are the most")
    objects = [as_object(row) for row in rows]
    spots = _spots(objects)
    return Board(
        widgets=tuple(widget_of(place, row, spots[place]) for place, row in enumerate(objects)),
        variables=tuple(variables_in(fields, values)),
        start=text(fields, "start"),
        end=text(fields, "end"),
        unknown=len(fields.keys() - _KNOWN) + sum(map(unknown_fields, objects)),
    )


def _fields(body: str) -> JsonObject:
    try:
        found: object = json.loads(body)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BodyRefused(f"no JSON: {error.msg} at {where}") from error
    except (ValueError, RecursionError) as error:
        raise BodyRefused("no JSON that can be read: too deep, or a number too long") from error
    fields = as_object(found)
    if not isinstance(found, dict):
        raise BodyRefused("no dashboard: the body must be an object with widgets")
    return fields


def _spots(rows: Sequence[JsonObject]) -> list[Spot]:
    """Where each widget stands; those that do not say take the next place that is free."""
    skyline = [0] * COLUMNS
    spots: list[Spot] = []
    for row in rows:
        width = whole(row, "width", _USUAL, 1, COLUMNS)
        height = whole(row, "height", _USUAL, 1, _TALLEST)
        if "x" in row and "y" in row:
            x = min(whole(row, "x", 0, 0, COLUMNS - 1), COLUMNS - 1)
            y = whole(row, "y", 0, 0, _LOWEST)
            width = min(width, COLUMNS - x)
        else:
            y, x = min((max(skyline[at : at + width]), at) for at in range(COLUMNS - width + 1))
        spots.append(Spot(x, y, width, height))
        for column in range(x, x + width):
            skyline[column] = max(skyline[column], y + height)
    return spots
