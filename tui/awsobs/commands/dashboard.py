"""`awsobs dashboard NAME`: a CloudWatch dashboard on its grid, as wide as the terminal."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from awsobs.analysis.dashboard_queries import board_window
from awsobs.collecting.questions import (
    what_a_dashboard_is,
    what_widgets_show,
    which_dashboards,
)
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, plain, printed
from awsobs.domain.clock import SystemClock
from awsobs.domain.dashboards import Board, BodyRefused, Contents, Dashboard, Widget
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.metrics import Series
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.languages.dashboard_body import board_of
from awsobs.present.ascii import ascii_row
from awsobs.present.dashboard import Drawing
from awsobs.present.dashboard_layout import boxes_of
from awsobs.present.durations import dated_minute
from awsobs.present.rows import Row, text_of
from awsobs.settings import Settings, SettingsError, first_environment, settings_from
from awsobs.settings.opening import opening_window

_LARGEST = 2_000_000
"""Bytes of a file; CloudWatch takes no body of half the size."""

_STRIP = 60
"""Rows that are drawn at once."""


def add_arguments(parser: ArgumentParser) -> None:
    """Which dashboard, and what its variables are."""
    parser.add_argument("dashboard", nargs="?", metavar="NAME", help="the dashboard to draw")
    parser.add_argument("--list", dest="lists", action="store_true", help="the names there are")
    parser.add_argument(
        "--file", dest="body_file", type=Path, metavar="BODY.json", help="draw the body in a file"
    )
    parser.add_argument(
        "--var", dest="variable", action="append", metavar="ID=VALUE", help="a variable's value"
    )


def run(namespace: Namespace) -> int:
    """Draw the dashboard, or print what it shows as JSON, a widget a line.

    Raises:
        SettingsError: there is no such file, no such body, or nothing to draw was named.
    """
    output = output_of(namespace, "dashboard")
    settings = settings_from(namespace, first_environment())
    chosen = _chosen(namespace.variable or ())
    clock = SystemClock()
    try:
        if namespace.lists:
            return _listed(answer_of(which_dashboards(), settings, clock), output, clock.now())
        board = board_of(_body(namespace, settings, clock), chosen)
        return _told(board, settings, output, clock, has_window=_has_window(namespace))
    except BodyRefused as error:
        raise SettingsError(f"the body is refused: {error}") from error
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED


def _has_window(namespace: Namespace) -> bool:
    """Whether the user says which stretch of time; else it is the dashboard's own."""
    return any(getattr(namespace, name, None) for name in ("window", "start", "end"))


def _chosen(typed: Sequence[str]) -> Mapping[str, str]:
    pairs = [one.partition("=") for one in typed]
    if wrong := next((one for one, sign, _ in pairs if not sign), ""):
        raise SettingsError(f"--var {safe_text(wrong)}: it takes ID=VALUE")
    return {name: value for name, _, value in pairs}


def _body(namespace: Namespace, settings: Settings, clock: SystemClock) -> str:
    file: Path | None = namespace.body_file
    if file is not None:
        try:
            with file.open("rb") as opened:
                return opened.read(_LARGEST).decode("utf-8", "replace")
        except OSError as error:
            raise SettingsError(f"--file {file}: {error.strerror}") from error
    if not namespace.dashboard:
        raise SettingsError("name a dashboard, or --list them, or give a --file")
    return answer_of(what_a_dashboard_is(namespace.dashboard), settings, clock)


def _listed(found: Sequence[Dashboard], output: Output, now: datetime) -> int:
    if output.as_shapes:
        return printed(output.line(_listing_shape(one)) for one in found)
    if not found:
        output.note("the account has no dashboards")
    return printed(
        f"{one.name}  {one.size:,} bytes  {dated_minute(one.modified, now) if one.modified else ''}"
        for one in found
    )


def _listing_shape(one: Dashboard) -> Shape:
    modified = iso(one.modified) if one.modified else None
    return {"DashboardName": one.name, "LastModified": modified, "Size": one.size}


def _told(
    board: Board, settings: Settings, output: Output, clock: SystemClock, *, has_window: bool
) -> int:
    window = opening_window(settings, clock.now())
    if not has_window:
        window = board_window(board, window)
    question = what_widgets_show(board.widgets, window)
    contents = answer_of(question, settings, clock)
    if board.unknown:
        output.note(f"{board.unknown} fields that are not known were left out")
    for place, words in sorted(contents.troubles.items()):
        output.note(f"widget {place}: {words}")
    if output.as_shapes:
        return printed(output.line(_shape(one, contents)) for one in board.widgets)
    drawing = Drawing(contents, window, clock.now())
    rows = _rows(drawing, board, output.width)
    shown = map(ascii_row, rows) if is_plain(settings) else rows
    return printed(text_of(row).rstrip() for row in shown)


def _rows(drawing: Drawing, board: Board, width: int) -> Iterable[Row]:
    boxes = boxes_of(board.widgets, width)
    end = max((box.y + box.height for box in boxes), default=0)
    for first in range(0, end, _STRIP):
        yield from drawing.rows(boxes, width, first, min(_STRIP, end - first))


def _shape(widget: Widget, contents: Contents) -> Shape:
    alarms = [contents.alarms.get(name) for name in widget.alarms]
    return {
        "place": widget.place,
        "type": widget.kind.value,
        "title": widget.title,
        "view": widget.view.value,
        "x": widget.x,
        "y": widget.y,
        "width": widget.width,
        "height": widget.height,
        "series": [_series_shape(one) for one in contents.series.get(widget.place, ())],
        "alarms": [
            {"AlarmName": alarm.name, "StateValue": alarm.state.value} for alarm in alarms if alarm
        ],
        "text": widget.text,
        "query": widget.query,
        "trouble": contents.troubles.get(widget.place, "") or widget.trouble,
    }


def _series_shape(series: Series) -> Shape:
    return {
        "Label": series.query.label,
        "Timestamps": [iso(at) for at, _ in series.points],
        "Values": [plain(value) for _, value in series.points],
        "StatusCode": series.status,
    }
