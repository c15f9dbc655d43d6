"""What explains a run: every setting and who said so, the files, the terminal, the versions."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import NamedTuple, cast

from awsobs import __version__
from awsobs.domain.context import short_account
from awsobs.domain.safe_text import safe_text
from awsobs.languages.secrets import masked
from awsobs.present.durations import width_words
from awsobs.present.palettes import colour_system
from awsobs.settings import Settings
from awsobs.settings.environment import encoding_of
from awsobs.settings.machine import is_remote, multiplexer, terminal_size, terminals, versions
from awsobs.settings.places import capture_folder, config_path, log_path, state_folder, under_home

_NOT_TOLD = frozenset({"access_key", "account_alias", "mode", "pane", "config", "origins", "stdin"})
"""What no user can set, and what stands among the files."""

_OPTIONS = {"start": "from", "end": "to"}
"""Settings that users know by another name."""


class Told(NamedTuple):
    """The value of a setting as JSON has it, and who said so."""

    value: object
    origin: str

    @property
    def words(self) -> str:
        """The value for people."""
        match self.value:
            case bool():
                return "yes" if self.value else "no"
            case list():
                return ", ".join(cast("list[str]", self.value)) or NOTHING
            case None:
                return NOTHING
            case _:
                return str(self.value) or NOTHING


NOTHING = "–"
"""Stands where nothing was said."""


def settings_told(settings: Settings) -> dict[str, Told]:
    """Every setting that a user can give; entries of tables each by themselves."""
    return {name: Told(_plain(value), _safe(origin)) for name, value, origin in _each(settings)}


class ConfigTold(NamedTuple):
    """The file of settings that holds, or would: whether it is there, and whether it was read."""

    path: str
    exists: bool
    read: bool

    @property
    def words(self) -> str:
        """The file for people."""
        why = "" if self.read else " (not read)" if self.exists else " (not there)"
        return f"{self.path}{why}" if self.path else ""


def config_told(settings: Settings, environ: Mapping[str, str]) -> ConfigTold:
    """The file that settings were read from, or else the usual one."""
    if settings.config:
        return ConfigTold(_safe(settings.config), exists=True, read=True)
    usual = config_path(environ)
    exists = usual is not None and usual.exists()
    return ConfigTold(_safe(usual or ""), exists=exists, read=False)


def files_told(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Where the program writes."""
    log = under_home(settings.log_file, environ) if settings.log_file else log_path(environ)
    state = state_folder(environ)
    paths = {
        "log": log,
        "crashes": state and state / "crash-*.txt",
        "captures": capture_folder(environ),
    }
    return {name: _safe(path or "") for name, path in paths.items()}


def terminal_told(environ: Mapping[str, str]) -> dict[str, str]:
    """What the terminal says of itself."""
    size = terminal_size()
    told = {
        "TERM": environ.get("TERM", ""),
        "COLORTERM": environ.get("COLORTERM", ""),
        "colours": "none (NO_COLOR)" if environ.get("NO_COLOR") else colour_system(environ),
        "size": f"{size[0]}x{size[1]}" if size else "",
        "encoding": encoding_of(environ)[0],
        "program": environ.get("TERM_PROGRAM", ""),
        "inside": multiplexer(environ),
        "over": "ssh" if is_remote(environ) else "",
        "terminals": ", ".join(terminals()),
    }
    return {name: _safe(value) for name, value in told.items()}


def versions_told() -> dict[str, str]:
    """What is at work, by name."""
    return {"awsobs": __version__, **{name: _safe(text) for name, text in versions().items()}}


def _each(settings: Settings) -> Iterator[tuple[str, object, str]]:
    for field in fields(settings):
        name, value = field.name, cast("object", getattr(settings, field.name))
        if name in _NOT_TOLD:
            continue
        origin = settings.origins.get(name, "default")
        if not isinstance(value, Mapping) or not value:
            yield _OPTIONS.get(name, name), value, origin
            continue
        for key, entry in cast("Mapping[str, str]", value).items():
            yield (
                f"{name}.{short_account(key)}",
                entry,
                settings.origins.get(f"{name}.{key}", origin),
            )


def _plain(value: object) -> object:
    """A value as JSON has it, safe to show to anybody."""
    match value:
        case bool() | int() | None:
            return value
        case float():
            return int(value) if value.is_integer() else value
        case timedelta():
            return width_words(value)
        case tuple():
            return [_safe(part) for part in cast("tuple[object, ...]", value)]
        case Mapping():
            return None
        case _:
            return _safe(value) or None


def _safe(value: object) -> str:
    return safe_text(masked(str(value)))
