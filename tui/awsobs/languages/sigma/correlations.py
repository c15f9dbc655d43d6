"""Sigma's correlations: so many hits, so many different values, or several rules, in a time."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.rules import Heading, heading_of, texts_in

_SPAN = re.compile(r"(\d{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=7)
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}
TYPES = ("event_count", "value_count", "temporal", "temporal_ordered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """What must come together within `timespan`, for equal values of `group_by`.

    `limits` are the comparisons that the count must pass; `field` is whose values are counted.
    `generates` says whether the rules it names are reported by themselves as well.
    """

    heading: Heading
    type: str
    rules: tuple[str, ...]
    group_by: tuple[str, ...]
    timespan: timedelta
    limits: tuple[tuple[str, int], ...] = ()
    fields: tuple[str, ...] = ()
    generates: bool = False

    def is_passed_by(self, count: int) -> bool:
        """Whether a count is one that the rule looks for."""
        return all(_COMPARISONS[name](count, limit) for name, limit in self.limits)


def correlation_of(document: Mapping[str, object]) -> Correlation:
    """A correlation; its rules may stand anywhere in the set.

    Raises:
        SigmaError: it is not understood.
    """
    body = document.get("correlation")
    if not isinstance(body, dict):
        raise SigmaError("the correlation is empty")
    said = cast("Mapping[str, object]", body)
    kind = said.get("type")
    if kind not in TYPES:
        raise SigmaError(f"a correlation is one of {', '.join(TYPES)}")
    rules = texts_in(said, "rules")
    if not rules:
        raise SigmaError("the correlation names no rules")
    if "aliases" in said:
        raise SigmaError("aliases of fields are not known here")
    limits, fields = _condition(said.get("condition"), str(kind))
    return Correlation(
        heading=heading_of(document),
        type=str(kind),
        rules=rules,
        group_by=texts_in(said, "group-by"),
        timespan=_span(said.get("timespan")),
        limits=limits,
        fields=fields,
        generates=bool(said.get("generate")),
    )


def _span(value: object) -> timedelta:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise SigmaError("the timespan wants a number with s, m, h or d, such as 10m")
    span = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not timedelta() < span <= _LONGEST:
        raise SigmaError("the timespan may be up to 7d")
    return span


def _condition(value: object, kind: str) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    if kind.startswith("temporal") and value is None:
        return (), ()
    if not isinstance(value, dict):
        raise SigmaError("the correlation has no condition")
    said = cast("dict[str, object]", value)
    fields = texts_in(said, "field")
    unknown = said.keys() - _COMPARISONS.keys() - {"field"}
    limits = tuple((name, said[name]) for name in _COMPARISONS if name in said)
    if unknown or not limits or any(type(limit) is not int for _, limit in limits):
        raise SigmaError("the condition wants gte, gt, lte, lt, eq or neq with a number")
    if kind == "value_count" and not fields:
        raise SigmaError("a value_count wants the field whose values it counts")
    return cast("tuple[tuple[str, int], ...]", limits), fields
