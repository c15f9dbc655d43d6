"""What of the service map the user wants to see, and how its header says so."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from awsobs.analysis.graphs.scope import kept, near
from awsobs.domain.safe_text import safe_text
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph
from awsobs.languages.linear_regex import searcher
from awsobs.present.numbers import number
from awsobs.present.rows import Row, cut, fitted
from awsobs.present.view import Header, PaneView

NEAREST, FARTHEST = 1, 3
"""Edges from the chosen node; the farthest is all that calls it and all that it calls."""

_ALL = 1_000
_GROUP = re.compile(r'group\.name = "([^"]*)"')
_ASKED = 48
"""Letters of an expression that the header shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of traces that X-Ray found by what it was `asked`, if anything.

    Nodes whose name or type has a match of `hidden` are left out; `around` one, so many `hops`.

    All are of this session only: a map that stays cut would be taken for the whole one day.
    """

    asked: str = ""
    hidden: str = ""
    around: NodeKey | None = None
    hops: int = NEAREST

    def of(self, graph: ServiceGraph) -> ServiceGraph:
        """The part of a graph that is wanted; whole where the node in the middle is not in it."""
        shown = graph if not self.hidden else kept(graph, self._is_kept())
        if self.around is None or all(node.key != self.around for node in shown.nodes):
            return shown
        return near(shown, self.around, self.hops if self.hops < FARTHEST else _ALL)

    def next_around(self, key: NodeKey) -> tuple[NodeKey | None, int]:
        """What another press of the key looks at: nearest, farther, all of its way, the whole."""
        if key != self.around:
            return key, NEAREST
        return (None, NEAREST) if self.hops >= FARTHEST else (key, self.hops + 1)

    def told(self, graph: ServiceGraph, shown: ServiceGraph) -> Row:
        """How the header names it: `payments ±1` and `3 hidden`; nothing for the whole map."""
        parts: list[str] = []
        if self.asked:
            parts.append(f"{_asked(self.asked)}: {_traces(graph)}")
        if self.around is not None:
            far = f"±{self.hops}" if self.hops < FARTHEST else "all above and below"
            is_there = any(node.key == self.around for node in shown.nodes)
            name = safe_text(self.around.name)
            parts.append(f"{name} {far}" if is_there else f"{name} has no traces now")
        if self.hidden:
            left = len(graph.nodes) - len(kept(graph, self._is_kept()).nodes)
            parts.append(f"{left} hidden")
        return ((" · ".join(parts), "warning"),) if parts else ()

    def _is_kept(self) -> Callable[[GraphNode], bool]:
        has = searcher(f"(?i){self.hidden}")
        return lambda node: not (has(node.key.name) or has(node.key.type))


def asked_view(asked: str, why: str, width: int, *, is_answered: bool) -> PaneView:
    """What stands in place of a map of traces that X-Ray has not found, or not yet."""
    if why:
        spans: Row = ((f" ✖ {safe_text(why)}", "fault"),)
    elif is_answered:
        spans = ((" X-Ray finds no trace of the window that meets this", "muted"),)
    else:
        spans = ((" asking X-Ray", "muted"),)
    if why or is_answered:
        spans += ((" · ", "muted"), ("esc", "accent bold"), (" shows all traces", "muted"))
    header = Header(number="5", title="MAP", scope=((_asked(asked), "warning"),))
    return PaneView(header=header, notice=(fitted(spans, width),))


def _asked(expression: str) -> str:
    group = _GROUP.fullmatch(expression)
    told = f"group {group[1]}" if group else f"only {expression}"
    return cut(safe_text(told), _ASKED)


def _traces(graph: ServiceGraph) -> str:
    read, known = number(graph.traces), number(max(graph.known, graph.traces))
    return f"{read} of {known} traces" if graph.partial else f"{known} traces"


WHOLE = Scope()
