"""The expressions of Logs Insights, read once into closures over rows."""

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import Final

from awsobs.languages.insights.arithmetic import OPERATIONS, Operate, applied, chained
from awsobs.languages.insights.functions import FUNCTIONS
from awsobs.languages.insights.periods import PERIOD, Period
from awsobs.languages.insights.rows import Read, field_reader
from awsobs.languages.insights.text import Quoted, Reader
from awsobs.languages.insights.values import (
    Compare,
    Moment,
    Value,
    number_of,
    ordered,
    same,
    text_of,
    truth,
)
from awsobs.languages.linear_regex import RegexError, searcher

_PERIODS: Final = frozenset({"bin", "datefloor", "dateceil"})
_CALLS: Final = frozenset(FUNCTIONS)
_RESERVED: Final = ("and", "or", "not", "like", "in", "as", "by", "asc", "desc")
_COMPARISONS: Final[dict[str, Compare]] = {
    "!=": lambda left, right: not same(left, right),
    ">=": ordered(ge),  # type: ignore[arg-type] # both sides are numbers, or both are texts
    "<=": ordered(le),  # type: ignore[arg-type] # as above
    "=": same,
    ">": ordered(gt),  # type: ignore[arg-type] # as above
    "<": ordered(lt),  # type: ignore[arg-type] # as above
}


class Scope:
    """Which fields the query has made so far; `closed` once there are no events behind rows."""

    def __init__(self) -> None:
        self.made: set[str] = set()
        self.closed = False

    def reader(self, name: str) -> Read:
        """What finds a field of a row."""
        if name in self.made or self.closed:
            return lambda row: row.made.get(name)
        return field_reader(name)


