r"""Sigma's texts with wildcards: `*` for anything, `?` for one character, `\\` escapes them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from awsobs.languages.linear_regex import searcher

Test = Callable[[str], bool]

_ANY, _ONE = "*", "?"


@dataclass(frozen=True, slots=True)
class Wild:
    """A wildcard in a pattern, apart from the character it is written with."""

    sign: str


Part = str | Wild


def parts_of(text: str) -> tuple[Part, ...]:
    """The literal pieces and the wildcards of a text, in order."""
    parts: list[Part] = []
    literal: list[str] = []
    position = 0
    while position < len(text):
        sign = text[position]
        follows = text[position + 1 : position + 2]
        if sign == "\\" and follows and follows in "*?\\":
            literal.append(follows)
            position += 1
        elif sign in (_ANY, _ONE):
            parts += ["".join(literal)] if literal else []
            literal.clear()
            parts.append(Wild(sign))
        else:
            literal.append(sign)
        position += 1
    return (*parts, "".join(literal)) if literal else tuple(parts)


def matcher_of(parts: tuple[Part, ...], *, cased: bool = False) -> Test:
    """A test of whole texts, blind to case unless `cased`."""
    folded = parts if cased else tuple(p.lower() if isinstance(p, str) else p for p in parts)
    test = _simple(folded) or _regex(folded)
    return test if cased else lambda text: test(text.lower())


def _simple(parts: tuple[Part, ...]) -> Test | None:
    """The test of a pattern with wildcards at its ends only, which is nearly all of them."""
    any_sign = Wild(_ANY)
    match parts:
        case ():
            return lambda text: text == ""
        case (str(whole),):
            return lambda text: text == whole
        case (Wild(sign),) if sign == _ANY:
            return lambda _: True
        case (first, str(end)) if first == any_sign:
            return lambda text: text.endswith(end)
        case (str(start), last) if last == any_sign:
            return lambda text: text.startswith(start)
        case (first, str(middle), last) if first == last == any_sign:
            return lambda text: middle in text
        case _:
            return None


def _regex(parts: tuple[Part, ...]) -> Test:
    """Wildcards between pieces; RE2 is linear, however many of them a rule has."""
    pieces = [
        re.escape(part) if isinstance(part, str) else (".*" if part.sign == _ANY else ".")
        for part in parts
    ]
    return searcher(r"(?s)\A" + "".join(pieces) + r"\z")
