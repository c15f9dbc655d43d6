"""Sigma's rules and correlations as records, from the maps that YAML gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.languages.sigma.conditions import condition_of
from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.fields import Derived
from awsobs.languages.sigma.selections import Selection, any_of, selection_of

LEVELS = ("informational", "low", "medium", "high", "critical")

_TECHNIQUE = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.I)
_NOT_SELECTIONS = ("condition", "timeframe")


class OtherLogs(SigmaError):
    """The rule is for logs of something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a rule says of itself.

    `key` is its name, or its id where it has none. `extras` is what stands under `awsobs`.
    """

    id: str
    name: str
    title: str
    level: str
    description: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    extras: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def key(self) -> str:
        return self.name or self.id or self.title

    @property
    def techniques(self) -> tuple[str, ...]:
        """MITRE's numbers of what the rule finds."""
        found = (_TECHNIQUE.fullmatch(tag) for tag in self.tags)
        return tuple(match[1].upper() for match in found if match)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmaRule:
    """A rule over single records."""

    heading: Heading
    selection: Selection


def rule_of(document: Mapping[str, object], derived: Derived) -> SigmaRule:
    """A rule, compiled.

    Raises:
        OtherLogs: it is not for CloudTrail.
        SigmaError: it is not understood.
    """
    heading = heading_of(document)
    source = _map(document, "logsource")
    product, service = (_lower(source.get(key)) for key in ("product", "service"))
    if product != "aws" or service not in ("", "cloudtrail"):
        raise OtherLogs(f"is for {product or 'any'} {service or 'logs'}, not for CloudTrail")
    detection = _map(document, "detection")
    selections = {
        name: selection_of(body, derived)
        for name, body in detection.items()
        if name not in _NOT_SELECTIONS
    }
    asked = detection.get("condition")
    texts = cast("list[object]", asked) if isinstance(asked, list) else [asked]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise SigmaError("the condition is missing")
    conditions = [condition_of(str(text), selections) for text in texts]
    return SigmaRule(heading=heading, selection=any_of(conditions))


def heading_of(document: Mapping[str, object]) -> Heading:
    """What every rule says of itself.

    Raises:
        SigmaError: it has no title, or a level that there is not.
    """
    title = text_in(document, "title")
    if not title:
        raise SigmaError("the rule has no title")
    level = _lower(document.get("level")) or "medium"
    if level not in LEVELS:
        raise SigmaError(f"the level {safe_name(level)} is not one of {', '.join(LEVELS)}")
    extras = document.get("awsobs")
    return Heading(
        id=text_in(document, "id"),
        name=text_in(document, "name"),
        title=title,
        level=level,
        description=text_in(document, "description"),
        author=text_in(document, "author"),
        tags=texts_in(document, "tags"),
        extras=cast("Mapping[str, object]", extras) if isinstance(extras, dict) else {},
    )


def text_in(document: Mapping[str, object], key: str) -> str:
    """A text of a map, fit to be shown; empty where there is none."""
    value = document.get(key)
    return " ".join(safe_text(value).split()) if isinstance(value, str) else ""


def texts_in(document: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The texts of a list; a single text counts as a list of one."""
    value = document.get(key)
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return tuple(" ".join(safe_text(item).split()) for item in items if isinstance(item, str))


def _map(document: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = document.get(key)
    if not isinstance(value, dict):
        raise SigmaError(f"the rule has no {key}")
    return {str(name): body for name, body in cast("dict[object, object]", value).items()}


def _lower(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""
