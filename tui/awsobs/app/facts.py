"""What `:info` tells: settings, where each came from, and what the terminal is."""

from dataclasses import fields
from os import environ

from textual import __version__ as textual_version

from awsobs import __version__
from awsobs.settings import Settings

_SECRET = frozenset({"access_key", "origins"})


def info_record(settings: Settings, theme: str, colours: str | None) -> dict[str, object]:
    """Everything about this run that helps to explain what is on the screen."""
    return {
        "awsobs": __version__,
        "textual": textual_version,
        "settings": {
            field.name: _described(settings, field.name)
            for field in fields(settings)
            if field.name not in _SECRET
        },
        "terminal": {
            "TERM": environ.get("TERM", ""),
            "colours": colours or "none",
            "theme": theme,
        },
    }


def _described(settings: Settings, name: str) -> str:
    value: object = getattr(settings, name)
    shown = ", ".join(value) if isinstance(value, tuple) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - a field's type is not known here
    origin = settings.origins.get(name, "default")
    return f"{shown or '–'}   ({origin})"
