r"""The filter patterns of metric filters, FilterLogEvents and Live Tail.

    ERROR -Exiting             terms: all of them, none of those after -
    ?ERROR ?WARN "timed out"   optional terms (one is enough, but only while all are optional)
    %5\d\d%                       a regular expression
    { $.status >= 500 }        conditions on a JSON event
    [ip, ..., status=5*]       conditions on the words of an event

Case matters everywhere. A blank pattern matches every event.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from awsobs.languages.delimited_pattern import DelimitedPattern, delimited_pattern
from awsobs.languages.json_pattern import json_test, json_value
from awsobs.languages.pattern_text import (
    PatternError,
    Scalar,
    Scanner,
    all_of,
    any_of,
    regex_test,
)

__all__ = ["LONGEST", "Pattern", "PatternError", "parse"]

LONGEST: Final = 1024

_TERM: Final = re.compile(r"\w+")
_UP_TO_SPACE: Final = re.compile(r"\S*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A parsed pattern; matching parses nothing again.

    `extract` gives the words that a space-delimited pattern takes from a message, by name;
    it is empty for other kinds. `regexes` counts the regular expressions.
    """

    text: str
    matches: Callable[[str], bool]
    extract: Callable[[str], Mapping[str, str]]
    value: Callable[[str], Callable[[str], Scalar | None]]
    """Gives the reader of `$.selector` or `$field`; a PatternError where there is none."""
    has_fields: bool = False
    regexes: int = 0


def parse(text: str) -> Pattern:
    """Read a pattern.

    Raises:
        PatternError: it cannot be read, or is longer than CloudWatch Logs allows.
    """
    if len(text) > LONGEST:
        raise PatternError(f"A filter pattern has {LONGEST} characters at most", LONGEST)
    scanner = Scanner(text)
    scanner.skip()
    match text[scanner.at : scanner.at + 1]:
        case "{":
            pattern = _json(scanner)
        case "[":
            pattern = _delimited(scanner)
        case _:
            pattern = _plain(scanner)
    scanner.skip()
    if scanner.at < len(text):
        scanner.refuse(f"Nothing may follow here, but '{text[scanner.at :][:20]}' does")
    return pattern


def _json(scanner: Scanner) -> Pattern:
    return Pattern(
        matches=json_test(scanner),
        text=scanner.text,
        extract=_no_fields,
        value=json_value,
        has_fields=True,
        regexes=scanner.regexes,
    )


def _delimited(scanner: Scanner) -> Pattern:
    pattern = delimited_pattern(scanner)
    return Pattern(
        text=scanner.text,
        matches=pattern.matches,
        extract=pattern.extract,
        value=lambda reference: _field_value(pattern, reference),
        has_fields=True,
        regexes=scanner.regexes,
    )


def _field_value(pattern: DelimitedPattern, reference: str) -> Callable[[str], Scalar | None]:
    name = reference.removeprefix("$")
    if name not in pattern.names:
        raise PatternError(f"The filter pattern has no field {reference}", 0)
    return pattern.value(name)


def _plain(scanner: Scanner) -> Pattern:
    regex = scanner.regex()
    matches = regex_test(regex) if regex is not None else _terms(scanner)
    return Pattern(
        text=scanner.text,
        matches=matches,
        extract=_no_fields,
        value=_no_value,
        regexes=scanner.regexes,
    )


def _no_fields(_message: str) -> Mapping[str, str]:
    return {}


def _no_value(reference: str) -> Callable[[str], Scalar | None]:
    raise PatternError(f"The filter pattern has no field {reference}", 0)


def _terms(scanner: Scanner) -> Callable[[str], bool]:
    """Terms; the optional ones count only while there are no others, as at AWS."""
    wanted: list[str] = []
    unwanted: list[str] = []
    optional: list[str] = []
    scanner.skip()
    while scanner.at < len(scanner.text):
        if scanner.take("?"):
            optional.append(_term(scanner))
        elif scanner.take("-"):
            scanner.skip()
            unwanted.append(_term(scanner))
        else:
            wanted.append(_term(scanner))
        scanner.skip()
    parts = [_contains(term) for term in wanted] + [_lacks(term) for term in unwanted]
    if parts:
        return all_of(parts)
    return any_of([_contains(term) for term in optional]) if optional else lambda _message: True


def _term(scanner: Scanner) -> str:
    start = scanner.at
    phrase = scanner.phrase()
    if phrase is not None:
        return phrase.text
    found = scanner.match(_TERM)
    end = scanner.at
    if found is None or not _ends(scanner.text, end):
        scanner.at = start
        word = scanner.match(_UP_TO_SPACE)
        scanner.refuse(f"Invalid character(s) in term '{word.group() if word else ''}'", end)
    return found.group()


def _ends(text: str, at: int) -> bool:
    return at == len(text) or text[at].isspace()


def _contains(term: str) -> Callable[[str], bool]:
    return lambda message: term in message


def _lacks(term: str) -> Callable[[str], bool]:
    return lambda message: term not in message
