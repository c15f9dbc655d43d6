"""Hits of rules: the little of each record that a finding is made of, in bounded memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_HITS = 100_000

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record that a rule selects.

    `told` is the part of the record that may be told, `things` are what it is about, as far as
    the rule asks whose they are. `groups` are the values of the fields that each correlation
    over the rule groups by, `counted` the values it counts.
    """

    time: datetime
    principal: str
    who: str
    told: Mapping[str, Any]
    things: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    counted: tuple[Group, ...] = ()

    @property
    def order(self) -> tuple[datetime, str]:
        """Where it stands among others; CloudTrail knows no parts of seconds."""
        return self.time, self.said("eventID")

    def said(self, key: str) -> str:
        """A text of the record as it came; empty where there is none."""
        value = self.told.get(key)
        return value if isinstance(value, str) else ""


class Hits:
    """The hits of each rule, each record once; past the limit the oldest are forgotten."""

    def __init__(self, limit: int = MOST_HITS) -> None:
        self._by_rule: dict[int, list[Hit]] = {}
        self._seen: set[tuple[int, int]] = set()
        self._limit = limit
        self._total = 0
        self.forgotten = 0

    def is_new(self, rule: int, digest: int) -> bool:
        """Whether this record was not yet a hit of the rule; from now on it was."""
        key = (rule, digest)
        if key in self._seen:
            return False
        if len(self._seen) > 4 * self._limit:
            self._seen.clear()
        self._seen.add(key)
        return True

    def add(self, rule: int, hit: Hit) -> None:
        """Keep a hit."""
        self._by_rule.setdefault(rule, []).append(hit)
        self._total += 1
        if self._total > self._limit:
            self._make_room()

    def of(self, rule: int) -> list[Hit]:
        """The hits of a rule, oldest first."""
        return sorted(self._by_rule.get(rule, ()), key=lambda hit: hit.order)

    def _make_room(self) -> None:
        """Halve the hits of the rule that has most: others stay whole."""
        rule = max(self._by_rule, key=lambda one: len(self._by_rule[one]))
        ordered = self.of(rule)
        dropped = (len(ordered) + 1) // 2
        self._by_rule[rule] = ordered[dropped:]
        self._total -= dropped
        self.forgotten += dropped


def digest_of(record: Mapping[str, Any]) -> int:
    """A number for a record: CloudTrail may deliver one twice, and ids are not always unique."""
    said = (record.get(key) for key in ("eventID", "eventTime", "eventName", "requestID"))
    return hash((*map(str, said), repr(record.get("requestParameters"))))
