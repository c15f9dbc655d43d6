"""One node of the map: how it went over the window, and its calls as their callers saw them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from operator import methodcaller

from awsobs.analysis.percentiles import ENOUGH, percentile
from awsobs.analysis.root_cause import CLIENT, WORTH_TELLING
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.durations import age
from awsobs.present.map_labels import labels_of
from awsobs.present.numbers import latency, number, percent
from awsobs.present.rows import Row, Span, cut, flush_right, placed
from awsobs.present.sparkline import sparkline

CELLS = 18
"""Parts of the window that a trend tells apart."""

_CLASSES = (("fault", "5xx"), ("error", "4xx"), ("throttle", "429"))
_NAME_AT, _TREND_AT = 1, 6
_NARROW = 40
_WIDE, _MIDDLE = 100, 60
"""Cells from which a call is told with all its figures, or with more of them."""


def head_rows(
    graph: ServiceGraph, node: GraphNode, trend: Sequence[Statistics], window: timedelta, width: int
) -> tuple[Row, ...]:
    """What stands above a node's record: the node itself, and all its calls."""
    narrow = min(width, _NARROW)
    rows = trend_rows(node, trend, minutes=graph.minutes, window=window, width=narrow)
    calls = call_rows(graph, node.key, width)
    gap: list[Row] = [()] if calls else []
    return (*rows, *gap, *calls, (), ((" ", ""), ("RECORD", "strong bold")))


# --- the node ---------------------------------------------------------------------------------


def trend_rows(
    node: GraphNode,
    trend: Sequence[Statistics],
    *,
    minutes: float,
    window: timedelta,
    width: int,
) -> list[Row]:
    """Its name, then failures, p95 and rate over the window with what they are, then its times."""
    told = node.statistics
    name = cut(node.key.name.upper(), width - 7)
    span = ((age(window), "muted"),)
    rows = [
        placed(width, [(_NAME_AT, ((name, "strong bold"),)), flush_right(span, width - 1)]),
    ]
    if told is None or not told.count:
        return [*rows, placed(width, [(_NAME_AT, (("none of its requests traced", "muted"),))])]
    for word, label in _CLASSES:
        if word == "fault" or told.share(word):
            shares = _cells(trend, methodcaller("share", word))
            line = sparkline(shares, threshold=WORTH_TELLING, past=word)
            style = word if told.share(word) >= WORTH_TELLING else "text"
            rows.append(_figure(label, line, (percent(told.share(word)), style), width))
    slow = percentile(told, 0.95)
    if slow is not None:
        line = sparkline(_cells(trend, lambda one: percentile(one, 0.95)))
        rows.append(_figure("p95", line, (latency(slow), "text"), width))
    if minutes > 0:
        line = sparkline([float(one.count) for one in trend])
        rows.append(_figure("rate", line, (_rate(told, minutes), "text"), width))
    if times := _times(told, width - 2):
        rows.append(placed(width, [(_NAME_AT, ((times, "muted"),))]))
    return rows


def _cells(
    trend: Sequence[Statistics], figure: Callable[[Statistics], float | None]
) -> list[float | None]:
    """A figure of each part of the window; None where nothing was asked."""
    return [figure(one) if one.count else None for one in trend]


def _figure(label: str, line: Row, value: Span, width: int) -> Row:
    parts: list[tuple[int, Row]] = [(_NAME_AT, ((label, "muted"),)), (_TREND_AT, line)]
    return placed(width, [*parts, flush_right((value,), width - 1)])


def _times(told: Statistics, width: int) -> str:
    """`mean 44 ms  p50 41 ms  p99 58 ms`, as far as there are requests and room enough."""
    mean = f"mean {latency(told.mean)}" if told.mean is not None else ""
    if told.count < ENOUGH:
        return mean
    known = {name: percentile(told, share) for name, share in (("p50", 0.5), ("p99", 0.99))}
    words = [mean, *(f"{name} {latency(s)}" for name, s in known.items() if s is not None)]
    while len("  ".join(words)) > width:
        words.pop(0)
    return "  ".join(words)


