"""Who, what, where, service and outcome of many events, counted, and the filter of a choice."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import quoted

Value = tuple[str, str]
"""A field and its value, as `("user", "alice")`."""

SUCCESS = "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one field, the most frequent first; `more` counts those left out."""

    field: str
    title: str
    values: tuple[tuple[str, int], ...]
    more: int


_OF: Mapping[str, tuple[str, Callable[[TrailEvent], str]]] = {
    "user": ("WHO", lambda event: event.who),
    "event": ("WHAT", lambda event: event.name),
    "ip": ("WHERE", lambda event: event.where),
    "source": ("SERVICE", lambda event: event.source),
    "error": ("OUTCOME", lambda event: event.error_code or SUCCESS),
}
"""Fields by the names that a filter has for them."""


def facets_of(
    events: Sequence[TrailEvent], chosen: Collection[Value] = (), most: int = 8
) -> list[Facet]:
    """What is counted of a field follows what is chosen of the others."""
    by_field = _by_field(chosen)
    return [_facet(field, events, by_field, most) for field in _OF]


def filter_text(chosen: Collection[Value], beside: str = "") -> str:
    """A filter for all that is chosen: values of one field are alternatives.

    `beside` is a filter that must hold as well.
    """
    parts = [f"({beside})" if beside and chosen else beside] if beside else []
    for field, values in _by_field(chosen).items():
        terms = [_term(field, value) for value in values]
        parts.append(terms[0] if len(terms) == 1 else f"({' | '.join(terms)})")
    return " ".join(parts)


def _by_field(chosen: Collection[Value]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, value in sorted(chosen):
        found.setdefault(field, []).append(value)
    return found


def _facet(
    field: str, events: Sequence[TrailEvent], by_field: Mapping[str, Sequence[str]], most: int
) -> Facet:
    title, value_of = _OF[field]
    asked = [(_OF[other][1], values) for other, values in by_field.items() if other != field]
    counts = Counter(
        value_of(event)
        for event in events
        if all(other_of(event) in values for other_of, values in asked)
    )
    for value in by_field.get(field, ()):
        counts.setdefault(value, 0)
    shown = _shown(counts, by_field.get(field, ()), most)
    return Facet(field=field, title=title, values=shown, more=len(counts) - len(shown))


def _shown(
    counts: Mapping[str, int], chosen: Collection[str], most: int
) -> tuple[tuple[str, int], ...]:
    """The most frequent, and what is chosen however seldom it is; equals by their names."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair for place, pair in enumerate(ranked) if place < most or pair[0] in chosen)


def _term(field: str, value: str) -> str:
    if field == "error" and value == SUCCESS:
        return "!error:*"
    return f"{field}={quoted(value)}"
