"""Rules as a set: what was read, what was not and why, and what our own ones say besides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import cast

from awsobs.analysis.findings.facts import FACTS
from awsobs.languages.sigma.correlations import Correlation, correlation_of
from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.rules import Heading, OtherLogs, SigmaRule, rule_of, text_in, texts_in
from awsobs.languages.sigma.yaml_text import documents_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file, or a rule in it, that is not used, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rules and correlations; `for_other_logs` counts rules that are not for CloudTrail."""

    rules: tuple[SigmaRule, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    for_other_logs: int = 0

    def __add__(self, other: "RuleSet") -> "RuleSet":
        return RuleSet(
            rules=self.rules + other.rules,
            correlations=self.correlations + other.correlations,
            skipped=self.skipped + other.skipped,
            for_other_logs=self.for_other_logs + other.for_other_logs,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnThing:
    """Fields that name the thing a call is about: who made it lately may do this to it.

    `same_client` asks for the user agent that made it as well.
    """

    fields: tuple[str, ...]
    within: timedelta
    same_client: bool


def rules_in(texts: Iterable[tuple[str, str]]) -> RuleSet:
    """The rules of files, each given with its name; what is broken is named, not fatal."""
    rules: list[SigmaRule] = []
    correlations: list[Correlation] = []
    skipped: list[Skipped] = []
    foreign = 0
    for name, text in texts:
        try:
            documents = documents_of(text)
        except SigmaError as error:
            skipped.append(Skipped(file=name, why=str(error)))
            continue
        for document in documents:
            try:
                if "correlation" in document:
                    correlations.append(correlation_of(document))
                else:
                    rules.append(rule_of(document, FACTS))
            except OtherLogs:
                foreign += 1
            except SigmaError as error:
                skipped.append(Skipped(file=name, why=f"{_called(document)}{error}"))
    known = {key for rule in rules for key in _names(rule.heading)}
    whole = [one for one in correlations if known.issuperset(one.rules)]
    skipped += [_incomplete(one, known) for one in correlations if one not in whole]
    return RuleSet(
        rules=tuple(rules),
        correlations=tuple(whole),
        skipped=tuple(skipped),
        for_other_logs=foreign,
    )


@cache
def own_rules() -> RuleSet:
    """The rules that come with the program."""
    folder = files("awsobs.analysis.findings") / "rules"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yml"))
    return rules_in((name, (folder / name).read_text("utf-8")) for name in names)


def own_thing_of(heading: Heading) -> OwnThing | None:
    """What the rule says of things that the principal itself has just made."""
    said = heading.extras.get("own")
    if not isinstance(said, dict):
        return None
    own = cast("Mapping[str, object]", said)
    hours = own.get("hours")
    return OwnThing(
        fields=texts_in(own, "field"),
        within=timedelta(hours=hours if isinstance(hours, int) else 24),
        same_client=own.get("client") != "any",
    )


def why_of(heading: Heading) -> str:
    """Why a finding matters; a rule of others tells it in its description."""
    return text_in(heading.extras, "why") or heading.description


def next_steps_of(heading: Heading) -> tuple[str, ...]:
    """What to look at next."""
    return texts_in(heading.extras, "next")


def _names(heading: Heading) -> tuple[str, ...]:
    return tuple(name for name in (heading.name, heading.id) if name)


def _called(document: Mapping[str, object]) -> str:
    title = text_in(document, "title")
    return f"{title}: " if title else ""


def _incomplete(correlation: Correlation, known: set[str]) -> Skipped:
    missing = next(name for name in correlation.rules if name not in known)
    return Skipped(file=correlation.heading.title, why=f"its rule {missing} is not there")
