"""Filter expressions of X-Ray: `service("checkout") { fault } AND http.status = 502`.

The whole language is understood: flags, number and text keywords, annotations, `service(…)` and
`edge(…)` with names or `id(…)` and with or without braces, `rootcause.….…{ }`, `rootcause.json`,
groups, AND (or nothing between two terms), OR, `!` and parentheses. Which keywords there are
depends on where they stand: an annotation is the trace's, a coverage is a root cause's.
"""

from collections.abc import Callable, Mapping
from typing import Final, cast

from awsobs.languages.xray_comparisons import (
    annotation_test,
    compares,
    flag_test,
    number_test,
    text_test,
)
from awsobs.languages.xray_facts import Facts, Place, Test, Value
from awsobs.languages.xray_tokens import Token, Tokens

__all__ = ["Facts", "Place", "Test", "entity_selector", "parsed"]

_OUTCOMES: Final = frozenset({"ok", "error", "throttle", "fault", "partial"})
_CAUSE_FLAGS: Final = frozenset({"first", "last", "remote", "root", "inferred"})
_CAUSE_TEXTS: Final = frozenset({"name", "type", "message"})
_TEXTS: Final = frozenset(
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
_TRACE, _PART, _CAUSE = "trace", "part", "cause"
_FLAGS: Final = {
    _TRACE: _OUTCOMES | {"inferred"},
    _PART: _OUTCOMES | {"inferred", "root"},
    _CAUSE: _CAUSE_FLAGS,
}
_NUMBERS: Final = {
    _TRACE: frozenset({"responsetime", "duration", "http.status"}),
    _PART: frozenset({"responsetime", "duration", "http.status"}),
    _CAUSE: frozenset({"index", "coverage"}),
}
_WORDS: Final = {_TRACE: _TEXTS, _PART: _TEXTS, _CAUSE: _CAUSE_TEXTS}
_CAUSES: Final = frozenset(
    f"rootcause.{kind}{part}"
    for kind in ("", "fault.", "error.", "responsetime.")
    for part in ("service", "entity", "exception")
    if (kind, part) != ("responsetime.", "exception")
)
_GROUPS: Final = frozenset({"group.name", "group.arn"})
_JSON: Final = frozenset({"rootcause.json", "json"})
_ANNOTATIONS: Final = ("annotation.", "annotation[")
_EDGE: Final = "edge"

_MAX_LENGTH: Final = 2000
_MAX_DEPTH: Final = 40


def parsed(expression: str) -> Test:
    """The test that `expression` stands for.

    Raises:
        ValueError: naming what is not understood, and where it stands.
    """
    return _parser(expression).whole()


def entity_selector(expression: str) -> tuple[str, Callable[[tuple[Place, ...]], bool]]:
    """What one `service(…)` or `edge(…, …)` without braces chooses: that word, and a test.

    Raises:
        ValueError: naming what is not understood, and where it stands.
    """
    return _parser(expression).selector()


def _parser(expression: str) -> "_Parser":
    if len(expression) > _MAX_LENGTH:
        raise ValueError(f"longer than {_MAX_LENGTH} characters")
    return _Parser(Tokens(expression))


class _Parser:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._depth = 0
        self._scope = _TRACE

    def whole(self) -> Test:
        test = self._any_of()
        self._end()
        return test

    def selector(self) -> tuple[str, Callable[[tuple[Place, ...]], bool]]:
        token = self._tokens.take()
        kind = token.text.lower()
        if token.kind != "word" or kind not in ("service", _EDGE):
            self._tokens.refuse(token)
        chosen = self._tests_of_places(kind)
        if not chosen:
            self._tokens.refuse()
        self._end()
        return kind, lambda places: _all_at(chosen, places)

    def _end(self) -> None:
        if self._tokens.peek().kind != "end":
            self._tokens.refuse()

    def _any_of(self) -> Test:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ValueError(f"nested deeper than {_MAX_DEPTH}")
        tests = [self._all_of()]
        while self._tokens.took("OR"):
            tests.append(self._all_of())
        self._depth -= 1
        return tests[0] if len(tests) == 1 else lambda facts: any(test(facts) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._term()]
        while self._tokens.took("AND") or self._starts_term():
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda facts: all(test(facts) for test in tests)

    def _starts_term(self) -> bool:
        token = self._tokens.peek()
        if token.kind == "word":
            return token.text.upper() != "OR"
        return token.kind == "sign" and token.text in ("!", "(")

    def _term(self) -> Test:
        negations = 0
        while self._tokens.took("!"):
            negations += 1
        test = self._positive()
        return (lambda facts: not test(facts)) if negations % 2 else test

    def _positive(self) -> Test:
        if self._tokens.took("("):
            test = self._any_of()
            self._tokens.expect(")")
            return test
        token = self._tokens.take()
        if token.kind != "word":
            self._tokens.refuse(token)
        word = token.text.lower()
        if word.startswith(_ANNOTATIONS):
            return self._annotation(token)
        if word in ("service", _EDGE) or word in _CAUSES | _GROUPS | _JSON:
            return self._of_the_trace(token, word)
        return self._keyword(token, word)

    def _keyword(self, token: Token, word: str) -> Test:
        if word in _FLAGS[self._scope]:
            return flag_test(self._tokens, word)
        if word in _NUMBERS[self._scope]:
            if not compares(self._tokens):
                return lambda facts: word in facts.numbers
            return number_test(self._tokens, lambda facts: _one(facts.numbers.get(word)))
        if word in _WORDS[self._scope]:
            if not compares(self._tokens):
                return lambda facts: bool(facts.texts.get(word))
            return text_test(self._tokens, lambda facts: facts.texts.get(word, ()))
        elsewhere = any(
            word in words for table in (_FLAGS, _NUMBERS, _WORDS) for words in table.values()
        )
        return self._tokens.refuse(token, why="cannot be asked here" if elsewhere else "")

    def _of_the_trace(self, token: Token, word: str) -> Test:
        """What only the trace as a whole can be asked."""
        if self._scope != _TRACE:
            self._tokens.refuse(token, why="cannot be asked here")
        if word in _GROUPS:
            return self._group(word)
        if word in _JSON:
            return self._json()
        chosen = self._inside(_CAUSE) if word in _CAUSES else self._chosen(word)
        return lambda facts: any(chosen(part) for part in facts.parts(word))

    def _annotation(self, token: Token) -> Test:
        key = token.text[len("annotation.") :].removesuffix("]").strip("\"'")
        if self._scope != _TRACE:
            self._tokens.refuse(token, why="cannot be asked here")
        return annotation_test(self._tokens, lambda facts: facts.annotations.get(key, ()))

    def _group(self, word: str) -> Test:
        sign = self._tokens.take()
        if sign.text not in ("=", "!="):
            self._tokens.refuse(sign)
        wanted = self._tokens.string()
        return lambda facts: facts.in_group(word, wanted) is (sign.text == "=")

    def _json(self) -> Test:
        sign = self._tokens.take()
        if sign.text not in ("=", "!="):
            self._tokens.refuse(sign)
        wanted = self._tokens.json()
        choices = cast("list[object]", wanted) if isinstance(wanted, list) else [wanted]
        return lambda facts: (
            any(_agrees(choice, cause) for cause in facts.causes() for choice in choices)
            is (sign.text == "=")
        )

    def _chosen(self, kind: str) -> Test:
        """Parts at the places that the parentheses name, which meet what the braces ask."""
        places = self._places(kind)
        inside = self._inside(_PART)
        return lambda facts: places(facts) and inside(facts)

    def _places(self, kind: str) -> Test:
        tests = self._tests_of_places(kind)
        return lambda facts: _all_at(tests, facts.places)

    def _tests_of_places(self, kind: str) -> tuple[Callable[[Place], bool], ...]:
        self._tokens.expect("(")
        tests: tuple[Callable[[Place], bool], ...] = ()
        if self._tokens.peek().text != ")":
            tests = (self._place(),)
            if kind == _EDGE:
                self._tokens.expect(",")
                tests += (self._place(),)
        self._tokens.expect(")")
        return tests

    def _inside(self, scope: str) -> Test:
        if not self._tokens.took("{"):
            return _anything
        self._scope = scope
        test = self._any_of()
        self._scope = _TRACE
        self._tokens.expect("}")
        return test

    def _place(self) -> Callable[[Place], bool]:
        token = self._tokens.peek()
        if token.kind == "text":
            name = self._tokens.string()
            return lambda place: name in place.names
        if not self._tokens.took("ID"):
            self._tokens.refuse()
        self._tokens.expect("(")
        tests = [self._part_of_id()]
        while self._tokens.took(","):
            tests.append(self._part_of_id())
        self._tokens.expect(")")
        return lambda place: all(test(place) for test in tests)

    def _part_of_id(self) -> Callable[[Place], bool]:
        key = self._tokens.take()
        self._tokens.expect(":")
        value = self._tokens.string()
        match key.text.lower():
            case "name":
                return lambda place: value in place.names
            case "type":
                return lambda place: place.type == value
            case "account.id":
                return lambda place: place.account == value
            case _:
                return self._tokens.refuse(key)


def _all_at(tests: tuple[Callable[[Place], bool], ...], places: tuple[Place, ...]) -> bool:
    return all(test(place) for test, place in zip(tests, places, strict=False))


def _anything(_facts: Facts) -> bool:
    return True


def _one(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)


def _agrees(wanted: object, found: object) -> bool:
    """Whether all that is wanted is there: lists of the same length, objects may have more."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        there = cast("Mapping[str, object]", found)
        members = cast("Mapping[str, object]", wanted)
        return all(key in there and _agrees(part, there[key]) for key, part in members.items())
    if isinstance(wanted, list) and isinstance(found, list):
        pairs = list(zip(cast("list[object]", wanted), cast("list[object]", found), strict=False))
        same = len(cast("list[object]", wanted)) == len(cast("list[object]", found))
        return same and all(_agrees(ours, theirs) for ours, theirs in pairs)
    return wanted == found
