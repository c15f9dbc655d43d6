"""Choosing metrics: what is offered, what fits a text, and what of it is chosen."""

from collections.abc import Sequence

from awsobs.analysis.metric_search import MetricSearch
from awsobs.domain.metrics import MetricKey

MOST_SHOWN = 300


class MetricChoice:
    """What is offered, and what of it is chosen so far."""

    def __init__(self) -> None:
        self._search = MetricSearch(())
        self._chosen: dict[MetricKey, None] = {}

    def __len__(self) -> int:
        return len(self._search)

    def __contains__(self, metric: MetricKey) -> bool:
        return metric in self._chosen

    @property
    def chosen(self) -> tuple[MetricKey, ...]:
        """In the order that they were chosen in."""
        return tuple(self._chosen)

    def offer(self, metrics: Sequence[MetricKey]) -> None:
        """Offer these, those of one resource beside each other."""
        self._search = MetricSearch(metrics)

    def toggle(self, metric: MetricKey) -> None:
        """Choose a metric, or do not."""
        if metric in self._chosen:
            del self._chosen[metric]
        else:
            self._chosen[metric] = None

    def found(self, typed: str) -> tuple[list[MetricKey], int]:
        """The first of what fits a text, and how many there are."""
        fitting = self._search.found(typed)
        return fitting[:MOST_SHOWN], len(fitting)
