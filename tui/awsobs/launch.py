"""The console script.

It draws the first frame before anything heavy is imported, and gives the terminal back last.
"""

import os
import sys
from os import environ
from types import TracebackType

from awsobs.app.signs import has_signs_of_aws
from awsobs.app.terminal import TERMINAL

_PANE_OF = {
    "": "",
    "demo": "",
    "logs": "logs",
    "metrics": "metrics",
    "alarms": "alarms",
    "trail": "trail",
    "map": "map",
    "traces": "map",
}
"""Command lines of one word that open the console, and the pane that it opens on."""

_USUAL = ("xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "konsole", "wezterm", "ghostty")
_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.excepthook = _tell_of_crash
    if environ.get("NO_COLOR") == "":
        # An empty value says nothing, by the convention; Textual takes it for a wish.
        del environ["NO_COLOR"]
    arguments = sys.argv[1:]
    if _opens_for_sure(arguments):
        from awsobs.app.first_frame import show_first_frame

        show_first_frame(environ, focused=_PANE_OF["".join(arguments)])
    status = 130
    try:
        from awsobs.cli import run

        status = run(arguments)
    except KeyboardInterrupt:
        pass  # whoever pressed ^c knows why it ends
    finally:
        TERMINAL.leave()
    _exit(status)


def _opens_for_sure(arguments: list[str]) -> bool:
    """Whether the console will open, and in its usual looks: what else there is, `cli` finds out.

    No option, no variable and no file of settings has a say in it.
    """
    return (
        "".join(arguments) in _PANE_OF
        and environ.get("TERM", "").startswith(_USUAL)
        and all("UTF" in environ.get(name, "UTF").upper() for name in _LOCALE)
        and "NO_COLOR" not in environ
        and not any(name.startswith("AWSOBS_") for name in environ)
        and all(map(os.isatty, (0, 1, 2)))
        and not _has_settings_file()
        and (arguments == ["demo"] or has_signs_of_aws(environ))
    )


def _has_settings_file() -> bool:
    folders = (environ.get("XDG_CONFIG_HOME", ""), f"{environ.get('HOME', '')}/.config")
    return any(os.access(f"{folder}/awsobs/config.toml", os.F_OK) for folder in folders)


def _exit(status: int) -> None:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Nobody reads us any more; the interpreter's own flush would change the status.
        os._exit(status)
    sys.exit(status)


def _tell_of_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    del kind, trace
    from awsobs.app.crash import crash_words

    sys.stderr.write(f"{crash_words(error)}\n")
