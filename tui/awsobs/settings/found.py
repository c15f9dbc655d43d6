"""Looks one setting up: flag, AWSOBS_ variable, AWS_ variable, file, and then the default."""

from argparse import Namespace
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar, cast

from awsobs.settings.config_file import ConfigFile
from awsobs.settings.record import SettingsError

Value = TypeVar("Value")

OFF = frozenset({"0", "false", "no", "off"})
"""What a variable says that switches off."""


class Found:
    """The values of one run, and where each of them was."""

    def __init__(
        self, namespace: Namespace, environ: Mapping[str, str], config: ConfigFile
    ) -> None:
        self._namespace = namespace
        self._environ = environ
        self._config = config
        self.origins: dict[str, str] = {}

    def text(self, name: str, *variables: str, option: str = "") -> str:
        """The text of a setting, or nothing; `option` is for those that are called otherwise."""
        given: object = getattr(self._namespace, name, None)
        if given is not None:
            return self._from(name, f"--{option or name.replace('_', '-')}", str(given))
        for variable in variables:
            if value := self._environ.get(variable, ""):
                return self._from(name, variable, value)
        if name in self._config.values:
            origin = self._config.origin(name)
            return self._from(name, origin, cast("str", self._config.values[name]))
        return self._from(name, "default", "")

    def profile(self) -> str:
        """The profile; keys in the environment come before one that the file names."""
        name = self.text("profile", "AWSOBS_PROFILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE")
        keys = "AWS_ACCESS_KEY_ID"
        if self._is_from_file("profile") and self._environ.get(keys):
            return self._from("profile", keys, "")
        return name

    def value(
        self,
        name: str,
        parse: Callable[[str], Value],
        default: Value,
        variable: str,
        *,
        option: str = "",
    ) -> Value:
        """A setting that is typed as text and means something else.

        Raises:
            SettingsError: the text means nothing.
        """
        text = self.text(name, variable, option=option)
        if self.origins[name] == "default":
            return default
        try:
            return parse(text)
        except ValueError as error:
            if self._is_from_file(name):
                raise self._config.error(f"{name}: {error}", name) from error
            raise SettingsError(f"{self.origins[name]}: {error}") from error

    def switch(
        self,
        name: str,
        option: str,
        variable: str,
        *,
        turns: bool = True,
        default: bool = False,
        off: Collection[str] = OFF,
    ) -> bool:
        """What is on or off; `turns` is what the option and the variable make of it."""
        if getattr(self._namespace, option, False):
            return self._from(name, f"--{option.replace('_', '-')}", turns)
        if value := self._environ.get(variable, ""):
            return self._from(name, variable, turns is not (value.lower() in off))
        if name in self._config.values:
            return self._from(name, self._config.origin(name), bool(self._config.values[name]))
        return self._from(name, self.origins.get(name, "default"), default)

    def groups(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """The log groups to follow, as globs; those that the command line has given first."""
        if given:
            return self._from("log_groups", "--log-group", given)
        if value := self._environ.get("AWSOBS_LOG_GROUPS", ""):
            return self._from("log_groups", "AWSOBS_LOG_GROUPS", tuple(value.split()))
        if "log_groups" in self._config.values:
            groups = cast("tuple[str, ...]", self._config.values["log_groups"])
            return self._from("log_groups", self._config.origin("log_groups"), groups)
        return self._from("log_groups", "default", ())

    def table(self, name: str) -> Mapping[str, str]:
        """A table of the file; each of its keys has an origin too."""
        table = cast("Mapping[str, str]", self._config.values.get(name, {}))
        for key in table:
            self.origins[f"{name}.{key}"] = self._config.origin(name, key)
        origin = self._config.origin(name) if name in self._config.values else "default"
        return self._from(name, origin, table)

    def _is_from_file(self, name: str) -> bool:
        return name in self._config.values and self.origins[name] == self._config.origin(name)

    def _from(self, name: str, origin: str, value: Value) -> Value:
        self.origins[name] = origin
        return value
