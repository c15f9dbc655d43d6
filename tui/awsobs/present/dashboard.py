"""A dashboard as rows: each widget with its title and its rule, side by side as on the grid."""

from collections.abc import Sequence
from datetime import datetime

from awsobs.analysis.dashboard_queries import plotted_of, window_for
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.dashboards import Contents, View, Widget, WidgetKind
from awsobs.domain.metrics import Series
from awsobs.domain.window import Window
from awsobs.present.dashboard_figures import bar_rows, gauge_rows, single_rows, table_rows
from awsobs.present.dashboard_graph import graph_rows
from awsobs.present.dashboard_layout import Box
from awsobs.present.dashboard_text import text_rows
from awsobs.present.metric_reading import watches
from awsobs.present.rows import Row, cut, fitted, placed, width_of
from awsobs.present.wrapping import wrapped

_KINDS = {
    WidgetKind.TEXT: "",
    WidgetKind.LOG: "logs query",
    WidgetKind.ALARM: "alarms",
    WidgetKind.EXPLORER: "explorer",
    WidgetKind.CUSTOM: "custom",
    WidgetKind.UNKNOWN: "unknown kind",
}
_VIEWS = {View.TIME_SERIES: "", View.SINGLE_VALUE: "now"}
_STATES = {
    AlarmState.ALARM: ("✖", "fault bold", "ALARM"),
    AlarmState.OK: ("✔", "ok", "OK"),
    AlarmState.INSUFFICIENT_DATA: ("?", "muted", "no data"),
}
_ORDER = (AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA, AlarmState.OK)


class Drawing:
    """What is drawn of a dashboard at one moment; the `focused` widget has a heavy rule."""

    def __init__(
        self, contents: Contents, window: Window, now: datetime, focused: int | None = None
    ) -> None:
        self._contents, self._window, self._now = contents, window, now
        self._focused = focused

    def rows(self, boxes: Sequence[Box], width: int, first: int, count: int) -> list[Row]:
        """So many rows of the whole, from the row `first` on; only what is seen is drawn."""
        parts: list[list[tuple[int, Row]]] = [[] for _ in range(count)]
        for box in sorted(boxes, key=lambda box: box.x):
            if box.y >= first + count or box.y + box.height <= first:
                continue
            for at, row in enumerate(self.widget_rows(box)):
                if 0 <= box.y + at - first < count:
                    parts[box.y + at - first].append((box.x, row))
        return [placed(width, pieces) for pieces in parts]

    def widget_rows(self, box: Box) -> list[Row]:
        """A widget as rows of its own width and height."""
        widget, width = box.widget, box.width
        head = _title(widget, width, is_focused=widget.place == self._focused)
        body = self._body(widget, width, box.height - len(head))
        rows = [fitted(row, width) for row in (*head, *body)][: box.height]
        return [*rows, *(fitted((), width) for _ in range(box.height - len(rows)))]

    def _body(self, widget: Widget, width: int, height: int) -> list[Row]:
        if height <= 0:
            return []
        match widget.kind:
            case WidgetKind.TEXT:
                return _with_more(text_rows(widget.text, width), height)
            case WidgetKind.ALARM:
                return _with_more(self._alarms(widget, width), height)
            case WidgetKind.LOG:
                return _query_rows(widget, width)[:height]
            case WidgetKind.METRIC:
                return self._metrics(widget, width, height)
            case _:
                return [(("not drawn here", "muted"),)]

    def _alarms(self, widget: Widget, width: int) -> list[Row]:
        known = [(name, self._contents.alarms.get(name)) for name in widget.alarms]
        wanted = [
            (name, alarm)
            for name, alarm in known
            if not widget.states or alarm is None or alarm.state.value in widget.states
        ]
        wanted.sort(key=lambda pair: _ORDER.index(pair[1].state) if pair[1] else len(_ORDER))
        return [_alarm_row(name, alarm, width) for name, alarm in wanted]

    def _metrics(self, widget: Widget, width: int, height: int) -> list[Row]:
        trouble = self._contents.troubles.get(widget.place, "") or widget.trouble
        if widget.place not in self._contents.series:
            style = "fault" if trouble else "muted"
            return [((trouble or "▖ reading", style),)]
        series, right = _visible(widget, self._contents.series[widget.place])
        told = trouble or _incomplete(series)
        notice: list[Row] = [((cut(told, width), "warning"),)] if told else []
        if not any(one.points for one in series) and not self._thresholds(widget, series):
            return [*notice, (("no datapoints", "muted"),)]
        return notice + self._view(widget, series, right, width, height - len(notice))

    def _view(
        self, widget: Widget, series: list[Series], right: list[bool], width: int, height: int
    ) -> list[Row]:
        window = window_for(widget, self._window)
        match widget.view:
            case View.SINGLE_VALUE:
                return _with_more(single_rows(widget, series, window, width, height), height)
            case View.GAUGE:
                return _with_more(gauge_rows(widget, series, width), height)
            case View.BAR | View.PIE:
                is_pie = widget.view is View.PIE
                return _with_more(bar_rows(series, width, shares=is_pie), height)
            case View.TABLE:
                return table_rows(series, width, height)
            case View.TIME_SERIES:
                limits = self._thresholds(widget, series)
                return graph_rows(widget, series, right, limits, window, self._now, width, height)

    def _thresholds(self, widget: Widget, series: Sequence[Series]) -> list[float]:
        """Those of the alarms that the widget names, where they are about what is drawn."""
        named = [self._contents.alarms.get(name) for name in widget.alarms]
        return [
            alarm.threshold
            for alarm in named
            if alarm is not None
            and alarm.threshold is not None
            and any(watches(alarm, one.query) for one in series)
        ]


