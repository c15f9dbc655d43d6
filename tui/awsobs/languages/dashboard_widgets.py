"""One widget of a dashboard's body, whatever its kind."""

from typing import NamedTuple

from awsobs.domain.dashboards import Axis, JsonObject, Level, Upright, View, Widget, WidgetKind
from awsobs.domain.safe_text import safe_text
from awsobs.languages.dashboard_fields import (
    LONGEST,
    as_list,
    as_object,
    moment,
    number,
    shown,
    text,
)
from awsobs.languages.dashboard_metrics import plotted_in

MOST_ALARMS, _MOST_LINES, _MOST_ANNOTATIONS = 100, 200, 50
_LONGEST_QUERY = 10_000
_KNOWN = frozenset({"type", "x", "y", "width", "height", "properties"})
_KINDS = {kind.value: kind for kind in WidgetKind if kind is not WidgetKind.UNKNOWN}
_KINDS["chart"] = WidgetKind.METRIC
_VIEWS = {view.value: view for view in View}


class Spot(NamedTuple):
    """Where on the grid a widget stands, and how large it is."""

    x: int
    y: int
    width: int
    height: int


def unknown_fields(row: JsonObject) -> int:
    """How many fields of a widget nobody knows."""
    return len(row.keys() - _KNOWN)


def widget_of(place: int, row: JsonObject, spot: Spot) -> Widget:
    """A widget with all that could be understood of it, and what could not be."""
    name = row.get("type")
    kind = _KINDS.get(name, WidgetKind.UNKNOWN) if isinstance(name, str) else WidgetKind.UNKNOWN
    properties = as_object(row.get("properties"))
    annotations = as_object(properties.get("annotations"))
    axes = as_object(properties.get("yAxis"))
    plotted, trouble = plotted_in(as_list(properties.get("metrics")), properties)
    alarms = properties.get("alarms") if kind is WidgetKind.ALARM else annotations.get("alarms")
    return Widget(
        place=place,
        x=spot.x,
        y=spot.y,
        width=spot.width,
        height=spot.height,
        kind=kind,
        title=text(properties, "title") or (shown(name) if kind is WidgetKind.UNKNOWN else ""),
        region=text(properties, "region"),
        view=_VIEWS.get(text(properties, "view"), _usual_view(kind)),
        is_stacked=properties.get("stacked") is True,
        has_sparkline=properties.get("sparkline") is not False,
        is_whole_range=properties.get("setPeriodToTimeRange") is True,
        plotted=tuple(plotted),
        levels=_levels(as_list(annotations.get("horizontal"))),
        uprights=_uprights(as_list(annotations.get("vertical"))),
        left=_axis(as_object(axes.get("left"))),
        right=_axis(as_object(axes.get("right"))),
        alarms=tuple(filter(None, map(shown, as_list(alarms)[:MOST_ALARMS]))),
        states=tuple(filter(None, map(shown, as_list(properties.get("states"))[:3]))),
        text=_lines(properties.get("markdown")),
        query=_lines(properties.get("query"))[:_LONGEST_QUERY],
        span=(text(properties, "start"), text(properties, "end")),
        trouble=trouble or ("" if isinstance(row.get("properties"), dict) else "no properties"),
        source=row,
    )


def _usual_view(kind: WidgetKind) -> View:
    return View.TABLE if kind is WidgetKind.LOG else View.TIME_SERIES


def _lines(value: object) -> str:
    """A text of several lines, each of them fit to be shown."""
    if not isinstance(value, str):
        return ""
    lines = value.replace("\r\n", "\n").split("\n")[:_MOST_LINES]
    return "\n".join(safe_text(line[:LONGEST]) for line in lines)


def _axis(fields: JsonObject) -> Axis:
    return Axis(low=number(fields, "min"), high=number(fields, "max"), label=text(fields, "label"))


def _levels(rows: list[object]) -> tuple[Level, ...]:
    """Lines, and bands, which are a pair of lines."""
    found: list[Level] = []
    for row in rows[:_MOST_ANNOTATIONS]:
        pair = [as_object(one) for one in as_list(row)] or [as_object(row)]
        value, until = number(pair[0], "value"), number(pair[-1], "value")
        if value is None:
            continue
        found.append(
            Level(
                value=value,
                until=until if len(pair) > 1 else None,
                label=text(pair[0], "label"),
                fill=text(pair[0], "fill"),
                is_right=pair[0].get("yAxis") == "right",
            )
        )
    return tuple(found)


def _uprights(rows: list[object]) -> tuple[Upright, ...]:
    found: list[Upright] = []
    for row in rows[:_MOST_ANNOTATIONS]:
        pair = [as_object(one) for one in as_list(row)] or [as_object(row)]
        at, until = moment(pair[0].get("value")), moment(pair[-1].get("value"))
        if at is not None:
            until = until if len(pair) > 1 else None
            found.append(Upright(at=at, until=until, label=text(pair[0], "label")))
    return tuple(found)
