"""The options of `awsobs demo`, and which of them go together."""

import argparse
import re
from pathlib import Path

from awsobs.settings.options import speed

_SIZE = (120, 40)
_DIGITS = re.compile(r"(\d{1,3})x(\d{1,3})", re.ASCII)


def add_demo_options(demo: argparse.ArgumentParser) -> None:
    """Declare what tells the story, and what makes a picture of it."""
    demo.add_argument(
        "--scenario",
        metavar="NAME|FILE",
        default="checkout",
        help="the story to play: one that --list names, or a game day of your own (.toml)",
    )
    demo.add_argument("--list", action="store_true", help="name the stories, and play none")
    demo.add_argument("--seed", type=int, metavar="N", default=1, help="same seed, same story")
    demo.add_argument("--speed", type=speed, metavar="X", default=1.0, help="story time a second")
    demo.add_argument("--faults", metavar="FILE", type=Path, help="rules for answers that go wrong")
    picture = demo.add_argument_group("a picture instead of the console")
    picture.add_argument("--svg", metavar="FILE", type=Path, help="write a picture and its text")
    picture.add_argument("--size", metavar="WxH", type=_size, default=_SIZE, help="in cells")
    picture.add_argument("--at", metavar="SECONDS", type=_at, default=0.0, help="after the start")
    picture.add_argument("--keys", metavar="KEYS", default="", help='to press first: "3 enter"')


def unfitting(namespace: argparse.Namespace) -> str:
    """Why the options of a demo do not go together; empty if they do."""
    if getattr(namespace, "endpoint_url", ""):
        return "demo brings an AWS of its own: leave --endpoint-url out"
    if namespace.svg:
        is_fast = namespace.speed != 1.0
        return "a picture has no --speed; --at says which moment it shows" if is_fast else ""
    given = {
        "--size": namespace.size != _SIZE,
        "--at": namespace.at != 0.0,
        "--keys": bool(namespace.keys),
    }
    alone = next((option for option, is_given in given.items() if is_given), "")
    return f"{alone} is for a picture: add --svg FILE" if alone else ""


def _size(text: str) -> tuple[int, int]:
    found = _DIGITS.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no size such as 120x40")
    width, height = int(found[1]), int(found[2])
    if not (1 <= width <= 500 and 1 <= height <= 200):
        raise argparse.ArgumentTypeError(f"{text} is outside 1x1 to 500x200")
    return width, height


def _at(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds from 0 to 86400")
    return seconds
