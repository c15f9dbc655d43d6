"""Finding metrics by words: in namespace, name and dimensions, of tens of thousands at once."""

import re
from collections.abc import Iterable

from awsobs.analysis.metric_catalogue import NARROWED_BY, rank_of
from awsobs.domain.metrics import MetricKey


class MetricSearch:
    """Some metrics with the texts that words are looked for in, those of a resource together."""

    def __init__(self, metrics: Iterable[MetricKey]) -> None:
        self._known = [(searched(metric), metric) for metric in sorted(metrics, key=_order)]

    def __len__(self) -> int:
        return len(self._known)

    def found(self, typed: str) -> list[MetricKey]:
        """What has all words; where nothing has, letters in their order are enough."""
        words = typed.lower().split()
        fitting = [one for text, one in self._known if all(word in text for word in words)]
        if not fitting and words:
            # [^x]* before each letter cannot be matched in more than one way
            parts = (f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in "".join(words))
            letters = re.compile("".join(parts))
            fitting = [one for text, one in self._known if letters.match(text)]
        return fitting


def searched(metric: MetricKey) -> str:
    """The text that words are looked for in."""
    values = " ".join(f"{name}={value}" for name, value in metric.dimensions)
    return f"{metric.namespace} {metric.name} {values}".lower()


def _order(metric: MetricKey) -> tuple[str, bool, tuple[tuple[str, str], ...], int, str]:
    """By resource, whole ones before parts of them, errors before the rest."""
    known = NARROWED_BY.get(metric.namespace)
    names = {name for name, _ in metric.dimensions}
    is_part = known is not None and not names <= set(known)
    return metric.namespace, is_part, metric.dimensions, rank_of(metric), metric.name
