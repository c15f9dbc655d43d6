"""What a widget asks for: queries whose ids are its own, and its stretch of time."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from awsobs.analysis.metric_queries import label_of, query_of, restated
from awsobs.domain.dashboards import Board, Plotted, Widget
from awsobs.domain.metrics import SeriesQuery
from awsobs.domain.window import Window

_NAME = re.compile(r"\"[^\"]*\"|'[^']*'|[A-Za-z_]\w*")
_DYNAMIC = re.compile(r"\s*\$\{[^}]*\}")
_ISO_SPAN = re.compile(
    r"-P(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?)?"
)
_MONTH = re.compile(r"-P(\d{1,2})M")
_MINUTE = timedelta(minutes=1)
_USUAL_START = "-PT3H"


def queries_of(widget: Widget, window: Window) -> list[SeriesQuery]:
    """The queries of a widget in the order of its rows; ids begin with its place.

    Many widgets go into one call, so that ids that are alike in two of them must not be.
    """
    ids = {one.id: _id(widget, row) for row, one in enumerate(widget.plotted) if one.id}
    whole = max(_MINUTE, window.width // _MINUTE * _MINUTE) if widget.is_whole_range else None
    return [_query(one, _id(widget, row), ids, whole) for row, one in enumerate(widget.plotted)]


def plotted_of(widget: Widget, query_id: str) -> Plotted | None:
    """The row of a widget that a query was made of."""
    found = (one for row, one in enumerate(widget.plotted) if _id(widget, row) == query_id)
    return next(found, None)


def _id(widget: Widget, row: int) -> str:
    return f"w{widget.place}_{row}"


def _query(one: Plotted, name: str, ids: Mapping[str, str], whole: timedelta | None) -> SeriesQuery:
    label = _DYNAMIC.sub("", one.label).strip()
    period = whole or one.period
    if one.metric is None:
        text = one.expression
        expression = _NAME.sub(lambda found: ids.get(found[0], found[0]), text)
        return SeriesQuery(id=name, label=label or text, expression=expression, period=period)
    query = restated(replace(query_of(one.metric), period=period), one.statistic)
    unit = "" if query.unit.startswith("/") else query.unit
    return replace(
        query,
        id=name,
        label=label or label_of(one.metric),
        statistic=one.statistic,
        period=period,
        unit=unit,
    )


def window_for(widget: Widget, window: Window) -> Window:
    """The widget's own stretch of time, or the window."""
    return _spanned(*widget.span, window)


def board_window(board: Board, window: Window) -> Window:
    """The dashboard's own stretch of time; without one, three hours as CloudWatch has it."""
    return _spanned(board.start or _USUAL_START, board.end, window)


def _spanned(start: str, end: str, window: Window) -> Window:
    until = _moment(end, window.end) or window.end
    since = _moment(start, until)
    if since is None or since >= until:
        return window
    return replace(window, start=since, end=until, live=window.live and not end)


def _moment(text: str, end: datetime) -> datetime | None:
    """`-PT3H`, `-P7D` or a moment in ISO 8601; None for anything else."""
    try:
        if months := _MONTH.fullmatch(text):
            return end - timedelta(days=30 * int(months[1]))
        if (parts := _ISO_SPAN.fullmatch(text)) and any(parts.groupdict().values()):
            amounts = {unit: int(part) for unit, part in parts.groupdict().items() if part}
            return end - timedelta(**amounts)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
