"""Which log groups are meant: a name, a glob, or `re:` and a regular expression (RE2)."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from awsobs.languages.linear_regex import searcher

REGEX = "re:"
_GLOB = "*?["


def is_pattern(text: str) -> bool:
    """Whether a text may mean several groups, and groups that there will be."""
    return text.startswith(REGEX) or any(mark in text for mark in _GLOB)


def group_test(text: str) -> Callable[[str], bool]:
    """The test for the names that a text means.

    Raises:
        RegexError: what follows `re:` is no regular expression.
    """
    if text.startswith(REGEX):
        return searcher(text.removeprefix(REGEX))
    if is_pattern(text):
        return lambda name: fnmatchcase(name, text)
    return lambda name: name == text
