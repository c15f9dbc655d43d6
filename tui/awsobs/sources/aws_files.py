"""The two files that AWS's tools share, read without botocore: that takes a third of a second."""

import configparser
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError

Section = Mapping[str, str]

STATIC = "aws_access_key_id"
"""What a profile with keys of its own has."""


def _none() -> Mapping[str, Section]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsFiles:
    """The profiles of both files, merged as botocore merges them, and the SSO sessions.

    `key_files` tells which file a profile's own keys stand in.
    """

    profiles: Mapping[str, Section] = field(default_factory=_none)
    sso_sessions: Mapping[str, Section] = field(default_factory=_none)
    key_files: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def names(self) -> tuple[str, ...]:
        """The profiles' names as they may be shown, sorted."""
        return tuple(sorted(safe_text(name) for name in self.profiles))


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the profiles are."""
    return _path(environ, "AWS_CONFIG_FILE", "config")


def credentials_path(environ: Mapping[str, str]) -> Path:
    """Where the keys are."""
    return _path(environ, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def aws_files(environ: Mapping[str, str]) -> AwsFiles:
    """Read both files; one that does not exist is empty.

    Raises:
        SourceError: one of them does not parse.
    """
    profiles: dict[str, dict[str, str]] = {}
    sso_sessions: dict[str, Section] = {}
    key_files: dict[str, str] = {}
    config = config_path(environ)
    for title, section in _sections(config).items():
        kind, name = _named(title)
        if kind == "profile":
            profiles[name] = dict(section)
        elif kind == "sso-session":
            sso_sessions[name] = section
    keys = credentials_path(environ)
    for name, section in _sections(keys).items():
        profiles.setdefault(name, {}).update(section)
        key_files[name] = shown_path(keys)
    for name, profile in profiles.items():
        if STATIC in profile:
            key_files.setdefault(name, shown_path(config))
    return AwsFiles(profiles=profiles, sso_sessions=sso_sessions, key_files=key_files)


def shown_path(path: Path) -> str:
    """A path as users write it: `~/.aws/config`."""
    try:
        return safe_text(f"~/{path.relative_to(Path.home())}")
    except (ValueError, RuntimeError):  # elsewhere, or nobody has a home here
        return safe_text(str(path))


def _path(environ: Mapping[str, str], variable: str, name: str) -> Path:
    if given := environ.get(variable):
        return Path(given).expanduser()
    return Path("~/.aws").expanduser() / name


def _sections(path: Path) -> Mapping[str, Section]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise _broken(path, error) from error
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    for name, section in sections.items():
        for key, value in section.items():
            if value.startswith("\n") and not all("=" in line for line in value.split("\n")[1:]):
                raise _broken(path, ValueError(f"{key} in [{name}] has a line without ="))
    return sections


def _named(title: str) -> tuple[str, str]:
    """The kind and the name in a title such as `profile "my own"`."""
    if title == "default":
        return "profile", title
    try:
        kind, name = shlex.split(title)
    except ValueError:
        return "", title
    return kind, name


def _broken(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{shown_path(path)} cannot be read: {_reason(error)}",
        hint="mend that file, or name another with "
        + ("AWS_CONFIG_FILE" if path.name != "credentials" else "AWS_SHARED_CREDENTIALS_FILE"),
        condition=Condition.EXPIRED,
    )


def _reason(error: Exception) -> str:
    match error:
        case configparser.MissingSectionHeaderError():
            return f"line {error.lineno} stands in no [section]"
        case configparser.ParsingError(errors=[(int(line), _), *_]):
            return f"line {line} has no NAME = VALUE"
        case configparser.DuplicateSectionError() | configparser.DuplicateOptionError():
            return f"line {error.lineno} says again what was said before"
        case OSError(strerror=str(why)):
            return why.lower()
        case UnicodeDecodeError():
            return "it is no UTF-8 text"
        case _:
            return safe_text(" ".join(str(error).split()))[:120]
