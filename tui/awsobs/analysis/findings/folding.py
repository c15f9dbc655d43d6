"""Hits of one rule and one principal that lie close together, as one finding."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from awsobs.analysis.findings.hits import Hit
from awsobs.analysis.findings.rule_sets import next_steps_of, why_of
from awsobs.analysis.findings.told import told_event
from awsobs.domain.findings import Finding
from awsobs.domain.safe_text import safe_name
from awsobs.languages.secrets import masked
from awsobs.languages.sigma.rules import Heading

_GAP = timedelta(hours=1)
_READ, _MOST_RESOURCES = 500, 50


def folded(heading: Heading, hits: Iterable[Hit]) -> Iterator[Finding]:
    """A finding for each principal and each stretch without an hour's pause."""
    by_principal: dict[str, list[Hit]] = {}
    for hit in hits:
        by_principal.setdefault(hit.principal, []).append(hit)
    for own in by_principal.values():
        for run in _runs(own):
            yield _finding(heading, run)


def _runs(hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    run: list[Hit] = []
    for hit in hits:
        if run and hit.time - run[-1].time > _GAP:
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def _finding(heading: Heading, run: Sequence[Hit]) -> Finding:
    first = told_event(run[0].told)
    return Finding(
        rule=heading.key,
        title=heading.title,
        severity=heading.level,
        who=run[0].who,
        what=first.name,
        where=first.where,
        region=first.region,
        account=safe_name(run[0].said("recipientAccountId")),
        first=first.time,
        last=run[-1].time,
        event_id=first.id,
        event_ids=tuple(safe_name(hit.said("eventID")) for hit in run),
        calls=_all_of(run, "eventName"),
        addresses=_all_of(run, "sourceIPAddress"),
        resources=_resources(run),
        techniques=heading.techniques,
        why=why_of(heading),
        next_steps=next_steps_of(heading),
        author=heading.author,
        refused=all(hit.told.get("errorCode") for hit in run),
    )


def _all_of(run: Sequence[Hit], key: str) -> tuple[str, ...]:
    texts = dict.fromkeys(hit.said(key) for hit in run)
    return tuple(safe_name(masked(text)) for text in texts if text)


def _resources(run: Sequence[Hit]) -> tuple[str, ...]:
    """What the hits are about, each thing once; of a long burst the first ones."""
    named: dict[str, None] = {}
    for hit in run[:_READ]:
        resources = [thing.name for thing in told_event(hit.told).resources]
        things = resources or [safe_name(masked(thing)) for thing in hit.things]
        named.update(dict.fromkeys(things))
        if len(named) >= _MOST_RESOURCES:
            break
    return tuple(named)[:_MOST_RESOURCES]
