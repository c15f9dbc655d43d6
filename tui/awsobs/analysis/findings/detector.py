"""Records in, findings out: rules by the names of events, hits folded when somebody looks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from awsobs.analysis.findings.bursts import bursts_in
from awsobs.analysis.findings.creations import Creations, makes_something
from awsobs.analysis.findings.folding import folded
from awsobs.analysis.findings.hits import MOST_HITS, Hit, Hits, digest_of
from awsobs.analysis.findings.rule_sets import RuleSet
from awsobs.analysis.findings.suppressing import with_reasons
from awsobs.analysis.findings.told import Names, moment_of
from awsobs.analysis.findings.watches import Watch, by_name, hit_of, place_in, watches_of
from awsobs.domain.findings import Finding, Suppression
from awsobs.domain.trail import TrailEvent

_MOST_NAMES = 20_000


class Detector:
    """Feeds records to rules, in any order, and keeps only what findings are made of.

    It is not for several threads at once. `records` counts what was fed, `broken` what a rule
    selected but what does not say what happened when, or nests without a bottom.
    """

    def __init__(
        self,
        rules: RuleSet,
        suppressions: Sequence[Suppression] = (),
        most_hits: int = MOST_HITS,
    ) -> None:
        self._suppressions = tuple(suppressions)
        self._correlations = rules.correlations
        self._watches = watches_of(rules)
        self._always = tuple(watch for watch in self._watches if watch.names is None)
        self._indexed = by_name(self._watches)
        self._chosen: dict[str, tuple[Watch, ...]] = {}
        self._hits = Hits(most_hits)
        self._creations = Creations()
        self._names = Names()
        self._found: tuple[Finding, ...] | None = ()
        self.records = 0
        self.broken = 0

    @property
    def forgotten(self) -> int:
        """Hits that were dropped, since there were too many."""
        return self._hits.forgotten

    def add(self, record: Mapping[str, Any]) -> None:
        """Run the rules over one record of CloudTrail."""
        self.records += 1
        name = record.get("eventName")
        for watch in self._watching(name):
            if watch.test(record):
                self._hit(watch, record)
        if makes_something(name) and not record.get("errorCode"):
            self._creations.add(record)
            self._found = None  # what was told may prove to be its maker's own

    def add_event(self, event: TrailEvent) -> None:
        """Run the rules over the record of an event that the console has."""
        self.add(event.record)

    def findings(self) -> tuple[Finding, ...]:
        """What was found, the worst and newest first; also what the user hushed."""
        if self._found is None:
            found = [*self._single(), *self._together()]
            told = with_reasons(found, self._suppressions)
            self._found = tuple(sorted(told, key=_rank))
        return self._found

    def _watching(self, name: object) -> tuple[Watch, ...]:
        if not isinstance(name, str):
            return self._always
        known = self._chosen.get(name)
        if known is None:
            known = (*self._indexed.get(name.lower(), ()), *self._always)
            if len(self._chosen) < _MOST_NAMES:
                self._chosen[name] = known
        return known

    def _hit(self, watch: Watch, record: Mapping[str, Any]) -> None:
        try:
            if not self._hits.is_new(watch.at, digest_of(record)):
                return
            who = self._names.of(record)
        except RecursionError:
            self.broken += 1  # nested without a bottom, which no service does
            return
        time = moment_of(record)
        if time is None:
            self.broken += 1
            return
        self._hits.add(watch.at, hit_of(watch, record, time, who))
        self._found = None

    def _kept(self, watch: Watch) -> list[Hit]:
        """The hits of a rule without what its principal did to its own things."""
        hits, own = self._hits.of(watch.at), watch.own
        if own is None:
            return hits
        return [hit for hit in hits if not self._creations.covers(hit, own)]

    def _single(self) -> Iterator[Finding]:
        for watch in self._watches:
            if watch.is_told:
                yield from folded(watch.heading, self._kept(watch))

    def _together(self) -> Iterator[Finding]:
        for correlation in self._correlations:
            rows = [
                (place_in(correlation, watch.heading), hit, hit.groups[at], hit.counted[at])
                for watch in self._watches
                for at, one in enumerate(watch.correlations)
                if one is correlation
                for hit in self._kept(watch)
            ]
            for run in bursts_in(correlation, rows):
                yield from folded(correlation.heading, run)


def _rank(finding: Finding) -> tuple[int, float, str]:
    return (-finding.weight, -finding.last.timestamp(), finding.rule)
