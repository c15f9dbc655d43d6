"""The user's file of settings, read once; every value in it knows its line."""

import re
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from awsobs.settings.places import config_path
from awsobs.settings.record import ConfigError

MOST_BYTES = 1_000_000

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def _no_values() -> Mapping[str, object]:
    return {}


def _no_lines() -> Mapping[tuple[str, ...], int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFile:
    """What the file says; without a path there is none."""

    path: str = ""
    values: Mapping[str, object] = field(default_factory=_no_values)
    lines: Mapping[tuple[str, ...], int] = field(default_factory=_no_lines)

    def origin(self, *keys: str) -> str:
        """Where a key stands, in short: `config.toml:3`."""
        return f"{Path(self.path).name}{self._line(keys)}"

    def error(self, words: str, *keys: str) -> ConfigError:
        """What to raise for the value of a key."""
        return ConfigError(f"{self.path}{self._line(keys)}", words)

    def _line(self, keys: tuple[str, ...]) -> str:
        """The line of the key, or of the innermost table around it that has one."""
        for length in range(len(keys), 0, -1):
            if line := self.lines.get(keys[:length]):
                return f":{line}"
        return ""


def config_for(namespace: Namespace, environ: Mapping[str, str]) -> ConfigFile:
    """The file that an option or a variable names, or the usual one if it is there.

    Raises:
        SettingsError: it cannot be read, or says what cannot be.
    """
    if getattr(namespace, "no_config", False):
        return ConfigFile()
    named = cast("str", getattr(namespace, "config", None) or environ.get("AWSOBS_CONFIG", ""))
    if named:
        return _config_in(Path(named))
    usual = config_path(environ)
    try:
        there = usual is not None and usual.exists()
    except PermissionError:
        there = True  # and opening it tells why it cannot be read
    return _config_in(usual) if usual is not None and there else ConfigFile()


def _config_in(path: Path) -> ConfigFile:
    # Who has no file need not wait for what reads it.
    from awsobs.domain.safe_text import safe_name

    shown = safe_name(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(shown, (error.strerror or "cannot be read").lower()) from error
    if len(content) > MOST_BYTES:
        words = f"has more than {MOST_BYTES // 1_000_000} MB; is it the right file?"
        raise ConfigError(shown, words)
    return config_of(content, shown)


def config_of(content: bytes, path: str) -> ConfigFile:
    """What the bytes of a file say, checked.

    Raises:
        SettingsError: with path, line, what is wrong, and what may have been meant.
    """
    from awsobs.settings.config_keys import WrongKey, checked_values
    from awsobs.settings.toml_lines import lines_of

    text = _decoded(content, path)
    document = _parsed(text, path)
    file = ConfigFile(path=path, lines=lines_of(text))
    try:
        return replace(file, values=checked_values(document))
    except WrongKey as wrong:
        raise file.error(str(wrong), *wrong.keys) from wrong


def _decoded(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}", "is not UTF-8") from error


def _parsed(text: str, path: str) -> Mapping[str, object]:
    import tomllib

    from awsobs.domain.safe_text import safe_text

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(path, "nests too deeply") from error
    except ValueError as error:
        words = safe_text(str(error))
        found = _AT_LINE.search(words)
        line = found and (found.group(1) or len(text.splitlines()) or 1)
        what = _AT_LINE.sub("", words)
        place = f"{path}:{line}" if line else path
        raise ConfigError(place, f"is no TOML: {what[:1].lower()}{what[1:]}") from error
