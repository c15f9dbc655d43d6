"""Files that the user asks for: never over one that is there, and for their owner alone."""

import os
from collections.abc import Iterable
from pathlib import Path

from awsobs.app.command_line import CommandError
from awsobs.domain.safe_text import safe_text

_MOST_NAMES = 1_000


def free_name(stem: str, suffix: str) -> Path:
    """A name that begins so and that nothing in the working directory has yet."""
    names = (f"{stem}{f'-{n}' if n else ''}.{suffix}" for n in range(_MOST_NAMES))
    return next((Path(name) for name in names if not Path(name).exists()), Path(stem))


def check_free(name: str) -> None:
    """Raises CommandError where a name is of something that is there, or of no file."""
    shown = safe_text(name)
    try:
        file = Path(name).expanduser()
        if file.is_dir():
            raise CommandError(f"{shown} is a folder; name a file in it")
        file.lstat()
    except FileNotFoundError:
        return
    except (OSError, ValueError, RuntimeError) as error:
        raise CommandError(f"{shown} is no name of a file") from error
    raise CommandError(f"{shown} exists already; nothing is overwritten, name another file")


def write_new(pieces: Iterable[str], path: Path) -> None:
    """Write a file from pieces of text.

    Raises:
        OSError: it exists, or cannot be written; then nothing of it is left.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(pieces)
    except OSError:
        path.unlink(missing_ok=True)
        raise
