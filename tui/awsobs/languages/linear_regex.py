"""Regular expressions of users and of AWS, run by RE2: linear in the text, whatever they say."""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

_FIXED = re.compile(
    r"(?:[A-Za-z0-9_=:,;'\"<>@#%&!~/ -]|\\[dw./-]|\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_])+\])+"
)
"""An expression that repeats nothing and has no choice of ways."""

_FIXED_LENGTH = 64


class RegexError(Exception):
    """RE2 does not take this regular expression, in its own words."""


class _Options(Protocol):
    log_errors: bool


class _Match(Protocol):
    def groupdict(self) -> Mapping[str, str | None]: ...
    def span(self) -> tuple[int, int]: ...


class _Compiled(Protocol):
    @property
    def groupindex(self) -> Mapping[str, int]: ...

    def search(self, text: str, /) -> _Match | None: ...
    def finditer(self, text: str, /) -> Iterator[_Match]: ...


class _Re2(Protocol):
    error: type[Exception]

    def Options(self) -> _Options: ...  # noqa: N802 - the library's own name

    def compile(self, pattern: str, options: _Options) -> _Compiled: ...


@dataclass(frozen=True, slots=True)
class Capturer:
    """The names of an expression's groups, and what finds their texts; None where none match."""

    names: tuple[str, ...]
    capture: Callable[[str], Mapping[str, str | None] | None]


def searcher(expression: str) -> Callable[[str], bool]:
    """A test for texts that contain a match.

    Raises:
        RegexError: RE2 refuses it (it has no look-behind and no back references).
    """
    compiled = _compiled(expression)
    if len(expression) <= _FIXED_LENGTH and _FIXED.fullmatch(expression):
        # Python's own engine means the same by it, cannot get lost in it, and is called faster.
        search = re.compile(expression, re.ASCII).search
        return lambda text: search(text) is not None
    return lambda text: _found(compiled, text) is not None


def finder(expression: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    """What gives the places of all matches in a text.

    Raises:
        RegexError: RE2 refuses the expression.
    """
    compiled = _compiled(expression)

    def find(text: str) -> Iterator[tuple[int, int]]:
        for found in compiled.finditer(_whole(text)):
            yield found.span()

    return find


def capturer(expression: str) -> Capturer:
    """What reads the named groups of the first match.

    Raises:
        RegexError: RE2 refuses the expression.
    """
    compiled = _compiled(expression)
    groups = compiled.groupindex

    def capture(text: str) -> Mapping[str, str | None] | None:
        found = _found(compiled, text)
        return None if found is None else found.groupdict()

    return Capturer(tuple(sorted(groups, key=groups.__getitem__)), capture)


def _compiled(expression: str) -> _Compiled:
    re2 = cast("_Re2", importlib.import_module("re2"))
    options = re2.Options()
    # RE2 reports a bad expression on stderr as well, which is where the screen is drawn.
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except UnicodeEncodeError as error:
        raise RegexError("half of a surrogate pair") from error
    except re2.error as error:
        said = error.args[0] if error.args else str(error)
        raise RegexError(said.decode() if isinstance(said, bytes) else str(said)) from error


def _found(compiled: _Compiled, text: str) -> _Match | None:
    try:
        return compiled.search(text)
    except UnicodeEncodeError:
        return compiled.search(_whole(text))


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
