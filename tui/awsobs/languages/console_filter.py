r"""The filter that `/` takes, the same in every pane.

    timeout !health svc:payments      words (smart case), not, field
    latency_ms>500 | /5\d\d/i         numbers, or, regular expressions (RE2)
    user:ci-* (error:* | "no MFA")    globs, present at all, groups, phrases

Words stand side by side for "and"; `|` is "or" and binds weaker. A name before an operator is a
field only if the pane knows it or a record has it by itself, as JSON lines do, else the whole
word is text (`http://x`). A word that starts with `/`, `!`, `(` or a quote needs quotes.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Generic, NoReturn, TypeAlias, TypeVar

from awsobs.languages.filter_needs import (
    ANYTHING,
    Anything,
    Every,
    HasOwn,
    Holds,
    Need,
    Not,
    Passes,
    Some,
    regex_need,
    word_need,
)
from awsobs.languages.filter_tests import FieldTest, field_test, regex_test, word_test
from awsobs.languages.linear_regex import RegexError

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

Record = TypeVar("Record")
Predicate: TypeAlias = Callable[[Record], bool]

MAX_LENGTH = 4096

_NAMED = re.compile(r"([A-Za-z_@][\w@.\-]*)(!=|>=|<=|[:=<>~])(?!//)(.+)", re.DOTALL)

_GRAMMAR = r"""
start: either
?either: both ("|" both)*
both: _part+
_part: negated | _atom
negated: "!" _atom
_atom: "(" either ")" | field | regex | phrase | word
field: FIELD (VALUE | PHRASE)
regex: REGEX
phrase: PHRASE
word: WORD