def _title(widget: Widget, width: int, *, is_focused: bool = False) -> list[Row]:
    """The title, a rule and the kind; a text has none."""
    kind = _KINDS.get(widget.kind, "")
    if widget.kind is WidgetKind.METRIC:
        kind = _VIEWS.get(widget.view, widget.view.value)
        kind = "stacked" if widget.is_stacked and not kind else kind
    if widget.kind is WidgetKind.TEXT:
        return []
    name = cut(widget.title, width - 4)
    room = width - width_of(((name, ""),)) - (len(kind) + 1 if kind else 0) - bool(name)
    if room < 2:
        kind, room = "", max(0, width - width_of(((name, ""),)) - bool(name))
    row: Row = (
        (f"{name} " if name else "", "strong bold"),
        ("━" * room, "accent") if is_focused else ("─" * room, "rule"),
        (f" {kind}" if kind else "", "muted"),
    )
    return [row]


def _visible(widget: Widget, series: Sequence[Series]) -> tuple[list[Series], list[bool]]:
    """The series that are shown, and which of them have the axis at the right."""
    shown: list[Series] = []
    right: list[bool] = []
    for one in series:
        plotted = plotted_of(widget, one.query.id)
        if plotted is not None and plotted.is_visible:
            shown.append(one)
            right.append(plotted.is_right)
    return shown, right


def _incomplete(series: Sequence[Series]) -> str:
    wrong = [one for one in series if one.status != "Complete"]
    if not wrong:
        return ""
    said = next((message for one in wrong for message in one.messages if message), "")
    words = f"{len(wrong)} of {len(series)} series {wrong[0].status}"
    return f"! {words}: {said}" if said else f"! {words}"


def _alarm_row(name: str, alarm: Alarm | None, width: int) -> Row:
    if alarm is None:
        shown = name.rpartition(":alarm:")[2]
        return (("– ", "muted"), (cut(shown, width - 16), "muted"), ("  not found", "muted"))
    glyph, style, word = _STATES[alarm.state]
    if alarm.is_billing and alarm.state is AlarmState.ALARM:
        glyph, style, word = "!", "warning bold", "BILL"
    return ((f"{glyph} ", style), (cut(alarm.name, width - 12), "text"), (f"  {word}", style))


def _query_rows(widget: Widget, width: int) -> list[Row]:
    first: Row = (("not run: it costs money · enter opens it, awsobs insights runs it", "muted"),)
    lines = [part for line in widget.query.split("\n") for part in wrapped(line, width)]
    return [first, *(((line, "text"),) for line in lines)]


def _with_more(rows: list[Row], height: int) -> list[Row]:
    if len(rows) <= height:
        return rows
    left = len(rows) - height + 1
    return [*rows[: height - 1], ((f"… {left} more rows", "muted"),)]
