"""The environment that the user gave, before Python had a say in it, and what it tells."""

from collections.abc import Mapping
from os import environ
from pathlib import Path

_PLAIN_TERMINALS = frozenset({"linux", "vt100", "vt102", "vt220", "ansi"})
_LOCALE_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")


def first_environment() -> dict[str, str]:
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


def encoding_of(environ: Mapping[str, str]) -> tuple[str, str]:
    """The encoding of the locale, and the variable that says so; nothing where none does."""
    for variable in _LOCALE_VARIABLES:
        if locale := environ.get(variable, ""):
            return locale.partition(".")[2].partition("@")[0] or locale, variable
    return "", ""


def plain_terminal(environ: Mapping[str, str]) -> str:
    """The variable that says the terminal can show ASCII alone, by its name or the locale."""
    if environ.get("TERM", "") in _PLAIN_TERMINALS:
        return "TERM"
    encoding, variable = encoding_of(environ)
    return "" if encoding.lower().replace("-", "") in ("", "utf8") else variable
