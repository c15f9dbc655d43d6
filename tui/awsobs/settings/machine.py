"""What the program runs on: versions of what it is made of, and the terminal around it."""

import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

_MADE_OF = (
    *("textual", "rich", "aioboto3", "boto3", "botocore", "aiohttp"),
    *("networkx", "google-re2", "lark", "msgspec"),
)
_STREAMS = ("stdin", "stdout", "stderr")


def versions() -> dict[str, str]:
    """The interpreter, the system and every package at work, none of them imported for it."""
    known = {"python": platform.python_version(), "system": platform.platform(terse=True)}
    for name in _MADE_OF:
        with suppress(PackageNotFoundError):
            known[name] = version(name)
    return known


def terminal_size() -> tuple[int, int] | None:
    """Columns and rows of the terminal, or None without one."""
    for stream in (sys.__stderr__, sys.__stdin__, sys.__stdout__):
        with suppress(OSError, ValueError, AttributeError):
            size = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr] # pyright: ignore[reportOptionalMemberAccess] - None is an AttributeError
            return size.columns, size.lines
    return None


def terminals() -> list[str]:
    """Which of the standard streams are terminals."""
    return [name for name in _STREAMS if (at := getattr(sys, name)) is not None and at.isatty()]


def multiplexer(environ: Mapping[str, str]) -> str:
    """The terminal in the terminal, by its name, or nothing."""
    if environ.get("TMUX"):
        return "tmux"
    return "screen" if environ.get("STY") else ""


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the user came over ssh."""
    return any(environ.get(name) for name in ("SSH_TTY", "SSH_CONNECTION"))
