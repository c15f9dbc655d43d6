"""Where the program keeps its files, by the XDG rule, on macOS too."""

from collections.abc import Mapping
from pathlib import Path

_OURS = "awsobs"


def config_path(environ: Mapping[str, str]) -> Path | None:
    """The file of settings that is read when none is named; None where there is no home."""
    folder = _folder(environ, "XDG_CONFIG_HOME", ".config")
    return folder and folder / "config.toml"


def state_folder(environ: Mapping[str, str]) -> Path | None:
    """Where the log and crash files go."""
    return _folder(environ, "XDG_STATE_HOME", ".local/state")


def log_path(environ: Mapping[str, str]) -> Path | None:
    """The log, unless a setting names another."""
    folder = state_folder(environ)
    return folder and folder / "awsobs.log"


def capture_folder(environ: Mapping[str, str]) -> Path | None:
    """Where recordings go."""
    return _folder(environ, "XDG_DATA_HOME", ".local/share")


def cache_path(environ: Mapping[str, str]) -> Path | None:
    """What was read of trails."""
    folder = _folder(environ, "XDG_CACHE_HOME", ".cache")
    return folder and folder / "trail.sqlite"


def under_home(path: str, environ: Mapping[str, str]) -> Path:
    """A path from the file of settings, where no shell has replaced the tilde."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home) / path[2:] if home and path.startswith("~/") else Path(path)


def _folder(environ: Mapping[str, str], variable: str, below_home: str) -> Path | None:
    """A relative path in the variable counts as none, as the rule says."""
    named = Path(environ.get(variable, ""))
    if named.is_absolute():
        return named / _OURS
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home) / below_home / _OURS if home else None
