"""Nested records without their secrets: by the names of fields, and by what texts hold."""

from collections.abc import Callable, Mapping
from typing import cast

from awsobs.languages.secret_names import MASK, is_no_secret, is_secret_name, plain

MAX_DEPTH = 250
MAX_PARTS = 200_000
LEFT_OUT = "‹left out›"
"""Stands for what was nested too deeply, or was too much, to be looked at."""

_SHORTEST = 20
_NAMES = frozenset({"name", "key", "parameterkey", "parametername", "headername", "optionname"})
_VALUES = frozenset(
    {"value", "values", "parametervalue", "optionvalue", "stringvalue", "plaintext", "text"}
)


def without_secrets(value: object, masked: Callable[[str], str]) -> object:
    """A copy of a value in which nothing secret is left; `masked` does so for one text."""
    return _Walk(masked).copy(value, 0, is_secret=False)


class _Walk:
    """One copy in the making, which counts how much it has looked at."""

    def __init__(self, masked: Callable[[str], str]) -> None:
        self._masked = masked
        self._left = MAX_PARTS

    def copy(self, value: object, depth: int, *, is_secret: bool) -> object:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            return LEFT_OUT
        if isinstance(value, str):
            return self._text(value, is_secret=is_secret)
        if isinstance(value, Mapping):
            part = cast("Mapping[object, object]", value)
            return self._mapping(part, depth, is_secret=is_secret)
        if isinstance(value, (list, tuple)):
            parts = cast("list[object]", value)
            return [self.copy(part, depth + 1, is_secret=is_secret) for part in parts]
        if is_secret and value is not None and not isinstance(value, bool):
            return MASK
        return value

    def _text(self, value: str, *, is_secret: bool) -> str:
        if is_secret:
            return value if is_no_secret(value) else MASK
        return self._masked(value)

    def _mapping(
        self, mapping: Mapping[object, object], depth: int, *, is_secret: bool
    ) -> dict[str, object]:
        """Only what holds a value is secret below a secret name: `{"password": {"value": …}}`."""
        told = is_secret or _names_a_secret(mapping)
        copied: dict[str, object] = {}
        for key, part in mapping.items():
            name = str(key)
            hides = is_secret_name(name) or (told and _is_value(name))
            shown = name if _is_plain_word(name) else self._masked(name)
            copied[shown] = self.copy(part, depth + 1, is_secret=hides)
        return copied


def _names_a_secret(mapping: Mapping[object, object]) -> bool:
    """Whether one field names what another holds: `{"name": "DB_PASSWORD", "value": …}`."""
    return len(mapping) < 20 and any(
        isinstance(value, str) and isinstance(key, str) and _is_name(key) and is_secret_name(value)
        for key, value in mapping.items()
    )


def _is_plain_word(key: str) -> bool:
    """Whether a key is too short to hold a secret of itself, as nearly all are."""
    return len(key) < _SHORTEST and key.isidentifier()


def _is_name(key: str) -> bool:
    return len(key) < _SHORTEST and plain(key) in _NAMES


def _is_value(key: str) -> bool:
    return len(key) < _SHORTEST and plain(key) in _VALUES
