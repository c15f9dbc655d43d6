"""Shows the first frame and watches for signals from then on; imports nothing that draws."""

import os
from collections.abc import Mapping

from awsobs.app.signals import watch_signals
from awsobs.app.terminal import TERMINAL
from awsobs.present.palettes import MONO, PALETTES, SHORT_NAMES, colour_system, twin_for
from awsobs.present.skeleton import painted, skeleton

_STDERR = 2
_NO_SIZE = (80, 24)


def show_first_frame(
    environ: Mapping[str, str],
    *,
    focused: str = "",
    theme: str = "",
    is_ascii: bool = False,
) -> None:
    """Take the terminal and draw what is always there, unless that has been done."""
    if TERMINAL.is_taken or os.name == "nt":
        return
    width, height = terminal_size()
    name = SHORT_NAMES.get(theme, theme) or "awsobs-dark"
    colours = None if name == MONO else PALETTES.get(twin_for(name, colour_system(environ)))
    frame = painted(skeleton(width, height, focused=focused or "alarms"), colours)
    watch_signals()
    TERMINAL.open(_plain(frame) if is_ascii else frame)


def terminal_size() -> tuple[int, int]:
    """The size of the terminal that is drawn on, whatever COLUMNS and LINES say."""
    try:
        width, height = os.get_terminal_size(_STDERR)
    except OSError:
        return _NO_SIZE
    return (width, height) if width and height else _NO_SIZE


def _plain(frame: str) -> str:
    from awsobs.present.ascii import ascii_text

    return ascii_text(frame)
