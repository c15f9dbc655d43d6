"""A call's parameters held against the limits of its service's model, in AWS's words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from awsobs.local.operations import Fault

Row: TypeAlias = Mapping[str, Any]

_LONGEST_SHOWN = 100


class Asked:
    """Typed looks into a structure of a call; what breaks a limit is refused with `code`."""

    def __init__(self, row: Row, code: str, path: str = "") -> None:
        self._row = row
        self._code = code
        self._path = path

    def __contains__(self, name: str) -> bool:
        return self._row.get(name) is not None

    def text(
        self, name: str, *, least: int = 1, most: int = 0, fits: re.Pattern[str] | None = None
    ) -> str:
        """The text under `name`, empty if absent; `most` 0 means any length."""
        value = self._row.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._broken(name, value, "Member must be a string")
        if len(value) < least:
            raise self._broken(name, value, _length("greater", least))
        if most and len(value) > most:
            raise self._broken(name, value, _length("less", most))
        if fits is not None and not fits.fullmatch(value):
            rule = f"Member must satisfy regular expression pattern: {fits.pattern}"
            raise self._broken(name, value, rule)
        return value

    def required(
        self, name: str, *, least: int = 1, most: int = 0, fits: re.Pattern[str] | None = None
    ) -> str:
        """The text under `name`, which must be there."""
        self._need(name)
        return self.text(name, least=least, most=most, fits=fits)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """The text under `name`, one of `choices`; empty if absent."""
        value = self.text(name)
        if value and value not in choices:
            rule = f"Member must satisfy enum value set: [{', '.join(choices)}]"
            raise self._broken(name, value, rule)
        return value

    def integer(self, name: str, *, least: int = 0, most: int | None = None) -> int | None:
        """The whole number under `name`."""
        value = self._row.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._broken(name, value, "Member must be an integer")
        if value < least:
            rule = f"Member must have value greater than or equal to {least}"
            raise self._broken(name, value, rule)
        if most is not None and value > most:
            rule = f"Member must have value less than or equal to {most}"
            raise self._broken(name, value, rule)
        return value

    def number(self, name: str) -> float | None:
        """The number under `name`."""
        value = self._row.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._broken(name, value, "Member must be a number")
        return float(value)

    def flag(self, name: str) -> bool:
        """The boolean under `name`, false if absent."""
        return self._row.get(name) is True

    def texts(self, name: str, *, least: int = 1, most: int = 0) -> list[str]:
        """The texts listed under `name`, none if absent."""
        members = self._members(name, least, most)
        for member in members:
            if not isinstance(member, str):
                raise self._broken(name, members, "Members must be strings")
        return list(members)

    def rows(self, name: str, *, least: int = 1, most: int = 0) -> "list[Asked]":
        """The structures listed under `name`, none if absent."""
        return [
            Asked(member, self._code, f"{self._member(name)}.{number}.member.")
            for number, member in enumerate(self.bare_rows(name, least=least, most=most), 1)
        ]

    def bare_rows(self, name: str, *, least: int = 1, most: int = 0) -> Sequence[Row]:
        """The structures listed under `name` as they are, for those that come by the thousand."""
        members = self._members(name, least, most)
        for member in members:
            if not isinstance(member, dict | Mapping):  # the first is found out much quicker
                raise self._broken(name, members, "Members must be structures")
        return members

    def words(self, name: str) -> dict[str, str]:
        """The map from text to text under `name`, empty if absent."""
        value: object = self._row.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self._broken(name, value, "Member must be a map")
        return {str(key): str(word) for key, word in cast("Row", value).items()}

    def required_rows(self, name: str, *, least: int = 1, most: int = 0) -> "list[Asked]":
        """The structures listed under `name`, which must be there."""
        self._need(name)
        return self.rows(name, least=least, most=most)

    def required_texts(self, name: str, *, least: int = 1, most: int = 0) -> list[str]:
        """The texts listed under `name`, which must be there."""
        self._need(name)
        return self.texts(name, least=least, most=most)

    def inner(self, name: str) -> "Asked | None":
        """The structure under `name`."""
        value: object = self._row.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self._broken(name, value, "Member must be a structure")
        return Asked(cast("Row", value), self._code, f"{self._member(name)}.")

    def row(self) -> dict[str, Any]:
        """The structure itself."""
        return dict(self._row)

    def _members(self, name: str, least: int, most: int) -> Sequence[Any]:
        value: object = self._row.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._broken(name, value, "Member must be a list")
        members = cast("Sequence[Any]", value)
        if len(members) < least:
            raise self._broken(name, members, _length("greater", least))
        if most and len(members) > most:
            raise self._broken(name, members, _length("less", most))
        return members

    def _need(self, name: str) -> None:
        if name not in self:
            raise self._broken(name, None, "Member must not be null")

    def _member(self, name: str) -> str:
        return f"{self._path}{name[0].lower()}{name[1:]}"

    def _broken(self, name: str, value: object, rule: str) -> Fault:
        shown = "null" if value is None else f"'{str(value)[:_LONGEST_SHOWN]}'"
        return Fault(
            self._code,
            f"1 validation error detected: Value {shown} at '{self._member(name)}' "
            f"failed to satisfy constraint: {rule}",
        )


def _length(side: str, limit: int) -> str:
    return f"Member must have length {side} than or equal to {limit}"
