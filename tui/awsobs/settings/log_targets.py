"""What `awsobs logs X` reads: `-` is stdin, an existing file is a file, else X is a log group."""

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from awsobs.domain.safe_text import safe_text
from awsobs.languages.group_pattern import group_test, is_pattern
from awsobs.languages.linear_regex import RegexError
from awsobs.settings.record import SettingsError

STDIN = "-"
"""Standard input among the names of files."""

_FILE, _GROUP = "file:", "group:"
_PATHS = ("./", "../", "~/")
"""No log group's name begins so: whoever typed it meant a file, also one that is not there."""

_SUFFIXES = frozenset({".log", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".gz", ".zst"})
"""What the names of files end in, and hardly those of log groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTargets:
    """Log groups, as globs, or files; never both."""

    groups: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def log_targets(namespace: Namespace) -> LogTargets:
    """The groups and files that a command line names.

    Raises:
        SettingsError: a file cannot be read, or groups are named beside files.
    """
    groups, files = [*_named(namespace, "log_group")], [*_named(namespace, "log_files")]
    for name in _named(namespace, "log_target"):
        if name.startswith(_GROUP):
            groups.append(name.removeprefix(_GROUP))
        elif _means_file(name):
            files.append(name.removeprefix(_FILE))
        else:
            groups.append(name)
    for file in files:
        _check(file)
    for group in groups:
        _check_pattern(group)
    if groups and files:
        words = f"{safe_text(files[0])} is a file and {safe_text(groups[0])} a log group"
        raise SettingsError(f"{words}: read one kind at a time, or say group:{safe_text(files[0])}")
    return LogTargets(groups=tuple(groups), files=tuple(files))


def trail_targets(namespace: Namespace) -> tuple[str, ...]:
    """The files and folders whose records a command line names.

    Raises:
        SettingsError: one of them is not there, or may not be read.
    """
    names = tuple(_named(namespace, "trail_files"))
    for name in names:
        if name != STDIN and not os.access(name, os.R_OK):
            why = "may not be read" if Path(name).exists() else "no such file or folder"
            raise SettingsError(f"{safe_text(name)}: {why}")
    return names


def _means_file(name: str) -> bool:
    """Whether a word can only be a file, be it there or not; a glob is always of groups."""
    path = Path(name)
    if name.startswith((_FILE, *_PATHS)) or name == STDIN or _is_there(path):
        return True
    if is_pattern(name) or not name.startswith("/"):
        return False
    is_in_folder = path.parent != Path("/") and _is_there(path.parent)
    return is_in_folder or path.suffix.lower() in _SUFFIXES


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _named(namespace: Namespace, option: str) -> Sequence[str]:
    return tuple(map(str, cast("Sequence[str] | None", getattr(namespace, option, None)) or ()))


def _check_pattern(group: str) -> None:
    try:
        group_test(group)
    except RegexError as error:
        raise SettingsError(f"{safe_text(group)}: {error}") from error


def _check(name: str) -> None:
    """Refuse what cannot be read; a pipe is believed, since to open it would be to wait."""
    if name == STDIN:
        return
    path, shown = Path(name), safe_text(name)
    try:
        if path.is_dir():
            raise SettingsError(f"{shown} is a folder; group:{shown} is a log group called so")
        path.stat()
        if path.is_file():
            os.close(os.open(path, os.O_RDONLY))
    except FileNotFoundError as error:
        raise SettingsError(f"no such file: {shown}") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SettingsError(f"{shown}: {why}") from error
