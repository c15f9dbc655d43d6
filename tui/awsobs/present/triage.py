"""A triage in words: for people on a terminal, and as Markdown for a ticket."""

from collections.abc import Iterator, Sequence

from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.domain.alarms import Alarm
from awsobs.domain.safe_text import safe_text
from awsobs.domain.situation import Suspect
from awsobs.domain.triage import Impact, Verdict
from awsobs.present.change_words import words_of
from awsobs.present.numbers import percent

_MOST = 5
NO_SUSPECT = "no change before it is tied to what fails"
NO_ROOT = "no node of the map fails by itself"


def triage_lines(
    verdict: Verdict, anchor: Alarm | None, patterns: Sequence[PatternCount], looked: str
) -> Iterator[tuple[str, str]]:
    """(heading, line) pairs in reading order; the words are safe to show."""
    if anchor is not None and anchor.since is not None:
        yield "alarm", f"{anchor.name} in ALARM since {anchor.since:%Y-%m-%d %H:%M:%S}Z"
        if anchor.reason:
            yield "alarm", anchor.reason
    failure = verdict.first_failure
    if failure is not None:
        at = f"{failure.at:%H:%M:%S}Z"
        yield "first failure", f"{at} {failure.source} {failure.entity}: {failure.text}"
    yield "impact", impact_words(verdict.impact)
    yield from (("suspected changes", line) for line in _suspects(verdict.suspects))
    yield from (("root service", line) for line in _roots(verdict))
    for share in verdict.victims[:_MOST]:
        yield "suffers with it", f"{share.key.name} {percent(share.total)}"
    telling = [one for one in patterns if one.change is not Change.SAME]
    for pattern in telling[:_MOST]:
        yield "log patterns", f"{pattern.change.value} {pattern.now:,} × {pattern.template}"
    yield "looked at", looked


def _suspects(suspects: Sequence[Suspect]) -> Iterator[str]:
    if not suspects:
        yield NO_SUSPECT
    for place, suspect in enumerate(suspects[:_MOST], 1):
        yield f"{place}. {suspect_words(suspect)}"
        yield from (f"   {reason}" for reason in reasons_of(suspect))


def _roots(verdict: Verdict) -> Iterator[str]:
    if not verdict.roots:
        yield NO_ROOT
    for root in verdict.roots[:_MOST]:
        yield f"{root.key.name}: {'; '.join(root.reasons)}"


def suspect_words(suspect: Suspect) -> str:
    """`UpdateFunctionConfiguration payments  timeout 10 → 2 s  by ci-deploy from 203.0.113.9`."""
    event = suspect.event
    changes = ", ".join(words_of(change).sentence(" → ") for change in suspect.changes[:3])
    told = [f"{event.time:%H:%M:%S}Z", event.name, suspect.resource, changes]
    words = "  ".join(part for part in told if part)
    return f"{words}  by {event.who} from {event.where}  ({event.id})"


def reasons_of(suspect: Suspect) -> list[str]:
    """Each term of the score with its points."""
    return [f"{points:+.1f} {why}" for why, points in suspect.terms]


def impact_words(impact: Impact) -> str:
    """Who notices, in a sentence."""
    if not impact.services:
        return "no service of the map fails"
    named = ", ".join(impact.services)
    if impact.fault_share is None:
        return f"{named} fail"
    of = f" of {impact.requests:,} traced requests" if impact.requests else " of its requests"
    return f"{named}: {percent(impact.fault_share)}{of} fail"


def markdown(title: str, lines: Iterator[tuple[str, str]]) -> Iterator[str]:
    """The lines as a document; what they say is text, whatever it looks like."""
    yield f"# {_escaped(title)}"
    before = ""
    for heading, line in lines:
        if heading != before:
            yield ""
            yield f"## {heading.capitalize()}"
            yield ""
            before = heading
        indent = "  " if line.startswith("   ") else ""
        yield f"{indent}- {_escaped(line.strip())}"


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in safe_text(text))
