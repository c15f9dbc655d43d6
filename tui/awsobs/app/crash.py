"""What is told of a mistake of ours: one line for the user, and a file for who mends it."""

import os
import platform
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from awsobs import __version__
from awsobs.domain.clock import Clock, SystemClock
from awsobs.domain.safe_text import safe_text
from awsobs.languages.secrets import masked
from awsobs.settings.places import state_folder

MOST_FILES = 10
_MOST_CHARACTERS = 200_000
_TOLD = ("TERM", "COLORTERM", "LANG", "LC_ALL", "TMUX", "SSH_TTY")


def crash_words(
    error: BaseException, environ: Mapping[str, str] = os.environ, clock: Clock | None = None
) -> str:
    """Write a crash file and say in one line what went wrong and where the file is."""
    what = safe_text(masked(f"{type(error).__name__}: {error}"))[:300]
    try:
        where = f"details in {_write(error, environ, clock or SystemClock())}"
    except OSError as refusal:
        where = f"no details could be written: {refusal.strerror}"
    return f"awsobs: a mistake of ours: {what}; {where}"


def _write(error: BaseException, environ: Mapping[str, str], clock: Clock) -> Path:
    """The traceback without the values of variables, and what the program ran in.

    Raises:
        OSError: there is no place for it.
    """
    folder = state_folder(environ)
    if folder is None:
        raise OSError(0, "there is no home directory")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in sorted(folder.glob("crash-*.txt"))[: -MOST_FILES + 1]:
        with suppress(OSError):
            old.unlink()
    file = folder / f"crash-{clock.now():%Y%m%dT%H%M%S%f}-{os.getpid()}.txt"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as out:
        out.write(masked(_report(error, environ))[-_MOST_CHARACTERS:])
    return file


def _report(error: BaseException, environ: Mapping[str, str]) -> str:
    variables = "".join(f"{name}={environ.get(name, '')}\n" for name in _TOLD)
    return (
        f"awsobs {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"{' '.join(sys.argv)}\n{variables}\n{''.join(traceback.format_exception(error))}"
    )
