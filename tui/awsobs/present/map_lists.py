"""The map as lists: who fails by itself and who suffers, and what differs from before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from awsobs.analysis.graphs.compare import Change, Difference
from awsobs.analysis.percentiles import percentile
from awsobs.analysis.root_cause import (
    CLIENT,
    WORTH_TELLING,
    ancestors_of,
    ranked,
    root_of,
)
from awsobs.domain.safe_text import safe_text
from awsobs.domain.service_graph import NodeKey, ServiceGraph, Statistics
from awsobs.domain.situation import Share
from awsobs.present.map_labels import labels_of
from awsobs.present.numbers import latency, number, percent
from awsobs.present.rows import Row, Span, cut, fitted, placed

_WORDS = {
    Change.WORSE: ("✖ MORE FAULTS", "fault bold"),
    Change.SLOWER: ("↑ SLOWER", "warning bold"),
    Change.NEW: ("+ NEW", "info bold"),
    Change.GONE: ("− GONE", "muted bold"),
}
_WIDE = 100
_NAMED = 4
"""Callers that are named before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row about one node: the one that `enter` shows on the map."""

    key: str
    rows: tuple[Row, ...]
    node: NodeKey | None


def names_of(graph: ServiceGraph) -> Mapping[NodeKey, str]:
    """Nodes by the names that the map gives them; clients are not drawn."""
    return labels_of([node.key for node in graph.nodes if node.key.type != CLIENT])


# --- roots ------------------------------------------------------------------------------------


def root_lines(graph: ServiceGraph, width: int) -> list[Line]:
    """Each node that fails worth telling, likely roots first, with who stands above it."""
    ranking = [share for share in ranked(graph) if share.total >= WORTH_TELLING]
    root, names = root_of(ranking), names_of(graph)
    known = {node.key: node.statistics for node in graph.nodes}
    return [
        Line(
            "/".join(share.key),
            (_root_row(share, root, known.get(share.key), _above(graph, share.key, names), width),),
            share.key,
        )
        for share in ranking
        if share.key in names
    ]


def root_heads(width: int) -> Row:
    """The names of the columns of `root_lines`."""
    shares = _shares(width)
    columns = (
        (1, "part"),
        (11, "node"),
        (shares, "fails"),
        (shares + 8, "by itself"),
        (shares + 19, "suffers with it"),
    )
    return placed(width, [(at, ((word, "muted"),)) for at, word in columns])


def _shares(width: int) -> int:
    """Where the shares stand: less room for names leaves more for who suffers."""
    return 46 if width >= _WIDE else 34


def _root_row(
    share: Share, root: Share | None, statistics: Statistics | None, above: str, width: int
) -> Row:
    part: Span
    if share is root:
        part = ("✖ ROOT", "fault bold")
    elif share.own >= WORTH_TELLING:
        part = ("✖ too", "fault")
    else:
        part = ("▲ victim", "error")
    requests = f"  {number(statistics.count)} requests" if statistics and statistics.count else ""
    shares = _shares(width)
    name = cut(share.key.name, shares - 12 - len(requests))
    return placed(
        width,
        [
            (1, (part,)),
            (11, ((name, "strong bold"), (requests, "muted"))),
            (shares, ((percent(share.total), "fault" if share.total else "muted"),)),
            (shares + 8, ((percent(share.own), "text" if share.own else "muted"),)),
            (shares + 19, ((above, "text"),)),
        ],
    )


def _above(graph: ServiceGraph, key: NodeKey, names: Mapping[NodeKey, str]) -> str:
    """`2: checkout, gateway`: how many nodes stand above one, and which."""
    found = sorted(names.get(one, one.name) for one in ancestors_of(graph, key))
    if not found:
        return "nobody calls it"
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{len(found)}: {', '.join(found[:_NAMED])}{more}"


def no_root_row(width: int) -> Row:
    """What stands where nothing fails."""
    return fitted(((" ✔ no node of the map fails in 1 % of its requests or more", "ok"),), width)


# --- changes ----------------------------------------------------------------------------------


def change_lines(
    differences: Sequence[Difference], names: Mapping[NodeKey, str], width: int
) -> list[Line]:
    """Each difference from the time before, the worst first."""
    return [
        Line(
            f"{one.change.value} {'>'.join('/'.join(key) for key in one.place)}",
            (_change_row(one, names, width),),
            one.place[-1],
        )
        for one in differences
    ]


def _change_row(one: Difference, names: Mapping[NodeKey, str], width: int) -> Row:
    word, style = _WORDS[one.change]
    place = " ▶ ".join(names.get(key, key.name) for key in one.place)
    kind = "call" if len(one.place) > 1 else "node"
    at = 60 if width >= _WIDE else 48
    return placed(
        width,
        [
            (1, ((word, style),)),
            (16, ((kind, "muted"),)),
            (22, ((cut(place, at - 23), "strong bold"),)),
            (at, tuple(_figures(one))),
        ],
    )


def _figures(one: Difference) -> Iterator[Span]:
    if one.now is None or one.before is None:
        known = one.now or one.before
        if known is not None:
            yield f"{number(known.count)} requests", "text"
            yield ("" if one.now else " before"), "muted"
        return
    if one.change is Change.WORSE:
        was, now = _failing(one.before), _failing(one.now)
        yield f"{percent(was)} → ", "muted"
        yield percent(now), "fault bold"
        yield " of requests fail", "muted"
    else:
        yield f"p95 {_slow(one.before)} → ", "muted"
        yield _slow(one.now), "warning bold"


def _slow(statistics: Statistics) -> str:
    return latency(percentile(statistics, 0.95) or 0.0)


def _failing(statistics: Statistics) -> float:
    if not statistics.count:
        return 0.0
    return (statistics.fault + statistics.throttle) / statistics.count


def no_change_row(width: int, *, has_before: bool, why: str = "") -> Row:
    """What stands where nothing changed, or nothing can be told, and `why`."""
    if why:
        words, style = f" ✖ the time before could not be read: {safe_text(why)}", "fault"
    elif not has_before:
        words, style = " X-Ray has no traces of the time before, so nothing is compared", "warning"
    else:
        words, style = " ✔ nothing is new, gone, slower or fails more than before", "ok"
    return fitted(((words, style),), width)
