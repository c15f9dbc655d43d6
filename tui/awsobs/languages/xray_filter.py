"""Filter expressions of X-Ray: `service("checkout") { fault } AND http.status = 502`.

Understood are the flags, the number and text keywords, annotations, `service(…)` with and
without braces, AND (or nothing between two terms), OR, `!` and parentheses.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

Value = str | float | bool

FLAGS = frozenset({"ok", "error", "throttle", "fault", "partial", "inferred"})
NUMBERS = frozenset({"responsetime", "duration", "http.status"})
TEXTS = frozenset(
    {
        "http.url",
        "http.method",
        "http.useragent",
        "http.clientip",
        "user",
        "name",
        "type",
        "instance.id",
        "availabilityzone",
        "resource.arn",
    }
)

_MAX_LENGTH = 2000
_MAX_DEPTH = 40
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<sign>!=|<=|>=|[=<>!(){}])
      | (?P<word>[A-Za-z_][\w.\-]*(?:\[[^\]]*\])?)
      | (?P<unknown>\S)
    )""",
    re.VERBOSE,
)
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "CONTAINS": operator.contains,
    "BEGINSWITH": str.startswith,
    "ENDSWITH": str.endswith,
}


def _no_services() -> "tuple[Facts, ...]":
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an expression can ask of a trace, or inside braces of one service on it."""

    flags: Mapping[str, bool]
    numbers: Mapping[str, float] = field(default_factory=dict[str, float])
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    annotations: Mapping[str, tuple[Value, ...]] = field(
        default_factory=dict[str, tuple[Value, ...]]
    )
    services: "Callable[[], tuple[Facts, ...]]" = _no_services


Test = Callable[[Facts], bool]


def parsed(expression: str) -> Test:
    """The test that `expression` stands for.

    Raises:
        ValueError: naming what is not understood.
    """
    if len(expression) > _MAX_LENGTH:
        raise ValueError(f"longer than {_MAX_LENGTH} characters")
    return _Parser(expression).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    def __init__(self, expression: str) -> None:
        self._tokens = _tokens(expression)
        self._next = 0
        self._depth = 0

    def whole(self) -> Test:
        test = self._any_of()
        if self._peek().kind != "end":
            self._refuse()
        return test

    def _any_of(self) -> Test:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ValueError(f"nested deeper than {_MAX_DEPTH}")
        tests = [self._all_of()]
        while self._took("OR"):
            tests.append(self._all_of())
        self._depth -= 1
        return tests[0] if len(tests) == 1 else lambda facts: any(test(facts) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._term()]
        while self._took("AND") or self._starts_term():
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda facts: all(test(facts) for test in tests)

    def _starts_term(self) -> bool:
        token = self._peek()
        return token.text in ("!", "(") or (token.kind == "word" and token.text != "OR")

    def _term(self) -> Test:
        negations = 0
        while self._took("!"):
            negations += 1
        test = self._positive()
        return (lambda facts: not test(facts)) if negations % 2 else test

    def _positive(self) -> Test:
        if self._took("("):
            test = self._any_of()
            self._expect(")")
            return test
        token = self._peek()
        if token.kind != "word":
            self._refuse()
        self._next += 1
        word = token.text.lower()
        if word == "service" and self._peek().text == "(":
            return self._service()
        if word in FLAGS:
            return self._flag(word)
        if word in NUMBERS:
            return self._number(word)
        if word in TEXTS:
            return self._text(lambda facts: facts.texts.get(word, ()))
        if word.startswith(("annotation.", "annotation[")):
            return self._annotation(token.text[len("annotation.") :].removesuffix("]").strip("\"'"))
        return self._refuse(token)

    def _service(self) -> Test:
        self._expect("(")
        token = self._peek()
        name = self._string() if token.kind == "text" else None
        self._expect(")")
        inside: Test | None = None
        if self._took("{"):
            inside = self._any_of()
            self._expect("}")
        return lambda facts: any(
            (name is None or name in service.texts.get("name", ()))
            and (inside is None or inside(service))
            for service in facts.services()
        )

    def _flag(self, word: str) -> Test:
        wanted = True
        if self._peek().text in ("=", "!="):
            sign = self._take().text
            token = self._take()
            if token.text.lower() not in ("true", "false"):
                self._refuse(token)
            wanted = (token.text.lower() == "true") == (sign == "=")
        return lambda facts: facts.flags.get(word, False) is wanted

    def _number(self, word: str) -> Test:
        compare = self._comparison()
        value = self._numeric()
        return lambda facts: word in facts.numbers and compare(facts.numbers[word], value)

    def _text(self, values: Callable[[Facts], tuple[Value, ...]]) -> Test:
        sign = self._take()
        if sign.text == "!=":
            unwanted = self._string()
            return lambda facts: unwanted not in values(facts)
        test = _TEXT_TESTS.get(sign.text.upper())
        if test is None:
            self._refuse(sign)
        wanted = self._string()
        return lambda facts: any(
            isinstance(value, str) and test(value, wanted) for value in values(facts)
        )

    def _annotation(self, key: str) -> Test:
        def values(facts: Facts) -> tuple[Value, ...]:
            return facts.annotations.get(key, ())

        following = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        if following.kind == "text":
            return self._text(values)
        if following.text.lower() in ("true", "false"):
            wanted = following.text.lower() == "true"
            negative = self._comparison() is operator.ne
            self._take()
            return lambda facts: any((value is wanted) is not negative for value in values(facts))
        if following.kind == "number":
            compare = self._comparison()
            number = self._numeric()
            return lambda facts: any(
                compare(float(value), number)
                for value in values(facts)
                if isinstance(value, int | float) and not isinstance(value, bool)
            )
        return lambda facts: bool(values(facts))

    def _comparison(self) -> Callable[[float, float], bool]:
        token = self._take()
        compare = _COMPARISONS.get(token.text)
        return self._refuse(token) if compare is None else compare

    def _numeric(self) -> float:
        token = self._take()
        return float(token.text) if token.kind == "number" else self._refuse(token)

    def _string(self) -> str:
        token = self._take()
        if token.kind != "text":
            self._refuse(token)
        return re.sub(r"\\(.)", r"\1", token.text[1:-1])

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _took(self, text: str) -> bool:
        token = self._peek()
        if token.kind == "text" or token.text != text:
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._took(text):
            self._refuse(expected=text)

    def _refuse(self, token: _Token | None = None, *, expected: str = "") -> NoReturn:
        token = token or self._peek()
        found = "it ends" if token.kind == "end" else f"{token.text!r} is not understood"
        wanted = f", expected {expected!r}" if expected else ""
        raise ValueError(f"{found} at character {token.at + 1}{wanted}")


def _tokens(expression: str) -> list[_Token]:
    matches = _TOKEN.finditer(expression.rstrip())
    kinds = [(match, match.lastgroup or "unknown") for match in matches]
    tokens = [_Token(kind, match[kind], match.start(kind)) for match, kind in kinds]
    return [*tokens, _Token("end", "", len(expression.rstrip()))]
