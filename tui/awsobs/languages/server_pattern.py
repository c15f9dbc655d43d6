"""A console filter as a filter pattern of CloudWatch Logs, where one means the same.

Words, phrases and what must not be there; or any of several words; or one regular expression.
A word in small letters matches any case here and not there, so it becomes an expression. The
same is what both make of an ASCII message as it was written: fields have no equal, and nor has
what only a row of the console shows.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from awsobs.languages.console_filter import named_in, parsed, tokens_of, unquoted
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
    return _pattern(_parts(parsed(text, tuple(fields)), "start", "both"))


def necessary_pattern(
    text: str, fields: Iterable[str], heads: Collection[str] = ()
) -> tuple[str, bool]:
    """A pattern without which no message passes the filter, and whether it is all of the filter.

    Words that stand in one of `heads`, which are shown before messages and are no part of them,
    are left out; so are those with an equals sign, by which fields of JSON are shown, and those
    that ask for such a field.

    Raises:
        FilterError: the filter itself cannot be understood.
    """
    if not text.strip():
        return "", True
    parts = _parts(parsed(text, tuple(fields)), "start", "both")
    able = [part for part in parts if not _may_be_elsewhere(part, heads)]
    if len(able) == len(parts) and (whole := _pattern(parts)):
        return whole, True
    terms = " ".join(term for part in able if (term := _term(part)))
    if terms and (found := _checked(terms)):
        return found, False
    alone = (_checked(_one(part)) for part in able)
    return next((found for found in alone if found), ""), False


def _may_be_elsewhere(tree: "Tree[Token]", heads: Collection[str]) -> bool:
    """Whether what a part looks for may be shown without being in the message."""
    for inner in tree.iter_subtrees():
        if inner.data not in ("word", "phrase") or (word := _word(inner)) is None:
            continue
        shown = [head.lower() for head in heads] if _ignores_case(word) else heads
        if "=" in word or any(word in head for head in shown):
            return True
    return False


def _checked(pattern: str | None) -> str | None:
    """A pattern that AWS takes too."""
    if pattern is None:
        return None
    try:
        parse(pattern)
    except PatternError:
        return None
    return pattern


def _pattern(parts: Sequence["Tree[Token]"]) -> str | None:
    return _checked(_joined(parts))


def _joined(parts: Sequence["Tree[Token]"]) -> str | None:
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
    if tree.data == "word" and named_in(str(token)):
        return None  # a field of JSON, which has another form in the message
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
