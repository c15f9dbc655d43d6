"""Where a setting is looked for, and in which order."""

import re
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from awsobs.domain.window import DEFAULT_WIDTH
from awsobs.settings.record import Settings, SettingsError

Value = TypeVar("Value")

WIDEST = timedelta(days=14)
_WIDTH = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_PLAIN_TERMINALS = frozenset({"linux", "vt100", "vt102", "vt220", "ansi"})
_LOCALE_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")


def settings_from(namespace: Namespace, environ: Mapping[str, str]) -> Settings:
    """Settings by precedence: flag, AWSOBS_ variable, AWS_ variable, default.

    Raises:
        SettingsError: a value that cannot be used.
    """
    found = _Found(namespace, environ)
    return Settings(
        profile=found.text("profile", "AWSOBS_PROFILE", "AWS_PROFILE"),
        region=found.text("region", "AWSOBS_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"),
        endpoint_url=found.text("endpoint_url", "AWSOBS_ENDPOINT_URL", "AWS_ENDPOINT_URL"),
        window=found.value("window", width_of, DEFAULT_WIDTH, "AWSOBS_WINDOW"),
        log_groups=found.groups(),
        filter=found.text("filter", "AWSOBS_FILTER"),
        budget=found.value("budget", _budget_of, 5.0, "AWSOBS_BUDGET"),
        ascii=found.flag("ascii", "AWSOBS_ASCII") or found.plain_terminal(),
        no_color=found.flag("no_color", "NO_COLOR"),
        mouse=not found.flag("no_mouse", "AWSOBS_NO_MOUSE"),
        theme=found.text("theme", "AWSOBS_THEME") or "awsobs-dark",
        log_file=found.text("log_file", "AWSOBS_LOG_FILE"),
        origins=found.origins,
    )


def width_of(text: str) -> timedelta:
    """The width of a window as it is typed: `30m`, `1h`, `1h30m`, `2d`.

    Raises:
        ValueError: not a width, or none that a window can have.
    """
    parts = _WIDTH.fullmatch(text.strip())
    if parts is None or not any(parts.groups()):
        raise ValueError(f"{text} is no width; try 30m, 1h or 2d")
    days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    if max(days, hours, minutes, seconds) > 10_000_000:
        raise ValueError(f"{text} is too wide; at most {WIDEST.days}d")
    width = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not timedelta(minutes=1) <= width <= WIDEST:
        raise ValueError(f"{text} is outside 1m to {WIDEST.days}d")
    return width


def _budget_of(text: str) -> float:
    budget = float(text)
    if not 0 < budget <= 100:
        raise ValueError(f"{text} is outside 0 to 100 requests a second")
    return budget


class _Found:
    """Looks a value up, and remembers where it was."""

    def __init__(self, namespace: Namespace, environ: Mapping[str, str]) -> None:
        self._namespace = namespace
        self._environ = environ
        self.origins: dict[str, str] = {}

    def text(self, name: str, *variables: str) -> str:
        given: object = getattr(self._namespace, name, None)
        if given is not None:
            self.origins[name] = f"--{name.replace('_', '-')}"
            return str(given)
        for variable in variables:
            if value := self._environ.get(variable, ""):
                self.origins[name] = variable
                return value
        self.origins[name] = "default"
        return ""

    def value(
        self, name: str, parse: Callable[[str], Value], default: Value, variable: str
    ) -> Value:
        text = self.text(name, variable)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            raise SettingsError(f"{self.origins[name]}: {error}") from error

    def flag(self, name: str, variable: str) -> bool:
        given = bool(getattr(self._namespace, name, False))
        origin = f"--{name.replace('_', '-')}" if given else "default"
        if not given and self._environ.get(variable, "") not in ("", "0"):
            given, origin = True, variable
        self.origins[name] = origin
        return given

    def groups(self) -> tuple[str, ...]:
        given: object = getattr(self._namespace, "log_group", None)
        if isinstance(given, list):
            self.origins["log_groups"] = "--log-group"
            return tuple(str(group) for group in given)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - argparse gives lists of anything
        return tuple(self.text("log_groups", "AWSOBS_LOG_GROUPS").split())

    def plain_terminal(self) -> bool:
        """Whether the terminal can show ASCII alone, by its name or the locale."""
        if self._environ.get("TERM", "") in _PLAIN_TERMINALS:
            self.origins["ascii"] = "TERM"
            return True
        for variable in _LOCALE_VARIABLES:
            if locale := self._environ.get(variable, ""):
                encoding = locale.partition(".")[2].partition("@")[0]
                plain = encoding.lower().replace("-", "") != "utf8"
                self.origins["ascii"] = variable if plain else self.origins["ascii"]
                return plain
        return False
