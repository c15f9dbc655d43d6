"""The command line: which options there are, and which room answers."""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from os import environ
from pathlib import Path
from typing import Protocol, cast

from awsobs import __version__
from awsobs.app.signs import has_signs_of_aws
from awsobs.app.terminal import TERMINAL
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.source_state import Condition, SourceError
from awsobs.settings import Settings, SettingsError, first_environment, for_a_story, settings_from
from awsobs.settings.demo_options import add_demo_options, unfitting
from awsobs.settings.options import (
    ACCOUNT,
    EVERYTHING,
    GROUPS,
    RUNNING,
    common_options,
    printing_options,
)

_DESCRIPTION = "An incident console for AWS that runs in a terminal."

_PANES = {
    "logs": ("logs", "log lines of all groups that match, oldest first"),
    "metrics": ("metrics", "what the firing alarms watch, and what moves"),
    "alarms": ("alarms", "alarms, what fires first"),
    "trail": ("trail", "who changed what, from CloudTrail"),
    "map": ("map", "the service map as text, of an account, of files, or of any graph"),
    "traces": ("map", "traces, worst first"),
    "patterns": ("logs", "kinds of log lines with their counts, of groups or of files"),
}
"""Commands that open the console on a pane, or print what it shows: the pane, and the help."""

_COMMANDS = {
    "local": "an AWS of our own on loopback, for tests and for the demo",
    "xray-daemon": "an X-Ray daemon: takes segments over UDP and sends them to AWS in batches",
    "insights": "a query that Logs Insights runs over log groups",
    "events": "EventBridge: rules, what they did, when they fire next, what an event sets off",
    "trail-findings": "what is wrong in the trail, of an account or of files; also: trail findings",
    "trail-status": "whether trails are on, and what is wrong with them; also: trail status",
    "trail-verify": "whether delivered files are whole, by their digests; also: trail verify",
    "triage": "the first look at an incident: suspects, root, victims, new errors",
    "anomalies": "points of a metric, or of a file, that are unlike all before them",
    "who": "who made a resource, who wrote to it since, and what changed",
    "trace": "one trace as a waterfall",
    "dashboard": "a CloudWatch dashboard drawn as text, of the account or of a file",
    "doctor": "what works from here and what does not, with what to do about it",
    "iam-policy": "print the IAM policy that allows what the console asks, and no more",
    "info": "every setting with where it came from, files, terminal, versions",
    "completion": "print the completion script for a shell",
}
_ANSWERING = (
    "insights",
    "trace",
    "dashboard",
    "events",
    "trail-findings",
    "trail-status",
    "trail-verify",
    "who",
    "anomalies",
    "triage",
)
"""Commands without a pane that print records, as a table or as JSON."""

_TAKES = {
    "local": (),
    "xray-daemon": (ACCOUNT, RUNNING),
    "iam-policy": (ACCOUNT, GROUPS, RUNNING),
    "completion": (),
}
"""What some commands take of the options that all others do."""

_OF_TRAIL = ("findings", "status", "verify")
"""Words behind `trail` that are commands of their own; `trail -- WORD` looks for the word."""

_PRINTING = ("json", "text", "query", "width", "from_files", "graph", "view", "follow", "live_tail")
"""Options that ask for print, whether there is a terminal or not."""

_EXPLAINING = ("info", "doctor")
"""Commands that tell of settings, also of those that only the console looks at."""

_TIMES = ("--from", "--to")
_AGO = re.compile(r"-\d")


class Command(Protocol):
    """What a module of `commands` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, namespace: argparse.Namespace) -> int: ...


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    arguments = _with_trail_joined(arguments)
    namespace = parser(arguments).parse_args(_with_times_joined(arguments))
    command = cast("str", getattr(namespace, "command", None) or "")
    try:
        return _answered(command, namespace)
    except SettingsError as error:
        return _refused(ExitStatus.USAGE, str(error))


def _with_times_joined(arguments: Sequence[str]) -> list[str]:
    """`--from -15m` as `--from=-15m`: argparse would take the time for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in _TIMES and _AGO.match(argument):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _with_trail_joined(arguments: Sequence[str]) -> Sequence[str]:
    """`trail findings` as the one command that it is."""
    for at, (word, following) in enumerate(pairwise(arguments)):
        if word == "trail" and following in _OF_TRAIL:
            return [*arguments[:at], f"trail-{following}", *arguments[at + 2 :]]
        if word in _PANES or word in _COMMANDS:
            break
    return arguments


