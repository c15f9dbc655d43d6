"""Findings that the user does not want to be told, each with the reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from awsobs.domain.findings import Finding, Suppression


def with_reasons(
    findings: Iterable[Finding], suppressions: Sequence[Suppression]
) -> Iterator[Finding]:
    """The same findings; those that a suppression fits carry its reason."""
    for finding in findings:
        fitting = (one.reason for one in suppressions if _fits(one, finding))
        reason = next(fitting, "")
        yield replace(finding, hushed=reason) if reason else finding


def _fits(suppression: Suppression, finding: Finding) -> bool:
    """What happened after the date of a suppression is told again."""
    if suppression.until is not None and finding.last > suppression.until:
        return False
    things = finding.resources or ("",)
    return (
        _is_like(suppression.rule, finding.rule)
        and _is_like(suppression.principal, finding.who)
        and all(_is_like(suppression.resource, thing) for thing in things)
    )


def _is_like(pattern: str, text: str) -> bool:
    return not pattern or fnmatchcase(text.lower(), pattern.lower())
