"""Percentiles of a node's or an edge's times."""

from awsobs.domain.service_graph import Statistics

ENOUGH = 20
"""Below so many requests a mean says more than a percentile."""


def percentile(statistics: Statistics, share: float) -> float | None:
    """The first time, in seconds, that this share (0..1) of the requests does not exceed."""
    total = sum(statistics.histogram.values())
    reached = 0
    for seconds, number in sorted(statistics.histogram.items()):
        reached += number
        if reached >= share * total:
            return seconds
    return None
