"""Rules as the detector runs them: what each wants of a record that it selects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awsobs.analysis.findings.facts import FACTS, principal_of
from awsobs.analysis.findings.hits import Hit
from awsobs.analysis.findings.rule_sets import OwnThing, RuleSet, own_thing_of
from awsobs.analysis.findings.told import told_of
from awsobs.languages.sigma.correlations import Correlation
from awsobs.languages.sigma.fields import Values, text_of, values_of
from awsobs.languages.sigma.rules import Heading, SigmaRule
from awsobs.languages.sigma.selections import Test

Getters = tuple[Values, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule; `at` is its place in the set.

    `groups` and `counted` get what each of the `correlations` over it wants to know.
    """

    at: int
    test: Test
    names: frozenset[str] | None
    heading: Heading
    own: OwnThing | None
    things: Getters
    correlations: tuple[Correlation, ...]
    groups: tuple[Getters, ...]
    counted: tuple[Getters, ...]

    @property
    def is_told(self) -> bool:
        """Whether its hits are findings by themselves."""
        return all(one.generates for one in self.correlations)


def watches_of(rules: RuleSet) -> list[Watch]:
    """Every rule of the set."""
    return [_watch(at, rule, rules.correlations) for at, rule in enumerate(rules.rules)]


def by_name(watches: Sequence[Watch]) -> dict[str, tuple[Watch, ...]]:
    """The rules that want events of certain names, by those names in lower case."""
    index: dict[str, tuple[Watch, ...]] = {}
    for watch in watches:
        for name in watch.names or ():
            index[name] = (*index.get(name, ()), watch)
    return index


def hit_of(watch: Watch, record: Mapping[str, Any], time: datetime, who: str) -> Hit:
    """What is kept of a record that the rule selects."""
    return Hit(
        time=time,
        principal=principal_of(record),
        who=who,
        told=told_of(record),
        things=_said(record, watch.things),
        groups=tuple(tuple(_joined(record, get) for get in one) for one in watch.groups),
        counted=tuple(_said(record, one) for one in watch.counted),
    )


def place_in(correlation: Correlation, heading: Heading) -> int:
    """Which of the rules of a correlation this is."""
    names = correlation.rules
    return names.index(heading.name if heading.name in names else heading.id)


def _watch(at: int, rule: SigmaRule, correlations: Iterable[Correlation]) -> Watch:
    heading = rule.heading
    named = {heading.name, heading.id} - {""}
    using = tuple(one for one in correlations if named.intersection(one.rules))
    own = own_thing_of(heading)
    return Watch(
        at=at,
        test=rule.selection.test,
        names=rule.selection.names,
        heading=heading,
        own=own,
        things=_getters(own.fields) if own else (),
        correlations=using,
        groups=tuple(_getters(one.group_by) for one in using),
        counted=tuple(_getters(one.fields) for one in using),
    )


def _getters(fields: Iterable[str]) -> Getters:
    return tuple(values_of(field, FACTS) for field in fields)


def _said(record: Mapping[str, Any], getters: Getters) -> tuple[str, ...]:
    return tuple(text_of(value) for get in getters for value in get(record))


def _joined(record: Mapping[str, Any], get: Values) -> str:
    return ",".join(text_of(value) for value in get(record))
