"""Regular expressions of users and of AWS, run by RE2: linear in the text, whatever they say."""

import importlib
from collections.abc import Callable
from typing import Protocol, cast


class RegexError(Exception):
    """RE2 does not take this regular expression, in its own words."""


class _Options(Protocol):
    log_errors: bool


class _Compiled(Protocol):
    def search(self, text: str, /) -> object | None: ...


class _Re2(Protocol):
    error: type[Exception]

    def Options(self) -> _Options: ...  # noqa: N802 - the library's own name

    def compile(self, pattern: str, options: _Options) -> _Compiled: ...


def searcher(expression: str) -> Callable[[str], bool]:
    """A test for texts that contain a match.

    Raises:
        RegexError: RE2 refuses it (it has no look-behind and no back references).
    """
    re2 = cast("_Re2", importlib.import_module("re2"))
    options = re2.Options()
    # RE2 reports a bad expression on stderr as well, which is where the screen is drawn.
    options.log_errors = False
    try:
        compiled = re2.compile(expression, options)
    except re2.error as error:
        said = error.args[0] if error.args else str(error)
        raise RegexError(said.decode() if isinstance(said, bytes) else str(said)) from error

    def contains(text: str) -> bool:
        try:
            return compiled.search(text) is not None
        except UnicodeEncodeError:  # half a character, which has no bytes
            return compiled.search(text.encode("utf-8", "replace").decode()) is not None

    return contains