def _answered(command: str, namespace: argparse.Namespace) -> int:
    if command == "logs":
        _make_room_for_keys(namespace)
    if command in _COMMANDS or (command in _PANES and _prints(command, namespace)):
        if command in _EXPLAINING:
            namespace.look_error = _look_error(namespace)
        return _module(command).run(namespace)
    settings = _settings(command, namespace)
    if command == "demo" and (why := unfitting(namespace) or _unusable(namespace.faults)):
        return _refused(ExitStatus.USAGE, why)
    if command == "demo" and namespace.list:
        return _list_stories()
    if command == "demo" and namespace.svg:
        return _picture(settings, namespace)
    if command == "demo":
        return _demo(settings, namespace)
    if why := _no_terminal():
        return _refused(ExitStatus.NO_TERMINAL, f"{why}; try awsobs alarms --text")
    pane, _ = _PANES.get(command, (settings.pane, ""))
    return _cockpit(replace(settings, pane=pane))


def _make_room_for_keys(namespace: argparse.Namespace) -> None:
    """Where lines come through stdin and a console can be had, read keys from the terminal."""
    from awsobs.settings.log_targets import STDIN

    is_asked = STDIN in (getattr(namespace, "log_target", None) or ())
    prints = any(getattr(namespace, option, None) for option in _PRINTING)
    if is_asked and not prints and sys.stdout.isatty() and sys.stderr.isatty():
        from awsobs.app.piped_stdin import with_keys_on_stdin

        namespace.stdin = with_keys_on_stdin()


def _settings(command: str, namespace: argparse.Namespace) -> Settings:
    """The settings; a story is played as it is told, whatever the user's own account needs."""
    if command != "demo":
        return settings_from(namespace, first_environment())
    if namespace.svg and not getattr(namespace, "config", None):
        # The same wish makes the same picture, on every machine.
        namespace.no_config = True
    return for_a_story(settings_from(namespace, first_environment()))


