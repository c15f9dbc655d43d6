"""What the record view tells of a node of the map and of a series, in the user's words."""

from awsobs.analysis.percentiles import ENOUGH, percentile
from awsobs.domain.metrics import Series
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.numbers import latency, number, percent

_WORDS = {"ok": "ok", "error": "error 4xx", "throttle": "throttle 429", "fault": "fault 5xx"}


def node_record(node: GraphNode, graph: ServiceGraph) -> dict[str, object]:
    """A service's requests as it saw them, and its calls as their callers saw them."""
    return {
        "name": node.key.name,
        "type": node.key.type or "–",
        "account": node.key.account or "–",
        "seen through": "its callers only" if node.inferred else "its own segments",
        "requests": _requests(node.statistics, graph.minutes),
        "called by": {
            _name(edge.source): _call(edge.statistics)
            for edge in graph.edges
            if edge.target == node.key
        },
        "calls": {
            _name(edge.target): _call(edge.statistics)
            for edge in graph.edges
            if edge.source == node.key
        },
    }


def series_record(series: Series) -> dict[str, object]:
    """A series' metric, and its datapoints with the newest first."""
    query = series.query
    metric = query.metric
    return {
        "label": query.label,
        "namespace": metric.namespace if metric else "–",
        "metric": metric.name if metric else query.expression,
        "dimensions": dict(metric.dimensions) if metric else {},
        "statistic": query.statistic,
        "period": f"{query.period.total_seconds():g} s",
        "unit": query.unit or "–",
        "threshold": f"{query.comparison} {query.threshold:g}"
        if query.threshold is not None
        else "–",
        "status": series.status,
        "messages": list(series.messages),
        "datapoints": {
            f"{at:%Y-%m-%d %H:%M:%S}": number(value) for at, value in reversed(series.points)
        },
    }


def _requests(statistics: Statistics | None, minutes: float) -> object:
    if statistics is None or not statistics.count:
        return "none traced"
    shown = {"traced": f"{statistics.count:,}"}
    if minutes > 0:
        shown["per minute"] = number(statistics.count / minutes)
    for word, label in _WORDS.items():
        if count := int(getattr(statistics, word)):
            shown[label] = f"{count:,}   {percent(statistics.share(word))}"
    return shown | _times(statistics)


def _times(statistics: Statistics) -> dict[str, str]:
    shown = {"mean": latency(statistics.mean)} if statistics.mean is not None else {}
    if statistics.count >= ENOUGH:
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            if (seconds := percentile(statistics, share)) is not None:
                shown[name] = latency(seconds)
    return shown


def _call(statistics: Statistics) -> str:
    if not statistics.count:
        return "none traced"
    failing = (
        "" if statistics.worst == "ok" else f"   {percent(statistics.share(statistics.worst))} "
    )
    word = _WORDS[statistics.worst] if failing else ""
    mean = f"   mean {latency(statistics.mean)}" if statistics.mean is not None else ""
    return f"{statistics.count:,}{mean}{failing}{word}"


def _name(key: NodeKey) -> str:
    return f"{key.name} ({key.type})" if key.type else key.name
