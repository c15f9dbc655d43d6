"""What `:` understands about how log lines are shown, and about where in them to stand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from awsobs.app.command_line import Afterwards, Command, CommandError, plain
from awsobs.app.scene import Scene
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.languages.times import moment_of
from awsobs.present.durations import clock_time
from awsobs.present.log_columns import column_widths, field_names
from awsobs.present.log_look import LogLook, TimeStyle

MOST_COLUMNS = 8
NO_COLUMNS = "none"
"""Takes all columns away, as no word at all does."""


class Lines(Protocol):
    """The pane as the commands see it."""

    scene: Scene

    @property
    def look(self) -> LogLook: ...
    def show_with(self, look: LogLook) -> None: ...
    def action_wrap(self) -> None: ...
    def go_to(self, moment: datetime) -> bool: ...
    def sample(self) -> Sequence[LogEvent]: ...
    def notify(self, message: str, *, markup: bool) -> None: ...


def line_commands(lines: Lines, keys: Callable[..., str]) -> list[Command]:
    """Times, columns, wrapping, and the line at a time."""
    return [
        Command(
            name="goto",
            what="the line at a time",
            kind="logs",
            usage="07:30|-5m|ISO",
            key=keys("T", "logs.goto"),
            ready=partial(_go_to, lines),
        ),
        Command(
            name="columns",
            what="fields of JSON lines beside the text",
            kind="logs",
            usage=f"[FIELD…|{NO_COLUMNS}]",
            ready=partial(_show_columns, lines),
            choices=lambda: _known(lines),
        ),
        Command(
            name="times",
            what="which time a line is shown with",
            kind="logs",
            usage="|".join(style.value for style in TimeStyle),
            key=keys("t", "logs.times"),
            ready=partial(_show_times, lines),
        ),
        Command(
            name="wrap",
            what="long lines on several rows, or on one",
            kind="logs",
            key=keys("ctrl+w", "logs.wrap"),
            ready=plain(lines.action_wrap),
        ),
    ]


def _go_to(lines: Lines, text: str) -> Afterwards:
    scene = lines.scene
    try:
        moment = moment_of(text).at(scene.now())
    except ValueError as error:
        raise CommandError(str(error)) from error
    window = scene.of_lines()
    if not window.start <= moment <= window.end:
        ends = f"{clock_time(window.start)}–{clock_time(window.end)}"
        raise CommandError(f"{clock_time(moment)} is outside of {ends}; [ ] {{ }} move the window")
    return partial(lines.go_to, moment)


def _show_columns(lines: Lines, text: str) -> Afterwards:
    names = tuple(dict.fromkeys(safe_text(text).replace(",", " ").split()))
    if len(names) > MOST_COLUMNS:
        raise CommandError(f"{len(names)} columns; at most {MOST_COLUMNS} are possible")
    return partial(_set_columns, lines, () if names == (NO_COLUMNS,) else names)


def _set_columns(lines: Lines, names: tuple[str, ...]) -> None:
    """Show these columns, as wide as their values are by now, and say so."""
    before = lines.look.columns
    widths = column_widths(names, lines.sample())
    lines.show_with(replace(lines.look, columns=names, widths=tuple(widths.items())))
    absent = [name for name in names if name not in widths]
    if not names:
        told = f"taken away: {', '.join(before)}" if before else "there were no columns"
    else:
        told = f"columns: {', '.join(names)}"
    if absent:
        told += f"; no line around has {', '.join(absent)}"
    lines.notify(told, markup=False)


def _add_columns(lines: Lines, names: Sequence[str], more: str) -> Afterwards:
    return _show_columns(lines, " ".join((*names, more)))


def _known(lines: Lines) -> list[Command]:
    """A column more, by the fields that lines in view have."""
    shown = lines.look.columns
    return [
        Command(
            name=" ".join(("columns", *shown, name)),
            what="one more column" if shown else "a column",
            kind="field",
            ready=partial(_add_columns, lines, (*shown, name)),
        )
        for name in field_names(lines.sample())
        if name not in shown and len(shown) < MOST_COLUMNS
    ]


def _show_times(lines: Lines, text: str) -> Afterwards:
    known = {style.value: style for style in TimeStyle}
    if text not in known:
        raise CommandError(f"no such time as {text or 'nothing'}; there are {', '.join(known)}")
    return partial(lines.show_with, replace(lines.look, times=known[text]))
