"""The commands of the console: what `:` and the palette offer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from awsobs.app.command_line import Afterwards, Command, CommandError, plain
from awsobs.app.contexts import Menu, after
from awsobs.app.dashboard_vocabulary import dashboard_commands
from awsobs.app.event_vocabulary import event_commands
from awsobs.app.incident_vocabulary import incident_commands
from awsobs.app.log_vocabulary import Desk, log_commands, show_logs
from awsobs.app.map_vocabulary import map_commands
from awsobs.app.metric_vocabulary import metric_commands
from awsobs.app.themes import is_theme
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.present.durations import dated_minute
from awsobs.settings import width_of

_PANES = (
    ("alarms", "firing first", "3"),
    ("logs", "all groups, newest last", "1"),
    ("metrics", "sparklines over the window", "2"),
    ("trail", "who changed what", "4"),
    ("map", "services and who calls whom", "5"),
)


class Commanded(Protocol):
    """What commands do to the console."""

    @property
    def desk(self) -> Desk: ...
    def show_pane(self, name: str, filter_text: str) -> None: ...
    def show_width(self, text: str) -> None: ...
    def action_live(self) -> None: ...
    def use_theme(self, name: str) -> None: ...
    def theme_names(self) -> Sequence[str]: ...
    def set_option(self, name: str) -> None: ...
    def option_names(self) -> Sequence[str]: ...
    def show_accounts(self) -> None: ...
    def action_health(self) -> None: ...
    def action_open(self, what: str) -> None: ...
    def action_keys(self) -> None: ...
    def action_info(self) -> None: ...
    def action_leave(self) -> None: ...
    def show_alarm(self, name: str) -> None: ...
    def action_context(self) -> None: ...
    def contexts(self) -> Menu: ...
    def keys_of(self, usual: str, *names: str) -> str: ...


def vocabulary(console: Commanded, alarms: Sequence[Alarm], now: datetime) -> list[Command]:
    """Every command, those about the pane in focus first; those of `alarms` that fire too.

    Of two with one name, such as `export`, the first is meant.
    """
    found = [
        *_panes(console),
        *_alarms(console, alarms, now),
        *_others(console),
        *log_commands(console.desk, console.keys_of),
        *map_commands(console.desk.maps, console.keys_of),
        *metric_commands(console.desk.metrics, console.keys_of),
        *dashboard_commands(console.desk.desks.dashboards, console.keys_of),
        *incident_commands(console.desk.desks.incident, console.keys_of),
        *event_commands(console.desk.desks.events, console.keys_of),
    ]
    focused = console.desk.focused
    found.sort(key=lambda command: command.kind != focused)
    first: dict[str, Command] = {}
    for command in found:
        first.setdefault(command.name, command)
    return list(first.values())


def _panes(console: Commanded) -> list[Command]:
    return [
        Command(
            name=name,
            what=what,
            kind="pane",
            usage="[GROUP…] [/filter]" if name == "logs" else "[/filter]",
            key=console.keys_of(key, f"move.{name}"),
            ready=partial(show_logs, console.desk)
            if name == "logs"
            else partial(_show_pane, console, name),
        )
        for name, what, key in _PANES
    ]


def _show_pane(console: Commanded, name: str, text: str) -> Afterwards:
    return partial(console.show_pane, name, text.removeprefix("/").strip())


def _alarms(console: Commanded, alarms: Sequence[Alarm], now: datetime) -> list[Command]:
    return [
        Command(
            name=f"alarm {alarm.name}",
            what=_firing_words(alarm, now),
            kind="alarm",
            ready=plain(partial(console.show_alarm, alarm.name)),
            style="warning" if alarm.is_billing else "fault",
        )
        for alarm in alarms
        if alarm.state is AlarmState.ALARM
    ]


def _firing_words(alarm: Alarm, now: datetime) -> str:
    mark = "! BILL" if alarm.is_billing else "✖"
    return f"{mark} since {dated_minute(alarm.since, now)}" if alarm.since else f"{mark} firing"


def _others(console: Commanded) -> list[Command]:
    themes, options, keys = console.theme_names(), console.option_names(), console.keys_of
    widths, live = keys("{ }", "time.narrower", "time.wider"), keys("0", "time.live")
    return [
        _command("window", "how far back to look", partial(_window, console), "time", "1h", widths),
        _command("live", "follow the clock again", plain(console.action_live), "time", "", live),
        _command(
            "theme", "other colours", partial(_theme, console, themes), usage="|".join(themes)
        ),
        _command(
            "set", "switch an option", partial(_set, console, options), usage="|".join(options)
        ),
        Command(
            name="ctx",
            what="another profile",
            kind="console",
            usage="PROFILE",
            key=keys("@", "console.context"),
            ready=partial(_context, console, Menu.profile),
            choices=lambda: after("ctx", console.contexts().profiles),
        ),
        Command(
            name="region",
            what="another region",
            kind="console",
            usage="REGION",
            key=keys("@", "console.context"),
            ready=partial(_context, console, Menu.region),
            choices=lambda: after("region", console.contexts().regions),
        ),
        _command(
            "health",
            "every feed, call and error",
            plain(console.action_health),
            key=keys("!", "console.health"),
        ),
        _command(
            "patterns",
            "kinds of log lines, new ones first",
            plain(partial(console.action_open, "patterns")),
            key=keys("P", "move.patterns"),
        ),
        _command(
            "insights",
            "query log groups where they are",
            lambda text: partial(console.desk.open_insights, text),
            usage="[QUERY]",
            key=keys("I", "move.insights"),
        ),
        _command("reveal", "account numbers whole, in short", plain(console.show_accounts)),
        _command("keys", "all keys", plain(console.action_keys), key=keys("?", "console.keys")),
        _command("info", "settings and where they came from", plain(console.action_info)),
        _command("q", "quit", plain(console.action_leave), key=keys("q", "console.quit")),
    ]


def _command(
    name: str,
    what: str,
    ready: Callable[[str], Afterwards],
    kind: str = "console",
    usage: str = "",
    key: str = "",
) -> Command:
    return Command(name=name, what=what, kind=kind, usage=usage, key=key, ready=ready)


def _window(console: Commanded, text: str) -> Afterwards:
    try:
        width_of(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
    return partial(console.show_width, text)


def _theme(console: Commanded, themes: Sequence[str], text: str) -> Afterwards:
    if not is_theme(text):
        raise CommandError(f"no theme {text or 'without a name'}; there are {', '.join(themes)}")
    return partial(console.use_theme, text)


def _set(console: Commanded, options: Sequence[str], text: str) -> Afterwards:
    if text not in options:
        raise CommandError(f"{text or 'nothing'} cannot be set; {' and '.join(options)} can")
    return partial(console.set_option, text)


def _context(console: Commanded, named: Callable[[Menu, str], Afterwards], text: str) -> Afterwards:
    """Without a name, everything that can be switched to is offered."""
    return named(console.contexts(), text) if text else console.action_context
