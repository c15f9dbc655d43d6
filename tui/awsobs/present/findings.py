"""Findings as rows of text: how bad, when, what, who and where, why it matters, what next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from awsobs.domain.findings import Finding
from awsobs.present.rows import Row, fitted

SEVERITY_STYLES = {
    "critical": "fault bold",
    "high": "fault",
    "medium": "warning",
    "low": "muted",
    "informational": "faint",
}
_INDENT = "  "
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in a list."""

    key: str
    rows: tuple[Row, ...]
    finding: Finding


def finding_lines(findings: Iterable[Finding], width: int) -> list[FindingLine]:
    """What is told, the worst first, with a blank row after each; what is hushed is left out."""
    return [
        FindingLine(f"{one.rule} {one.event_id}", (*_indented(one, width), ()), one)
        for one in findings
        if not one.hushed
    ]


def _indented(finding: Finding, width: int) -> Iterator[Row]:
    """Cell 0 is the cursor's."""
    for row in finding_rows(finding, width - 3):
        yield fitted(((" ", ""), *row), width)


def nothing_found_row(records: int, width: int) -> Row:
    """What stands where no rule found anything."""
    words = f" no rule finds anything in {records:,} records" if records else " no records yet"
    return fitted(((words, "ok" if records else "muted"),), width)


def finding_rows(finding: Finding, width: int = 0) -> Iterator[Row]:
    """One finding in a few rows; those of a known `width` are wrapped and not cut."""
    style = SEVERITY_STYLES[finding.severity]
    yield ((f"{finding.severity:<8}  ", style), (finding.title, "strong"))
    for words, tone in _paragraphs(finding):
        for line in _lines(words, width - len(_INDENT)) if width else (words,):
            yield ((f"{_INDENT}{line}", tone),)


def _lines(words: str, width: int) -> list[str]:
    """Wrapped between words: names have hyphens too."""
    return wrap(words, max(20, width), break_on_hyphens=False)


def _paragraphs(finding: Finding) -> Iterator[tuple[str, str]]:
    """Each with its style."""
    yield f"{finding.first:%Y-%m-%d %H:%M:%S}Z  {deed_words(finding)}", ""
    if finding.why:
        yield f"Why: {finding.why}", "muted"
    if finding.next_steps:
        yield f"Next: {'; '.join(finding.next_steps)}", "muted"
    if finding.hushed:
        yield f"Hushed: {finding.hushed}", "muted"
    by = f", by {finding.author}" if finding.author else ""
    yield f"Rule: {', '.join((finding.rule, *finding.techniques))}{by}", "muted"


def deed_words(finding: Finding) -> str:
    """Who did what to what, how often, and from where."""
    times = f" x {finding.count:,}" if finding.count > 1 else ""
    refused = ", refused" if finding.refused else ""
    named = tuple(dict.fromkeys(map(_tail, finding.resources)))
    things = f" on {_few(named)}" if named else ""
    place = f" in {finding.region}" if finding.region else ""
    done = f"{_few(finding.calls)}{times}{refused}{things}"
    return f"{finding.who} from {_few(finding.addresses) or '-'}{place}: {done}"


def summary_words(findings: Sequence[Finding], records: int, rules: int) -> str:
    """How many of which severity, in how many records."""
    told = [finding for finding in findings if not finding.hushed]
    counts = [f"{n} {severity}" for severity, n in _counted(told)]
    hushed = len(findings) - len(told)
    shown = f"{len(told):,} findings" if len(told) != 1 else "1 finding"
    parts = f" ({', '.join(counts)})" if counts else ""
    more = f"; {hushed} hushed by your settings" if hushed else ""
    return f"{shown}{parts} in {records:,} records by {rules} rules{more}"


def _counted(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
    return [(severity, counts[severity]) for severity in SEVERITY_STYLES if severity in counts]


def _tail(name: str) -> str:
    """An ARN without its account and region, which the rest of the line tells."""
    return name.split(":", 5)[-1] if name.startswith("arn:") and name.count(":") >= 5 else name


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
