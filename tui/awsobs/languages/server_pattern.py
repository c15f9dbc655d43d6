"""A console filter as a filter pattern of CloudWatch Logs, where one means the same.

Words, phrases and what must not be there; or any of several words; or one regular expression.
A word in small letters matches any case here and not there, so it becomes an expression. The
same is what both make of an ASCII message as it was written: fields have no equal, and nor has
what only a row of the console shows.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from awsobs.languages.console_filter import parsed, tokens_of, unquoted
from awsobs.languages.filter_pattern import PatternError, parse

if TYPE_CHECKING:
    from lark import Token, Tree

_PLAIN_TERM = re.compile(r"[A-Za-z0-9_]+")
_LETTERS = re.compile(r"[A-Za-z]")
_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:#=@/;,- ")
_ESCAPED = frozenset("^$?[]{}|\\*+.()")


def server_pattern(text: str, fields: Iterable[str]) -> str | None:
    """The pattern that matches the same messages; None where there is none.

    Raises:
        FilterError: the filter itself cannot be understood.
    """
    if not text.strip():
        return ""
    pattern = _pattern(parsed(text, tuple(fields)))
    if pattern is None:
        return None
    try:
        parse(pattern)
    except PatternError:
        return None
    return pattern


def _pattern(tree: "Tree[Token]") -> str | None:
    parts = _parts(tree, "start", "both")
    if len(parts) == 1:
        return _one(parts[0])
    terms = [_term(part) for part in parts]
    return None if None in terms else " ".join(term for term in terms if term)


def _one(tree: "Tree[Token]") -> str | None:
    """The pattern of a filter that has one part."""
    words = [_word(part) for part in _parts(tree, "either")]
    known = [word for word in words if word is not None]
    if len(known) < len(words) or not known:
        return _term(tree)
    if any(_ignores_case(word) for word in known):
        expressions = [_expression(word) for word in known]
        found = [expression for expression in expressions if expression is not None]
        return f"%{'|'.join(found)}%" if len(found) == len(known) else None
    quoted = [_quoted(word) for word in known]
    if any(word is None for word in quoted):
        return None
    return " ".join(f"?{word}" for word in quoted) if len(quoted) > 1 else quoted[0]


def _term(tree: "Tree[Token]") -> str | None:
    """A part that stands beside others: a word that is told apart by case, or its absence."""
    is_negated = tree.data == "negated"
    inner = _parts(tree, "negated")[0] if is_negated else tree
    word = _word(inner)
    if word is None or _ignores_case(word):
        return None
    term = _quoted(word)
    return f"-{term}" if term and is_negated else term


def _parts(tree: "Tree[Token]", *kinds: str) -> list["Tree[Token]"]:
    """What a node of these kinds consists of, through all that have one part only."""
    from lark import Tree

    if tree.data not in kinds:
        return [tree]
    children = [child for child in tree.children if isinstance(child, Tree)]
    if tree.data in ("start", "both"):
        return [part for child in children for part in _parts(child, *kinds)]
    return children


def _word(tree: "Tree[Token]") -> str | None:
    """The text that a word or a phrase looks for."""
    while tree.data in ("start", "both") and len(parts := _parts(tree, "start", "both")) == 1:
        tree = parts[0]
    if tree.data not in ("word", "phrase"):
        return None
    (token,) = tokens_of(tree)
    word = unquoted(token) if tree.data == "phrase" else str(token)
    return word if word and word.isascii() and word.isprintable() else None


def _ignores_case(word: str) -> bool:
    return word == word.lower() and _LETTERS.search(word) is not None


def _quoted(word: str) -> str | None:
    if _PLAIN_TERM.fullmatch(word):
        return word
    return None if '"' in word or "\\" in word else f'"{word}"'


def _expression(word: str) -> str | None:
    """A word as an expression, of the few characters that AWS takes in one."""
    pieces: list[str] = []
    for letter in word:
        if letter.isalpha() and _ignores_case(word):
            pieces.append(f"[{letter}{letter.upper()}]")
        elif letter in _LITERAL:
            pieces.append(letter)
        elif letter in _ESCAPED:
            pieces.append(f"\\{letter}")
        else:
            return None
    return "".join(pieces)