# --- its calls --------------------------------------------------------------------------------


def call_rows(graph: ServiceGraph, key: NodeKey, width: int, most: int = 1_000) -> list[Row]:
    """Who calls a node and what it calls, those first that fail or take the most."""
    names = labels_of([node.key for node in graph.nodes if node.key.type != CLIENT])
    coming = [edge for edge in graph.edges if edge.target == key and edge.source in names]
    going = [edge for edge in graph.edges if edge.source == key and edge.target in names]
    rows = _calls("CALLED BY", [(names[e.source], e) for e in coming], graph.minutes, width, most)
    return rows + _calls("CALLS", [(names[e.target], e) for e in going], graph.minutes, width, most)


def _calls(
    title: str, calls: Sequence[tuple[str, GraphEdge]], minutes: float, width: int, most: int
) -> list[Row]:
    if not calls:
        return []
    columns = _columns(width)
    heads = [(at, ((word, "muted"),)) for word, at in columns.items()]
    rows = [placed(width, [(_NAME_AT, ((title, "strong bold"),)), *_ending(heads)])]
    ordered = sorted(calls, key=_worst_first)
    rows += [_call(name, edge, minutes, columns, width) for name, edge in ordered[:most]]
    if len(calls) > most:
        rows.append(placed(width, [(_NAME_AT, ((f"and {len(calls) - most} more", "muted"),))]))
    return rows


def _call(
    name: str, edge: GraphEdge, minutes: float, columns: Mapping[str, int], width: int
) -> Row:
    figures = dict(_figures(edge, minutes))
    room = min(columns.values()) - 10
    told = [(at, (figures[word],)) for word, at in columns.items() if word in figures]
    mark = "┄ " if edge.kind != "sync" else ""
    shown: Row = ((mark, "muted"), (cut(name, room - len(mark)), "text"))
    return placed(width, [(_NAME_AT, shown), *_ending(told)])


def _figures(edge: GraphEdge, minutes: float) -> Iterator[tuple[str, Span]]:
    """What the caller saw, by the names of the columns."""
    told = edge.statistics
    if minutes > 0:
        yield "rate", (_rate(told, minutes), "text" if told.count else "muted")
    if not told.count:
        return
    if told.mean is not None:
        yield "mean", (latency(told.mean), "text")
        for word, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            seconds = percentile(told, share)
            if told.count >= ENOUGH and seconds is not None:
                yield word, (latency(seconds), "text")
    for word, label in (("ok", "ok"), *_CLASSES):
        share = told.share(word)
        yield label, (percent(share), word if share and word != "ok" else "muted")
    failing = told.share(told.worst) if told.worst != "ok" else 0.0
    yield "fails", (percent(failing), told.worst if failing else "muted")


def _columns(width: int) -> dict[str, int]:
    """The columns of a call, and behind which cell each ends."""
    if width >= _WIDE:
        words = ("rate", "mean", "p50", "p95", "p99", "ok", "4xx", "429", "5xx")
        return {word: 46 + index * 9 for index, word in enumerate(words) if 46 + index * 9 < width}
    more = {"p95": width - 7 - 9} if width >= _MIDDLE else {}
    mean = min(more.values(), default=width + 2) - 9
    return {"rate": mean - 8, "mean": mean, **more, "fails": width - 1}


def _ending(parts: Sequence[tuple[int, Row]]) -> list[tuple[int, Row]]:
    return [flush_right(row, at) for at, row in parts]


def _worst_first(call: tuple[str, GraphEdge]) -> tuple[float, float, str]:
    name, edge = call
    told = edge.statistics
    return -told.share("fault") - told.share("throttle"), -told.total_time, name


def _rate(told: Statistics, minutes: float) -> str:
    rate = told.count / minutes
    return f"{number(rate if rate < 10 else round(rate))}/min"
