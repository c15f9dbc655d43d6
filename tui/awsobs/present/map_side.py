"""Beside the zoomed map: who is root and who victim, the chosen node, and what the signs mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.analysis.graphs.compare import Difference
from awsobs.analysis.root_cause import WORTH_TELLING, ancestors_of, ranked, root_of
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.situation import Share
from awsobs.domain.traces import TraceSummary
from awsobs.present.map_changed import changed_rows
from awsobs.present.map_lists import names_of
from awsobs.present.map_node import call_rows, trend_rows
from awsobs.present.numbers import latency, percent
from awsobs.present.rows import Row, cut, fitted, flush_right, placed
from awsobs.present.searchable import worst_of
from awsobs.present.traces import worst_first
from awsobs.present.wrapping import wrapped

SIDE = 35
"""Cells that the side takes, the line at its left among them."""

FROM = 110
"""Cells of a pane that has room for it."""

_INNER = SIDE - 2
_MOST_SHARES, _MOST_CHANGES, _MOST_CALLS, _MOST_TRACES = 5, 5, 4, 3
_EDGE = (("│", "rule"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The node at the cursor, what it did in each part of the window, and its traces."""

    node: GraphNode
    trend: Sequence[Statistics]
    traces: Sequence[TraceSummary]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What is different from the time before an onset."""

    since: datetime
    differences: Sequence[Difference]


def side_rows(
    graph: ServiceGraph,
    chosen: Chosen | None,
    *,
    window: timedelta,
    height: int,
    changed: Changed | None = None,
) -> list[Row]:
    """Parts from the top as far as there is room; the legend stands at the bottom."""
    parts = [_root_rows(graph), _changed_rows(changed, graph)]
    if chosen is not None:
        node = chosen.node
        minutes = graph.minutes
        parts += [
            trend_rows(node, chosen.trend, minutes=minutes, window=window, width=_INNER),
            call_rows(graph, node.key, _INNER, _MOST_CALLS),
            _trace_rows(chosen.traces),
        ]
    rows = _stacked(parts, height)
    legend = _legend_rows()
    if len(rows) + 1 + len(legend) <= height:
        rows += [_blank()] * (height - len(rows) - len(legend)) + legend
    rows += [_blank()] * (height - len(rows))
    return [(*_EDGE, (" ", ""), *fitted(row, _INNER)) for row in rows]


def _stacked(parts: Sequence[Sequence[Row]], height: int) -> list[Row]:
    """Parts one below the other, with a blank row between; those that find no room are left out."""
    rows: list[Row] = []
    for part in parts:
        gap = [_blank()] if rows else []
        if part and len(rows) + len(gap) + len(part) <= height:
            rows += [*gap, *part]
    return rows


def _blank() -> Row:
    return ((" " * _INNER, ""),)


# --- roots ------------------------------------------------------------------------------------


def _root_rows(graph: ServiceGraph) -> list[Row]:
    ranking = [share for share in ranked(graph) if share.total >= WORTH_TELLING]
    names = names_of(graph)
    shown = [share for share in ranking if share.key in names][:_MOST_SHARES]
    if not shown:
        return [((" ", ""), ("✔", "ok"), (" no node fails worth telling", "muted"))]
    root = root_of(ranking)
    title = ((_OWN, (("own", "muted"),)), (_PASSED, (("passed on", "muted"),)))
    head = [(1, (("ROOT OR VICTIM", "strong bold"),)), *(flush_right(r, at) for at, r in title)]
    rows = [placed(_INNER, head), *(_share_row(one, root, names[one.key]) for one in shown)]
    if len(ranking) > len(shown):
        rows.append(((" ", ""), (f"and {len(ranking) - len(shown)} more · ", "muted"), _ROOTS_KEY))
    return [*rows, *_why(root, graph)]


_OWN, _PASSED = _INNER - 11, _INNER - 1
_ROOTS_KEY = ("b", "accent bold")


def _share_row(share: Share, root: Share | None, name: str) -> Row:
    passed = max(0.0, share.total - share.own)
    head = f" ✖ {cut(name, _OWN - 10)} "
    style = "background on fault bold" if share is root else "text"
    glyph: Row = ((head, style),) if share is root else ((" ✖", "fault"), (head[2:], style))
    return placed(
        _INNER,
        [
            (0, glyph),
            flush_right(((percent(share.own), _failing(share.own)),), _OWN),
            flush_right(((percent(passed), _failing(passed)),), _PASSED),
        ],
    )


def _failing(share: float) -> str:
    return "fault bold" if share >= WORTH_TELLING else "muted"


def _why(root: Share | None, graph: ServiceGraph) -> list[Row]:
    """In words: why this one, and how many stand above it."""
    if root is None:
        return []
    passed = root.total - root.own
    if passed >= WORTH_TELLING:
        why = f"fails by itself in {percent(root.own)}; {percent(passed)} comes from what it calls."
    else:
        why = "fails by itself: no call below it fails."
    above = len(ancestors_of(graph, root.key))
    blast = f"{above} service{'s' if above != 1 else ''} above it." if above else "Nobody calls it."
    lines = wrapped(f"{root.key.name} {why} {blast}", _INNER - 2, most=4)
    return [((" ", ""), (line, "muted")) for line in lines]


def _changed_rows(changed: Changed | None, graph: ServiceGraph) -> list[Row]:
    if changed is None:
        return []
    found, names = changed.differences, names_of(graph)
    return changed_rows(found, names, since=changed.since, width=_INNER, most=_MOST_CHANGES)


# --- traces -----------------------------------------------------------------------------------


def traces_through(key: NodeKey, traces: Sequence[TraceSummary]) -> list[TraceSummary]:
    """The worst traces that a node had a part in."""
    through = (one for one in traces if key in one.nodes or key.name in one.services)
    return worst_first(through)[:_MOST_TRACES]


def _trace_rows(traces: Sequence[TraceSummary]) -> list[Row]:
    if not traces:
        return []
    key = (("X", "accent bold"), (" all", "muted"))
    head = placed(_INNER, [(1, (("WORST TRACES", "strong bold"),)), flush_right(key, _INNER - 1)])
    return [head, *(_trace_row(one) for one in traces)]


def _trace_row(trace: TraceSummary) -> Row:
    took = latency(trace.duration) if trace.duration is not None else ""
    word = worst_of(trace)
    path = "/" + trace.url.partition("://")[2].partition("/")[2] if trace.url else trace.entry
    asked = f"{trace.method} {path}".strip()
    return placed(
        _INNER,
        [
            (1, ((trace.id[-4:], "info"),)),
            (7, ((cut(asked, _INNER - 8 - len(took)), "text"),)),
            flush_right(((took, word if word != "ok" else "text"),), _INNER - 1),
        ],
    )


# --- legend -----------------------------------------------------------------------------------


def _legend_rows() -> list[Row]:
    return [
        ((" ", ""), ("LEGEND", "strong bold")),
        (
            (" ", ""),
            ("█", "fault"),
            (" 5xx  ", "muted"),
            ("▓", "error"),
            (" 4xx  ", "muted"),
            ("▒", "throttle"),
            (" 429  ", "muted"),
            ("─", "faint"),
            (" ok", "muted"),
        ),
        (
            (" ", ""),
            ("┏━┓", "fault bold"),
            (" root  ", "muted"),
            ("┌─┐", "fault"),
            (" victim  ", "muted"),
            ("╭─╮", "faint"),
            (" other", "muted"),
        ),
        (
            (" ", ""),
            ("▲", "error"),
            (" 4xx  ", "muted"),
            ("↯", "throttle"),
            (" 429  ", "muted"),
            ("?", "muted"),
            (" silent  ", "muted"),
            ("┆", "faint"),
            (" async", "muted"),
        ),
    ]
