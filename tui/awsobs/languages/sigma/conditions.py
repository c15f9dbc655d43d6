"""Sigma's conditions: `a and not 1 of filter_*`."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.selections import Selection, all_of, any_of, none_of

_TOKEN = re.compile(r"\s*(?:(?P<sign>[()])|(?P<word>[\w*?.-]+)|(?P<other>\S))")
_MOST_TOKENS = 1_000
_DEEPEST = 50
_OPERATORS = ("and", "or", "not")


def condition_of(text: str, selections: Mapping[str, Selection]) -> Selection:
    """One closure for the whole condition.

    Raises:
        SigmaError: it is not understood, or names what there is not.
    """
    parser = _Parser(_tokens(text), selections)
    whole = parser.either(0)
    parser.expect_end()
    return whole


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for found in _TOKEN.finditer(text):
        if found["other"] == "|":
            raise SigmaError("counting in a condition was given up by Sigma; correlate instead")
        if found["other"]:
            raise SigmaError(f"the condition has an unexpected {found['other']}")
        tokens.append(found["sign"] or found["word"])
    if len(tokens) > _MOST_TOKENS:
        raise SigmaError("the condition is too long")
    return tokens


class _Parser:
    """By descent: `or` binds least, then `and`, then `not`."""

    def __init__(self, tokens: list[str], selections: Mapping[str, Selection]) -> None:
        self._tokens = tokens
        self._selections = selections
        self._at = 0

    def either(self, depth: int) -> Selection:
        parts = [self._both(depth)]
        while self._took("or"):
            parts.append(self._both(depth))
        return any_of(parts)

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise SigmaError(f"the condition has an unexpected {self._tokens[self._at]}")

    def _both(self, depth: int) -> Selection:
        parts = [self._one(depth)]
        while self._took("and"):
            parts.append(self._one(depth))
        return all_of(parts)

    def _one(self, depth: int) -> Selection:
        if depth > _DEEPEST:
            raise SigmaError("the condition nests too deeply")
        if self._took("not"):
            return none_of(self._one(depth + 1))
        if self._took("("):
            inner = self.either(depth + 1)
            if not self._took(")"):
                raise SigmaError("the condition lacks a )")
            return inner
        word = self._next()
        if word.lower() in ("1", "any", "all") and self._took("of"):
            join = all_of if word.lower() == "all" else any_of
            return join(self._matching(self._next()))
        return self._named(word)

    def _matching(self, pattern: str) -> list[Selection]:
        wanted = "*" if pattern.lower() == "them" else pattern
        found = [
            selection
            for name, selection in self._selections.items()
            if fnmatchcase(name, wanted) and (pattern.lower() != "them" or not name.startswith("_"))
        ]
        if not found:
            raise SigmaError(f"no selection is called {pattern}")
        return found

    def _named(self, word: str) -> Selection:
        if word.lower() in _OPERATORS or word in "()" or word not in self._selections:
            raise SigmaError(f"no selection is called {word}")
        return self._selections[word]

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise SigmaError("the condition ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _took(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].lower() == token:
            self._at += 1
            return True
        return False
