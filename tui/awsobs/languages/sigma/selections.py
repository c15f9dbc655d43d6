"""A selection of a Sigma rule as one closure: maps are "and", lists are "or"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.fields import Derived, Record, Values, text_of, values_of
from awsobs.languages.sigma.modifiers import Modifiers, ValueTest, modifiers_of, value_test
from awsobs.languages.sigma.patterns import parts_of

Test = Callable[[Record], bool]

_MOST_VALUES = 5_000
_INDEXED = "eventName"


@dataclass(frozen=True, slots=True)
class Selection:
    """A test, and the event names without which it cannot hold; None where any name may do.

    The names are in lower case.
    """

    test: Test
    names: frozenset[str] | None = None


def selection_of(body: object, derived: Derived) -> Selection:
    """What a rule writes under one name of its `detection`.

    Raises:
        SigmaError: it is not understood.
    """
    if isinstance(body, Mapping):
        return _all_fields(cast("Mapping[object, object]", body), derived)
    if not isinstance(body, list):
        raise SigmaError("a selection must be a map or a list")
    items = cast("list[object]", body)
    if not items:
        raise SigmaError("a selection is empty")
    if all(isinstance(item, Mapping) for item in items):
        return any_of([selection_of(item, derived) for item in items])
    if any(isinstance(item, Mapping | list) for item in items):
        raise SigmaError("maps and words do not go together in a list")
    return any_of([Selection(_keyword(item)) for item in items])


def any_of(parts: Sequence[Selection]) -> Selection:
    """What holds where one of the parts does."""
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)
    known = [part.names for part in parts if part.names is not None]
    names = frozenset[str]().union(*known) if len(known) == len(parts) else None

    def holds(record: Record) -> bool:
        # A loop is twice as fast as any() over a generator, and this runs for every record.
        for test in tests:  # noqa: SIM110
            if test(record):
                return True
        return False

    return Selection(holds, names)


def all_of(parts: Sequence[Selection]) -> Selection:
    """What holds where all parts do."""
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)
    names: frozenset[str] | None = None
    for part in parts:
        if part.names is not None:
            names = part.names if names is None else names & part.names
    if len(tests) == 2:
        first, second = tests
        return Selection(lambda record: first(record) and second(record), names)

    def holds(record: Record) -> bool:
        for test in tests:  # noqa: SIM110 - as above
            if not test(record):
                return False
        return True

    return Selection(holds, names)


def none_of(part: Selection) -> Selection:
    """What holds where the part does not."""
    test = part.test
    return Selection(lambda record: not test(record))


def _all_fields(body: Mapping[object, object], derived: Derived) -> Selection:
    if not body:
        raise SigmaError("a selection is empty")
    return all_of([_field(str(key), value, derived) for key, value in body.items()])


def _field(key: str, value: object, derived: Derived) -> Selection:
    field, *names = key.split("|")
    modifiers = modifiers_of(names)
    wanted = cast("list[object]", value) if isinstance(value, list) else [value]
    if len(wanted) > _MOST_VALUES:
        raise SigmaError(f"{field} has more than {_MOST_VALUES:,} values")
    if not field:
        return _keywords(wanted, modifiers)
    get = values_of(field, derived)
    if "exists" in modifiers:
        return Selection(_existence(get, wanted))
    if "fieldref" in modifiers:
        return Selection(_reference(get, wanted, modifiers, derived))
    test = _values(get, wanted, modifiers)
    if "neq" in modifiers:
        return Selection(lambda record: not test(record))
    return Selection(test, _names(field, wanted, modifiers))


def _names(field: str, wanted: Sequence[object], modifiers: Modifiers) -> frozenset[str] | None:
    """The names that an index may use: plain ones, all of them."""
    if field != _INDEXED or modifiers.names or not all(isinstance(w, str) for w in wanted):
        return None
    parts = [parts_of(cast("str", word)) for word in wanted]
    if not all(len(part) == 1 and isinstance(part[0], str) for part in parts):
        return None
    return frozenset(str(part[0]).lower() for part in parts)


def _values(get: Values, wanted: Sequence[object], modifiers: Modifiers) -> Test:
    tests = [_value(get, value, modifiers) for value in wanted]
    if not tests:
        raise SigmaError("a field has no value")
    if len(tests) == 1:
        return tests[0]
    if "all" in modifiers:
        return lambda record: all(test(record) for test in tests)
    if not modifiers.names and (plain := _plain(wanted)):
        return lambda record: any(text_of(one).lower() in plain for one in get(record))
    return lambda record: any(test(record) for test in tests)


def _plain(wanted: Sequence[object]) -> frozenset[str]:
    """Words without wildcards in lower case, which a look into a set finds; else nothing."""
    parts = [parts_of(text_of(value)) for value in wanted if value is not None]
    plain = [part[0].lower() for part in parts if len(part) == 1 and isinstance(part[0], str)]
    return frozenset(plain) if len(plain) == len(wanted) else frozenset()


def _value(get: Values, value: object, modifiers: Modifiers) -> Test:
    if value is None:
        return lambda record: not get(record)
    test: ValueTest = value_test(value, modifiers)

    def holds(record: Record) -> bool:
        for found in get(record):  # noqa: SIM110 - as above
            if test(found):
                return True
        return False

    return holds


def _existence(get: Values, wanted: Sequence[object]) -> Test:
    if len(wanted) != 1 or not isinstance(wanted[0], bool):
        raise SigmaError("exists wants true or false")
    present = wanted[0]
    return lambda record: bool(get(record)) is present


def _reference(
    get: Values, wanted: Sequence[object], modifiers: Modifiers, derived: Derived
) -> Test:
    """A field that says the same as another field of the record."""
    others = [values_of(text_of(name), derived) for name in wanted]
    before, after = modifiers.place
    cased = "cased" in modifiers

    def is_like(one: object, other: object) -> bool:
        text, part = text_of(one), text_of(other)
        if not cased:
            text, part = text.lower(), part.lower()
        if before and after:
            return part in text
        return text.endswith(part) if before else _starts(text, part, after)

    def holds(record: Record) -> bool:
        return any(
            is_like(one, another)
            for one in get(record)
            for other in others
            for another in other(record)
        )

    return (lambda record: not holds(record)) if "neq" in modifiers else holds


def _starts(text: str, part: str, after: bool) -> bool:
    return text.startswith(part) if after else text == part


def _keywords(wanted: Sequence[object], modifiers: Modifiers) -> Selection:
    """`'|all': [...]`: words that must all stand somewhere in the record."""
    words = [Selection(_keyword(word)) for word in wanted]
    if not words:
        raise SigmaError("a selection is empty")
    return all_of(words) if "all" in modifiers else any_of(words)


def _keyword(word: object) -> Test:
    test = value_test(word, Modifiers(("contains",)))
    return lambda record: test(record)
