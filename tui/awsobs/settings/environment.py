"""The environment that the user gave, before Python had a say in it."""

from os import environ
from pathlib import Path


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