def _prints(command: str, namespace: argparse.Namespace) -> bool:
    """Whether a pane's command prints instead of opening the console."""
    asked = any(getattr(namespace, option, None) for option in _PRINTING)
    # Traces are behind the map, which knows other fields: their filter is for the list alone.
    filtered = command == "traces" and bool(getattr(namespace, "filter", None))
    by_engine = getattr(namespace, "engine", "events") != "events"
    chosen = command == "patterns" or filtered or by_engine
    return asked or chosen or bool(_no_terminal())


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The tree of options and commands; a command's own options once it is named."""
    root = argparse.ArgumentParser(
        prog="awsobs", description=_DESCRIPTION, parents=[common_options()], allow_abbrev=False
    )
    root.add_argument("--version", action="version", version=f"awsobs {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    words = "the cockpit on an AWS of our own that plays an incident"
    parents = [common_options()]
    demo = commands.add_parser("demo", help=words, parents=parents, allow_abbrev=False)
    add_demo_options(demo)
    for name, (_, words) in _PANES.items():
        parents = [common_options(), printing_options()]
        command = commands.add_parser(name, help=words, parents=parents, allow_abbrev=False)
        if name in arguments:
            _module(name).add_arguments(command)
    for name, words in _COMMANDS.items():
        parents = [common_options(_TAKES.get(name, EVERYTHING))]
        parents += [printing_options()] if name in _ANSWERING else []
        command = commands.add_parser(name, help=words, parents=parents, allow_abbrev=False)
        if name in arguments:
            _module(name).add_arguments(command)
    root.set_defaults(whole_tree=lambda: parser((*_PANES, *_COMMANDS)))
    return root


def _module(command: str) -> Command:
    return cast("Command", import_module(f"awsobs.commands.{command.replace('-', '_')}"))


def _cockpit(settings: Settings) -> int:
    if settings.from_files:
        settings = replace(settings, mode="file")
    if settings.from_files or settings.endpoint_url or has_signs_of_aws(environ):
        _show_first_frame(settings)
    try:
        settings = settings if settings.from_files else _signed_in(settings)
    except SourceError as error:
        return _not_signed_in(error)
    _show_first_frame(settings)
    # Textual takes half a second to import; what prints must not wait for it.
    from awsobs.app.start import run_cockpit

    return run_cockpit(settings)


def _show_first_frame(settings: Settings) -> None:
    """Unless `launch` has shown it, since no setting could change it."""
    from awsobs.app.first_frame import show_first_frame

    # What may be refused is looked at first, while the terminal is as the user left it.
    _check_look(settings)
    theme = "mono" if settings.no_color else settings.theme
    show_first_frame(environ, focused=settings.pane, theme=theme, is_ascii=settings.ascii)


def _check_look(settings: Settings) -> None:
    """Refuse a theme and keys that there are not; raises SettingsError."""
    from awsobs.present.palettes import SHORT_NAMES

    if settings.keymap or settings.theme not in (*SHORT_NAMES, *SHORT_NAMES.values()):
        # Only this needs Textual, and who asks for nothing unusual need not wait for it.
        from awsobs.app.look import with_look

        with_look(settings)


def _signed_in(settings: Settings) -> Settings:
    """The settings, once it is sure that there are credentials; raises SourceError."""
    from awsobs.collecting.code_prompt import typed_code
    from awsobs.collecting.preflight import signed_in
    from awsobs.domain.clock import SystemClock

    def on_the_plain_screen(question: str) -> str:
        TERMINAL.leave()
        return typed_code(question)

    ask = None if settings.no_input else on_the_plain_screen
    return signed_in(settings, environ, SystemClock(), ask)


def _not_signed_in(error: SourceError) -> int:
    is_offline = error.condition is Condition.OFFLINE
    status = ExitStatus.UNREACHABLE if is_offline else ExitStatus.CREDENTIALS
    words = [error.what, error.hint, "awsobs demo needs no account"]
    return _refused(status, "\n".join(line for line in words if line))


def _demo(settings: Settings, namespace: argparse.Namespace) -> int:
    if why := _no_terminal():
        if wrong := _no_story(namespace.scenario):
            return _refused(ExitStatus.USAGE, wrong)
        return _refused(ExitStatus.NO_TERMINAL, f"{why}; try awsobs demo --svg FILE")
    _show_first_frame(settings)
    from awsobs.app.demo import run_demo

    return run_demo(
        settings,
        scenario=namespace.scenario,
        seed=namespace.seed,
        speed=namespace.speed,
        faults=namespace.faults,
    )


def _no_story(name: str) -> str:
    """Why that story cannot be played; empty if it can."""
    from awsobs.scenarios.catalogue import GAME_DAYS, NAMES, plan_called

    try:
        if name in GAME_DAYS or name not in NAMES:
            plan_called(name)
    except ValueError as error:
        return str(error)
    return ""


def _list_stories() -> int:
    from awsobs.scenarios.catalogue import titles

    for name, title in titles():
        sys.stdout.write(f"{name:18}{title}\n")
    return ExitStatus.OK


def _look_error(namespace: argparse.Namespace) -> SettingsError | None:
    """What would keep the console from opening, if anything."""
    try:
        _check_look(settings_from(namespace, first_environment()))
    except SettingsError as error:
        return error
    return None


def _unusable(faults: Path | None) -> str:
    """Why the demo cannot go wrong as it was asked to; empty if it can."""
    from awsobs.local.faults_file import FaultFileError, plan_from

    try:
        if faults is not None:
            plan_from(faults)
    except FaultFileError as error:
        return f"--faults: {error}"
    return ""


def _picture(settings: Settings, namespace: argparse.Namespace) -> int:
    from datetime import timedelta

    from awsobs.app.picture import Wish, take_picture

    wish = Wish(
        file=namespace.svg,
        scenario=namespace.scenario,
        seed=namespace.seed,
        size=namespace.size,
        at=timedelta(seconds=namespace.at),
        keys=namespace.keys.split(),
        faults=namespace.faults,
    )
    return take_picture(settings, wish)


def _no_terminal() -> str:
    """Why the console cannot open here; empty if it can."""
    # Textual draws on stderr, and would without a word into whatever stdout is.
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr)):
        if stream is None or not stream.isatty():
            return f"{name} is no terminal"
    if (term := environ.get("TERM", "")).lower() in ("", "dumb", "unknown"):
        return f"TERM is {term or 'not set'}, so nothing can be drawn"
    return ""


def _refused(status: int, why: str) -> int:
    from awsobs.domain.safe_text import safe_text

    TERMINAL.leave()
    sys.stderr.write("".join(f"{safe_text(line)}\n" for line in f"awsobs: {why}".split("\n")))
    return status