class Expressions:
    """Reads expressions at the place where a reader is."""

    def __init__(self, reader: Reader, scope: Scope) -> None:
        self.reader = reader
        self.scope = scope

    def expression(self) -> Read:
        """Read one: `or` binds weakest, then `and`, `not`, comparisons, `+ -`, `* / %`, `^`."""
        self.reader.deeper()
        parts = [self._both()]
        while self.reader.word("or"):
            parts.append(self._both())
        self.reader.shallower()
        return parts[0] if len(parts) == 1 else _any(parts)

    def call(self) -> Read | None:
        """Read what only this kind of expression calls; none here."""
        return None

    def operand(self) -> Read:
        """Read a field, a call, a literal or something in parentheses."""
        return self._primary()

    def arguments(self) -> list[Read]:
        """Read the arguments of a call, up to its closing parenthesis."""
        if self.reader.take(")"):
            return []
        found = [self.expression()]
        while self.reader.take(","):
            found.append(self.expression())
        self.reader.need(")")
        return found

    def _both(self) -> Read:
        parts = [self._negated()]
        while self.reader.word("and"):
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else _all(parts)

    def _negated(self) -> Read:
        if not self.reader.word("not"):
            return self._compared()
        self.reader.deeper()
        inner = self._negated()
        self.reader.shallower()
        return lambda row: not truth(inner(row))

    def _compared(self) -> Read:
        left = self._sum()
        if self.reader.take("=~"):
            return _where(left, self._like(regex_only=True))
        token = self.reader.take(*_COMPARISONS)
        if token:
            compare, right = _COMPARISONS[token], self._sum()
            return lambda row: compare(left(row), right(row))
        negated = self.reader.word("not")
        match self.reader.word("like", "in"):
            case "like":
                test = self._like(regex_only=False)
            case "in":
                test = self._among()
            case _:
                if negated:
                    self.reader.unexpected("expected like or in")
                return left
        return _unless(left, test) if negated else _where(left, test)

    def _like(self, *, regex_only: bool) -> Callable[[Value], bool]:
        quoted = self.reader.regex()
        if quoted is not None:
            found = compiled(self.reader, quoted, searcher)
            return lambda value: (text := text_of(value)) is not None and found(text)
        quoted = None if regex_only else self.reader.string()
        if quoted is None:
            self.reader.unexpected("expected a regular expression between slashes")
        part = quoted.text
        return lambda value: (text := text_of(value)) is not None and part in text

    def _among(self) -> Callable[[Value], bool]:
        self.reader.need("[")
        words: list[Value] = []
        while not self.reader.take("]"):
            if words:
                self.reader.need(",")
            words.append(self._literal())
        texts = frozenset(text for word in words if (text := text_of(word)) is not None)
        return lambda value: text_of(value) in texts or any(same(value, word) for word in words)

    def _literal(self) -> Value:
        quoted = self.reader.string()
        if quoted is not None:
            return quoted.text
        word = self.reader.word("true", "false")
        if word:
            return word == "true"
        sign = -1 if self.reader.take("-") else 1
        number = self.reader.number()
        if number is None:
            self.reader.unexpected("expected a text or a number")
        return sign * number

    def _sum(self) -> Read:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Read:
        return self._chain(("*", "/", "%"), self._power)

    def _power(self) -> Read:
        return self._chain(("^",), self._signed)

    def _chain(self, tokens: tuple[str, ...], operand: Callable[[], Read]) -> Read:
        first = operand()
        rest: list[tuple[Operate, Read]] = []
        while token := self.reader.take(*tokens):
            rest.append((OPERATIONS[token], operand()))
        return chained(first, rest)

    def _signed(self) -> Read:
        if not self.reader.take("-"):
            return self._primary()
        self.reader.deeper()
        inner = self._signed()
        self.reader.shallower()
        return lambda row: _minus(inner(row))

    def _primary(self) -> Read:
        if self.reader.take("("):
            inner = self.expression()
            self.reader.need(")")
            return inner
        literal = self._quoted_or_number()
        if literal is not None:
            return lambda _row: literal
        found = self.call() or self._cut() or self._function()
        return found if found is not None else self._field()

    def _quoted_or_number(self) -> Value:
        quoted = self.reader.string()
        if quoted is not None:
            return quoted.text
        word = self.reader.word("true", "false")
        return word == "true" if word else self.reader.number()

    def _function(self) -> Read | None:
        start = self.reader.at
        name = self.reader.call(_CALLS)
        if not name:
            return None
        function, arguments = FUNCTIONS[name], self.arguments()
        if not function.least <= len(arguments) <= function.most:
            message = f"wrong number of arguments for {name}"
            self.reader.refuse(message, start, self.reader.at)
        work = function.work
        return lambda row: work([argument(row) for argument in arguments])

    def _cut(self) -> Read | None:
        """`bin(5m)`, `datefloor(@timestamp, 1h)` and `dateceil(@timestamp, 1d)`."""
        name = self.reader.call(_PERIODS)
        if not name:
            return None
        time = self.scope.reader("@timestamp")
        if name != "bin":
            time = self.expression()
            self.reader.need(",")
        period = self._period()
        self.reader.need(")")
        cut = period.ceil if name == "dateceil" else period.floor
        return lambda row: _cut_time(time(row), cut)

    def _period(self) -> Period:
        found = self.reader.match(PERIOD)
        if found is None:
            self.reader.unexpected("expected a period such as 5m")
        return Period(int(found.group(1)), found.group(2))

    def _field(self) -> Read:
        start = self.reader.at
        if word := self.reader.word(*_RESERVED):
            self.reader.at = start
            self.reader.unexpected(f"{word} needs something before it")
        start = self.reader.at
        name = self.reader.name()
        if self.reader.take("("):
            self.reader.refuse(f"unknown function {name}", start, start + len(name))
        return self.scope.reader(name)


def compiled(
    reader: Reader, quoted: Quoted, compiler: Callable[[str], Callable[[str], bool]]
) -> Callable[[str], bool]:
    """A regular expression, compiled.

    Raises:
        InsightsError: RE2 refuses it.
    """
    try:
        return compiler(quoted.text)
    except RegexError as error:
        reader.refuse(f"invalid regular expression: {error}", quoted.start, quoted.end)


def _where(read: Read, test: Callable[[Value], bool]) -> Read:
    return lambda row: test(read(row))


def _unless(read: Read, test: Callable[[Value], bool]) -> Read:
    return lambda row: not test(read(row))


def _all(parts: list[Read]) -> Read:
    return lambda row: all(truth(part(row)) for part in parts)


def _any(parts: list[Read]) -> Read:
    return lambda row: any(truth(part(row)) for part in parts)


def _minus(value: Value) -> Value:
    number = number_of(value)
    return None if number is None else applied(OPERATIONS["-"], 0, number)


def _cut_time(value: Value, cut: Callable[[int], int]) -> Value:
    number = number_of(value)
    return None if number is None else Moment(cut(int(number)))
