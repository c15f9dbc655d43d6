"""Filter patterns over the words of an event: `[ip, ..., status=4*, bytes>1000]`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from awsobs.languages.pattern_text import Scalar, Scanner, Test, comparison, either, number_spelled

_NAME: Final = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_CLOSING: Final = {"[": "]", '"': '"'}
_WORD: Final = re.compile(r"\S+")
_SPACE: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str = ""
    test: Test | None = None


@dataclass(frozen=True, slots=True)
class DelimitedPattern:
    """The fields before and after an ellipsis; without one all of them are in `head`."""

    head: tuple[_Field, ...]
    tail: tuple[_Field, ...]
    open: bool

    @property
    def names(self) -> frozenset[str]:
        """The names that a metric may take its value from."""
        return frozenset(field.name for field in (*self.head, *self.tail) if field.name)

    def matches(self, message: str) -> bool:
        """Whether the message has as many words, and they meet the conditions."""
        words = self._words(message)
        return words is not None and all(
            field.test is None or field.test(word)
            for field, word in zip(self._fields(len(words)), words, strict=True)
        )

    def extract(self, message: str) -> Mapping[str, str]:
        """The words by name, the unnamed ones by their number from 1, all after a `$`."""
        words = self._words(message) or []
        return {
            f"${field.name or number}": word
            for number, (field, word) in enumerate(
                zip(self._fields(len(words)), words, strict=True), 1
            )
        }

    def value(self, name: str) -> Callable[[str], Scalar | None]:
        """A reader of the word that a field names."""
        return lambda message: self.extract(message).get(f"${name}")

    def _words(self, message: str) -> list[str] | None:
        least = len(self.head) + len(self.tail)
        words = words_of(message, None if self.open else least + 1)
        fits = len(words) >= least if self.open else len(words) == least
        return words if fits else None

    def _fields(self, words: int) -> Sequence[_Field]:
        between = max(0, words - len(self.head) - len(self.tail))
        return (*self.head, *[_Field()] * between, *self.tail) if words else ()


def delimited_pattern(scanner: Scanner) -> DelimitedPattern:
    """Read a pattern in square brackets.

    Raises:
        PatternError: it cannot be read.
    """
    scanner.need("[", "A space-delimited pattern starts with [")
    parts: list[list[_Field]] = [[]]
    while True:
        if scanner.take("..."):
            if len(parts) == 2:
                scanner.refuse("A pattern has one ellipsis at most")
            parts.append([])
        else:
            parts[-1].append(_field(scanner))
        if not scanner.take(","):
            break
    scanner.need("]", "If a filter pattern starts with '[' it must end with ']'")
    tail = tuple(parts[1]) if len(parts) == 2 else ()
    return DelimitedPattern(tuple(parts[0]), tail, open=len(parts) == 2)


def words_of(message: str, most: int | None = None) -> list[str]:
    """The words of a message; what stands in brackets or quotes is one word.

    Args:
        message: any text.
        most: stop after so many.
    """
    words: list[str] = []
    unclosed: set[str] = set()
    at = _past_space(message, 0)
    while at < len(message) and (most is None or len(words) < most):
        word, at = _next_word(message, at, unclosed)
        words.append(word)
        at = _past_space(message, at)
    return words


def _next_word(message: str, at: int, unclosed: set[str]) -> tuple[str, int]:
    closing = _CLOSING.get(message[at])
    # Once there is no closing mark ahead there never will be: looking again would be quadratic.
    if closing is not None and closing not in unclosed:
        end = message.find(closing, at + 1)
        if end >= 0:
            return message[at + 1 : end], end + 1
        unclosed.add(closing)
    found = _WORD.match(message, at)
    assert found is not None, "white space has been passed over"
    return found.group(), found.end()


def _past_space(message: str, at: int) -> int:
    found = _SPACE.match(message, at)
    return at if found is None else found.end()


def _field(scanner: Scanner) -> _Field:
    name = _name(scanner)
    if not name:
        return _Field()
    first = scanner.at
    if scanner.operator() is None:
        return _Field(name)
    # The first condition's name has been read; the others repeat it.
    scanner.at = first
    named = [name]

    def condition() -> Test:
        if not named:
            _repeat(scanner, name)
        named.clear()
        operator = scanner.operator()
        if operator is None:
            scanner.refuse("A comparison is missing here")
        return comparison(operator, scanner.literal(), number_spelled)

    return _Field(name, either(scanner, condition))


def _repeat(scanner: Scanner, name: str) -> None:
    start = scanner.at
    if _name(scanner) != name:
        scanner.refuse(f"The conditions of field {name} must name it again", start)


def _name(scanner: Scanner) -> str:
    scanner.skip()
    found = scanner.match(_NAME)
    return found.group() if found else ""
