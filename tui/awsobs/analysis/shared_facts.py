"""What do failing requests share that others do not.

A fact is ranked by the difference between its share among the requests that fail and its share
among those that do not. It must hold for several failing requests, and be too frequent there for
chance: in less than one of a thousand cases (the G test of two shares, against 10.83).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from awsobs.analysis.likelihood import SIGNIFICANT, likelihood
from awsobs.analysis.request_facts import Fact

SUPPORT = 3
"""A fact of fewer failing requests says nothing."""

SUPPORT_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request with its facts, and whether it is one of those that are asked about."""

    fails: bool
    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFact:
    """A fact with how many failing and other requests it holds for, of how many of each."""

    name: str
    value: str
    failing: int
    of_failing: int
    others: int
    of_others: int

    @property
    def share(self) -> float:
        """Its share 0..1 among failing requests."""
        return self.failing / self.of_failing if self.of_failing else 0.0

    @property
    def other_share(self) -> float:
        """Its share 0..1 among the other requests."""
        return self.others / self.of_others if self.of_others else 0.0

    @property
    def difference(self) -> float:
        """How much more of the failing requests have it."""
        return self.share - self.other_share


def shared_facts(requests: Iterable[Request]) -> tuple[SharedFact, ...]:
    """The facts that tell failing requests from others, the most telling first."""
    failing: Counter[Fact] = Counter()
    others: Counter[Fact] = Counter()
    of_failing = of_others = 0
    for request in requests:
        (failing if request.fails else others).update(request.facts)
        of_failing += request.fails
        of_others += not request.fails
    least = max(SUPPORT, SUPPORT_SHARE * of_failing)
    found = [
        SharedFact(
            name=name,
            value=value,
            failing=count,
            of_failing=of_failing,
            others=others[name, value],
            of_others=of_others,
        )
        for (name, value), count in failing.items()
        if count >= least
    ]
    return ranked_facts(fact for fact in found if _is_telling(fact))


def ranked_facts(facts: Iterable[SharedFact]) -> tuple[SharedFact, ...]:
    """Facts by how much they tell; of those that tell alike the more frequent first."""
    return tuple(sorted(facts, key=lambda f: (-f.difference, -f.failing, f.name, f.value)))


def _is_telling(fact: SharedFact) -> bool:
    counts = (fact.failing, fact.of_failing, fact.others, fact.of_others)
    return fact.difference > 0 and likelihood(*counts) >= SIGNIFICANT
