"""The command line: which options there are, and which room answers."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from os import environ
from pathlib import Path
from typing import Protocol, cast

from awsobs import __version__
from awsobs.settings import Settings, SettingsError, settings_from

USAGE_ERROR = 2
NO_TERMINAL = 6

_DESCRIPTION = "An incident console for AWS that runs in a terminal."
_HEADLESS = {
    "local": "an AWS of our own on loopback, for tests and for the demo",
    "map": "draw the service map of recorded traces as text",
}


class HeadlessCommand(Protocol):
    """What a module of `commands` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, namespace: argparse.Namespace) -> int: ...


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    namespace = parser(arguments).parse_args(arguments)
    command = cast("str", getattr(namespace, "command", None) or "")
    if command in _HEADLESS:
        return _module(command).run(namespace)
    try:
        settings = settings_from(namespace, _first_environment())
    except SettingsError as error:
        return _refused(USAGE_ERROR, str(error))
    if command == "demo" and namespace.svg:
        return _picture(settings, namespace)
    if (why := _no_terminal()) is not None:
        return _refused(NO_TERMINAL, why)
    return _demo(settings, namespace) if command == "demo" else _cockpit(settings)


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The tree of options and commands; a command's own options once it is named."""
    root = argparse.ArgumentParser(
        prog="awsobs", description=_DESCRIPTION, parents=[_common()], allow_abbrev=False
    )
    root.add_argument("--version", action="version", version=f"awsobs {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser(
        "demo",
        help="the cockpit on an AWS of our own that plays an incident",
        parents=[_common()],
        allow_abbrev=False,
    )
    demo.add_argument("--scenario", metavar="NAME", default="checkout", help="the story to play")
    demo.add_argument("--seed", type=int, metavar="N", default=1, help="same seed, same story")
    demo.add_argument("--speed", type=_speed, metavar="X", default=1.0, help="story time a second")
    picture = demo.add_argument_group("a picture instead of the console")
    picture.add_argument("--svg", metavar="FILE", type=Path, help="write a picture and its text")
    picture.add_argument("--size", metavar="WxH", type=_size, default=(120, 40), help="in cells")
    picture.add_argument("--at", metavar="SECONDS", type=float, default=0.0, help="after the start")
    picture.add_argument("--keys", metavar="KEYS", default="", help='to press first: "3 enter"')
    for name, words in _HEADLESS.items():
        command = commands.add_parser(name, help=words, allow_abbrev=False)
        if name in arguments:
            _module(name).add_arguments(command)
    return root


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    aws = common.add_argument_group("where to look")
    aws.add_argument("--profile", metavar="NAME", help="the AWS profile")
    aws.add_argument("--region", metavar="NAME", help="the AWS region")
    aws.add_argument("--endpoint-url", metavar="URL", help="another AWS, such as awsobs local")
    aws.add_argument(
        "--log-group", metavar="GLOB", action="append", help="a log group to follow; repeatable"
    )
    aws.add_argument("--window", metavar="WIDTH", help="how far back to look: 30m, 1h, 2d")
    aws.add_argument("--budget", metavar="RPS", help="requests a second over all calls, 5")
    look = common.add_argument_group("how it looks")
    look.add_argument("--theme", metavar="NAME", help="dark, light, contrast or mono")
    look.add_argument("--ascii", action="store_true", help="draw with ASCII characters only")
    look.add_argument("--no-color", action="store_true", help="attributes instead of colours")
    look.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    return common


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is outside 0 to 1000")
    return speed


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is no size such as 120x40")
    if not (1 <= int(width) <= 500 and 1 <= int(height) <= 200):
        raise argparse.ArgumentTypeError(f"{text} is outside 1x1 to 500x200")
    return int(width), int(height)


def _module(command: str) -> HeadlessCommand:
    return cast("HeadlessCommand", import_module(f"awsobs.commands.{command}"))


def _cockpit(settings: Settings) -> int:
    # Textual takes half a second to import; what prints must not wait for it.
    from awsobs.app.start import run_cockpit

    return run_cockpit(settings)


def _demo(settings: Settings, namespace: argparse.Namespace) -> int:
    from awsobs.app.demo import run_demo

    return run_demo(
        settings, scenario=namespace.scenario, seed=namespace.seed, speed=namespace.speed
    )


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
    )
    return take_picture(settings, wish)


def _no_terminal() -> str | None:
    """Why the console cannot open here, or None if it can."""
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr)):
        if stream is None or not stream.isatty():
            return f"{name} is no terminal; awsobs map --help tells what runs without one"
    if environ.get("TERM", "dumb") == "dumb":
        return "TERM is dumb, so nothing can be drawn here"
    return None


def _refused(status: int, why: str) -> int:
    sys.stderr.write(f"awsobs: {why}\n")
    return status


def _first_environment() -> dict[str, str]:
    """The environment as it was before Python changed a C locale into UTF-8."""
    first = dict(environ)
    if first.get("LC_CTYPE") != "C.UTF-8":
        return first
    try:
        started_with = Path("/proc/self/environ").read_bytes().split(b"\0")
    except OSError:
        return first
    if not any(entry.startswith(b"LC_CTYPE=") for entry in started_with):
        del first["LC_CTYPE"]
    return first
