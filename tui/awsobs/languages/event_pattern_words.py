"""Event patterns in words, and why one does not match: the first field that is not as wanted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from awsobs.languages.event_pattern import EventPatternError, parse

_ABSENT: Final = object()
_MOST_VALUES = 3
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A field of an event that a pattern wants otherwise; `had` is None where there is none."""

    path: str
    wanted: str
    had: str | None


def pattern_words(text: str) -> str:
    """A pattern shortly: `source aws.lambda · eventName Update*`.

    Raises:
        EventPatternError: it is no pattern.
    """
    parse(text)
    return " · ".join(_words(json.loads(text)))


def first_mismatch(text: str, event: Mapping[str, Any]) -> Mismatch | None:
    """What keeps a pattern from matching an event; None where it matches.

    Raises:
        EventPatternError: it is no pattern.
    """
    if parse(text).matches(event):
        return None
    return _mismatch(json.loads(text), event, ())


def _mismatch(
    pattern: Mapping[str, Any], event: Mapping[str, Any], path: tuple[str, ...]
) -> Mismatch | None:
    for name, wanted in pattern.items():
        if parse(json.dumps({name: wanted})).matches(event):
            continue
        had, here = event.get(name, _ABSENT), (*path, name)
        inner, inside = _object(wanted), _object(had)
        if inner is not None and inside is not None:
            return _mismatch(inner, inside, here)
        return Mismatch(
            path=".".join(here),
            wanted=_wanted(name, wanted),
            had=None if had is _ABSENT or _is_choice(name, wanted) else _value(had),
        )
    raise EventPatternError("its fields match one by one, but not together")


def _object(value: object) -> Mapping[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _wanted(name: str, wanted: object) -> str:
    if _is_choice(name, wanted):
        return _choice(cast("list[object]", wanted))
    if isinstance(wanted, dict):
        return _cut(" · ".join(_words(cast("dict[str, Any]", wanted))))
    return _tests(cast("list[object]", wanted))


def _words(pattern: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in pattern.items():
        if _is_choice(name, wanted):
            yield _choice(wanted)
        elif isinstance(wanted, dict):
            yield from _inner(name, cast("dict[str, Any]", wanted))
        else:
            yield f"{name} {_tests(cast('list[object]', wanted))}"


def _inner(name: str, wanted: Mapping[str, Any]) -> Iterator[str]:
    """The fields inside one: by their own names in `detail`, by their paths deeper."""
    prefix = "" if name == "detail" else f"{name}."
    for words in _words(wanted):
        yield words if words.startswith("(") else f"{prefix}{words}"


def _is_choice(name: str, wanted: object) -> bool:
    if name != "$or" or not isinstance(wanted, list):
        return False
    offered = cast("list[object]", wanted)
    return len(offered) > 1 and all(isinstance(each, dict) for each in offered)


def _choice(wanted: list[object]) -> str:
    each = [" · ".join(_words(cast("dict[str, Any]", one))) for one in wanted]
    return f"({_cut(' or '.join(each))})"


def _tests(tests: list[object]) -> str:
    shown = ", ".join(map(_test, tests[:_MOST_VALUES]))
    return shown if len(tests) <= _MOST_VALUES else f"{shown} +{len(tests) - _MOST_VALUES}"


def _test(test: object) -> str:
    if not isinstance(test, dict):
        return _value(test)
    ((operator, operand),) = cast("dict[str, Any]", test).items()
    match operator:
        case "prefix":
            return f"{_folded(operand)}*"
        case "suffix":
            return f"*{_folded(operand)}"
        case "equals-ignore-case":
            return f"~{_value(operand)}"
        case "anything-but":
            return f"not {_but(operand)}"
        case "exists":
            return "present" if operand else "absent"
        case "numeric":
            pairs = zip(operand[::2], operand[1::2], strict=True)
            return " and ".join(f"{order} {limit}" for order, limit in pairs)
        case "cidr":
            return f"in {operand}"
        case _:
            return _value(operand)


def _folded(operand: object) -> str:
    """A text, marked where its case does not matter."""
    if isinstance(operand, dict):
        return f"~{_value(cast('dict[str, Any]', operand).get('equals-ignore-case'))}"
    return _value(operand)


def _but(operand: object) -> str:
    if isinstance(operand, dict):
        ((operator, inner),) = cast("dict[str, object]", operand).items()
        return _tests([{operator: one} for one in _listed(inner)])
    return _tests(_listed(operand))


def _listed(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _value(value: object) -> str:
    return _cut(value if isinstance(value, str) else json.dumps(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
