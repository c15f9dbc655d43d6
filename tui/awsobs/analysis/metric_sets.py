"""Metrics by resource: of each its rate, its errors, its latency and its use."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from awsobs.analysis.metric_catalogue import CATALOGUE, NARROWED_BY, SERVING, rank_of
from awsobs.analysis.metric_queries import query_of
from awsobs.domain.metrics import MetricKey, SeriesQuery

KINDS = {2: "rate", 0: "errors", 1: "latency", 3: "use"}
"""What is told of a resource, by the rank of the metrics that tell it."""

_PARTS = frozenset({"Operation"})
"""Dimensions that stand for a part of a resource which has metrics of its own too."""

_PLACES = {key: place for place, key in enumerate(CATALOGUE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceSet:
    """One resource with at most one metric of each kind; `is_firing` if an alarm on it is."""

    namespace: str
    name: str
    metrics: Mapping[int, MetricKey]
    is_firing: bool = False

    @property
    def key(self) -> str:
        """What stays the same over refreshes."""
        return f"{self.namespace} {self.name}"

    def queries(self, prefix: str) -> list[SeriesQuery]:
        """How to ask for them, with ids that begin alike and end with the rank."""
        return [
            replace(query_of(metric), id=f"{prefix}_{rank}")
            for rank, metric in self.metrics.items()
        ]


def resource_sets(
    listed: Iterable[MetricKey], watched: Collection[MetricKey] = ()
) -> list[ResourceSet]:
    """The resources of what is listed: those whose alarms fire first, then what serves requests.

    Args:
        listed: The account's metrics.
        watched: What the firing alarms are about.
    """
    found: dict[tuple[str, str], dict[int, MetricKey]] = {}
    firing = frozenset(watched)
    for metric in sorted(listed, key=lambda metric: (metric not in firing, *_place(metric))):
        name, rank = _resource(metric), rank_of(metric)
        if name and rank in KINDS:
            found.setdefault((metric.namespace, name), {}).setdefault(rank, metric)
    sets = [
        ResourceSet(
            namespace=namespace,
            name=name,
            metrics=metrics,
            is_firing=any(metric in firing for metric in metrics.values()),
        )
        for (namespace, name), metrics in found.items()
    ]
    return sorted(sets, key=_order)


def _place(metric: MetricKey) -> tuple[int, int, MetricKey]:
    """Metrics that are known first, as the catalogue has them, of wholes before those of parts."""
    place = _PLACES.get((metric.namespace, metric.name), len(_PLACES))
    return place, len(metric.dimensions), metric


def _resource(metric: MetricKey) -> str:
    """The name of what a metric is about; empty where it is about all, or about no such part."""
    known = NARROWED_BY.get(metric.namespace)
    values = dict(metric.dimensions)
    if known is None:
        return "/".join(values.values())
    if (
        not values
        or not values.keys() <= set(known)
        or (metric.namespace, metric.name) not in (CATALOGUE)
    ):
        return ""
    whole = [values[name] for name in known if name in values and name not in _PARTS]
    return "/".join(_short(metric.namespace, value) for value in whole)


def _short(namespace: str, value: str) -> str:
    """What people call it: the last part of an ARN, a balancer without its kind and id."""
    parts = value.rpartition(":")[2].split("/")
    return parts[1] if namespace.endswith("ELB") and len(parts) == 3 else parts[-1]


def _order(one: ResourceSet) -> tuple[bool, int, str, str]:
    is_serving = one.namespace in SERVING
    place = SERVING.index(one.namespace) if is_serving else len(SERVING)
    return not one.is_firing, place, one.namespace, one.name