REGEX.3: /\/(?:\\.|[^\/\\])+\/i?(?=[\s)|]|$)/
PHRASE.3: /"(?:\\.|[^"\\])*"/
VALUE.2: /[^\s()|"]+/
WORD.1: /[^\s()|"!\/][^\s()|"]*/
%ignore /\s+/
"""


class FilterError(Exception):
    """The filter cannot be understood: what is wrong, and at which character (from 0)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Filter(Generic[Record]):
    """A parsed filter; `matches` evaluates closures and parses nothing again.

    `need` is what can be told of that by looking at the bytes of many records at once.
    """

    text: str
    matches: Predicate[Record]
    need: Need[Record] = ANYTHING


def compile_filter(
    text: str,
    fields: Mapping[str, Callable[[Record], object]],
    text_of: Callable[[Record], str],
    own_field: Callable[[Record, str], object] | None = None,
) -> Filter[Record]:
    """Parse a filter for records with these fields.

    Args:
        text: what was typed; blank matches everything.
        fields: how to get each named field of a record; None means that it has none.
        text_of: the text of a record that words, phrases and regular expressions search.
        own_field: what a record has by a name that not all of them have; None if it has not.

    Raises:
        FilterError: it does not parse, or a regular expression does not compile.
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(f"a filter has {MAX_LENGTH} characters at most", MAX_LENGTH)
    if not text.strip():
        return Filter(text, lambda _: True)
    tree = parsed(text, tuple(sorted(fields, key=len, reverse=True)))
    matches, need = _Closures(fields, text_of, own_field).of(tree)
    return Filter(text, matches, need)


_Meaning: TypeAlias = tuple[Predicate[Record], Need[Record]]


class _Closures(Generic[Record]):
    """Turns a parse tree into one closure, and what that needs."""

    def __init__(
        self,
        fields: Mapping[str, Callable[[Record], object]],
        text_of: Callable[[Record], str],
        own_field: Callable[[Record, str], object] | None,
    ) -> None:
        self._fields = fields
        self._text_of = text_of
        self._own_field = own_field

    def of(self, tree: "Tree[Token]") -> _Meaning[Record]:
        """The closure of one node."""
        match tree.data:
            case "either":
                parts, needs = self._parts(tree)
                return _any(parts), Some(needs)
            case "negated":
                (part,), (need,) = self._parts(tree)
                return (lambda record: not part(record)), Not(need)
            case "start" | "both":
                parts, needs = self._parts(tree)
                return _all(parts), Every(needs)
            case "field":
                return self._field(*tokens_of(tree))
            case kind:
                (token,) = tokens_of(tree)
                test, need = _text_test(str(kind), token)
                passes = self._over_text(test)
                if kind == "word" and self._own_field and (named := named_in(str(token))):
                    return self._over_own_field(self._own_field, named, passes, need)
                return passes, need

    def _parts(
        self, tree: "Tree[Token]"
    ) -> tuple[list[Predicate[Record]], tuple[Need[Record], ...]]:
        from lark import Tree

        found = [self.of(child) for child in tree.children if isinstance(child, Tree)]
        return [part for part, _ in found], tuple(need for _, need in found)

    def _over_text(self, test: Callable[[str], bool]) -> Predicate[Record]:
        text_of = self._text_of
        return lambda record: test(text_of(record))

    def _over_own_field(
        self,
        own_field: Callable[[Record, str], object],
        named: tuple[str, str, str],
        in_text: Predicate[Record],
        need: Need[Record],
    ) -> _Meaning[Record]:
        """Of records that have the field its value is asked, and the text of all others."""
        name, operator, value = named
        try:
            test = field_test(operator, value)
        except (RegexError, ValueError):
            return in_text, need  # `a->b` compares nothing

        def passes(record: Record) -> bool:
            field = own_field(record, name)
            return in_text(record) if field is None else test(field)

        key = Holds(name.rsplit(".", 1)[-1], ignores_case=False, is_all=False)
        return passes, Some((need, HasOwn(key)))

    def _field(self, head: "Token", value: "Token") -> _Meaning[Record]:
        name, operator = _split(head)
        test = _field_test(operator, value)
        field_of = self._fields[name]

        def passes(record: Record) -> bool:
            return test(field_of(record))

        return passes, Passes(name, passes, _word_in(operator, value))


def named_in(word: str) -> tuple[str, str, str] | None:
    """Name, operator and value of a word that may ask for a field; None if it is but text."""
    found = _NAMED.fullmatch(word)
    return (found[1], found[2], found[3]) if found else None


def _word_in(operator: str, value: "Token") -> Holds | None:
    """What a field holds that is asked for a word."""
    is_word = operator == ":" and not any(mark in value for mark in "*?")
    return word_need(_plain(value)) if is_word else None


def _all(parts: list[Predicate[Record]]) -> Predicate[Record]:
    return parts[0] if len(parts) == 1 else lambda record: all(part(record) for part in parts)


def _any(parts: list[Predicate[Record]]) -> Predicate[Record]:
    return parts[0] if len(parts) == 1 else lambda record: any(part(record) for part in parts)


def _text_test(kind: str, token: "Token") -> "tuple[Callable[[str], bool], Holds | Anything]":
    match kind:
        case "regex":
            try:
                return regex_test(str(token)), regex_need(str(token))
            except RegexError as error:
                raise FilterError(str(error), _position(token)) from error
        case "phrase":
            word = unquoted(token)
        case _:
            word = str(token)
    return word_test(word), word_need(word)


def _field_test(operator: str, value: "Token") -> FieldTest:
    plain = _plain(value)
    try:
        return field_test(operator, plain)
    except RegexError as error:
        raise FilterError(str(error), _position(value)) from error
    except ValueError as error:
        raise FilterError(f"{operator} needs a number, not {plain}", _position(value)) from error


def _plain(value: "Token") -> str:
    return unquoted(value) if value.type == "PHRASE" else str(value)


def tokens_of(tree: "Tree[Token]") -> "list[Token]":
    """What a node holds itself."""
    from lark import Token

    return [child for child in tree.children if isinstance(child, Token)]


def _split(head: "Token") -> tuple[str, str]:
    name = head.rstrip(":=!<>~")
    return name, head[len(name) :]


def unquoted(token: "Token") -> str:
    """What stands between the quotes of a phrase."""
    return token[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def quoted(text: str) -> str:
    """A phrase that means exactly this text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _position(token: "Token") -> int:
    return token.start_pos or 0


def parsed(text: str, names: Iterable[str]) -> "Tree[Token]":
    """The tree of a filter for records with fields of these names, the longest first.

    Raises:
        FilterError: it does not parse.
    """
    from lark.exceptions import UnexpectedInput

    try:
        return _parser(tuple(names)).parse(text)
    except UnexpectedInput as error:
        # At the end of the text lark names the place of the last token, not the end.
        at_end = "$END" in str(error).split("\n", 1)[0]
        position: object = getattr(error, "pos_in_stream", None)
        _refuse(text, len(text) if at_end or not isinstance(position, int) else position)


def _refuse(text: str, position: int) -> NoReturn:
    at = text[position : position + 1]
    words = {
        "": "the filter ends too early",
        "/": "a regular expression lacks its closing /",
        '"': 'a phrase lacks its closing "',
        ")": "nothing opens this )",
        "|": "| needs something at both sides",
    }
    raise FilterError(words.get(at, f"{at} cannot stand here"), position)


@cache
def _parser(names: tuple[str, ...]) -> "Lark":
    from lark import Lark

    known = "|".join(name.replace(".", r"\.") for name in names) or "(?!)"
    field = rf"FIELD.4: /(?:{known})(?:!=|>=|<=|[:=<>~])(?=[^\s()|])/"
    return Lark(_GRAMMAR + field, parser="lalr", lexer="contextual")
