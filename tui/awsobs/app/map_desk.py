"""What the user may do about the map as a whole: cut it, compare it, list its roots, keep it."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from awsobs.analysis.graphs.scope import kept
from awsobs.app.asked_map import Asked, AskedMap
from awsobs.app.collecting_port import Ask
from awsobs.app.command_line import run_after
from awsobs.app.map_comparing import Comparing
from awsobs.app.new_files import free_name, write_new
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.map_changes import MapChangesScreen
from awsobs.app.screens.map_roots import MapRootsScreen
from awsobs.app.screens.xray import XrayScreen
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.app.trace_group_choice import expression_of, trace_group_question
from awsobs.collecting.questions import what_x_ray_tells, which_services, which_trace_groups
from awsobs.domain.safe_text import safe_text
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph
from awsobs.domain.situation import Share
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.domain.xray_overview import XrayOverview
from awsobs.present.map_export import dot_lines, mermaid_lines, svg_lines
from awsobs.present.map_json import graph_shape
from awsobs.present.map_scope import NEAREST
from awsobs.present.map_text import draw
from awsobs.present.rows import text_of

if TYPE_CHECKING:
    from awsobs.app.panes.map import MapPane

REPORTED_FOR = 60.0
"""Seconds until X-Ray's own graph is asked for again; it counts by the minute."""

FORMATS = ("svg", "txt", "dot", "mmd", "json")
_WIDTH = 120
"""Cells of a map in a file, as long as it needs no more."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    def action_command(self, typed: str = "") -> None: ...
    def open_record(self, detail: Detail) -> None: ...


class MapDesk:
    """Cuts hold for the session, and are told in the header of the pane."""

    def __init__(self, host: Host, ask: Ask) -> None:
        self._host = host
        self._scene = host.scene
        self._ask = ask
        self._asked: AskedMap | None = None
        self._report_due = float("-inf")

    @property
    def pane(self) -> "MapPane":
        """The pane whose map this is about."""
        return cast("MapPane", self._host.cockpit.pane("map"))

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the keys are for."""
        return {
            "map near": self.next_near,
            "map roots": self.open_roots,
            "map changes": self.open_changes,
            "map export": self.ask_export,
            "map xray": self.open_xray,
        }

    # --- cutting --------------------------------------------------------------------------

    def hide(self, pattern: str) -> None:
        """Leave nodes out whose name or type has a match; without a pattern show all again."""
        self._host.show_pane("map", "")
        self.pane.show_only(replace(self.pane.scope, hidden=pattern))

    def next_near(self) -> None:
        """Look at the surroundings of the chosen node, each time farther, then at all again."""
        record = self.pane.record
        if isinstance(record, GraphNode):
            around, hops = self.pane.scope.next_around(record.key)
            self.pane.show_only(replace(self.pane.scope, around=around, hops=hops))

    def near(self, name: str, hops: int) -> None:
        """Look at the surroundings of a node by its name; without one at all again."""
        self._host.show_pane("map", "")
        if not name:
            self.pane.show_only(replace(self.pane.scope, around=None, hops=NEAREST))
            return
        found = node_named(self.pane.graph, name)
        if found is None:
            self._host.tell(f"no node {safe_text(name)} on the map", wrong=True)
        else:
            self.pane.show_only(replace(self.pane.scope, around=found, hops=hops))

    def show_traces(self, expression: str) -> None:
        """Make the map of those traces alone that X-Ray finds; without an expression of all."""
        self._host.show_pane("map", "")
        asked = Asked(expression=expression) if expression else None
        self._asked = AskedMap(self._scene, self._ask, asked) if asked else None
        self.pane.show_asked(asked)
        self.on_beat()

    def open_groups(self) -> None:
        """Let the user choose one of X-Ray's groups."""
        self._host.run_worker(self._list_groups())

    async def _list_groups(self) -> None:
        try:
            groups = await self._ask(which_trace_groups())
        except SourceError as error:
            self._host.tell(error.what, wrong=True)
        else:
            self._host.open_over(trace_group_question(groups, self.show_traces), run_after)

    def on_beat(self) -> None:
        """Ask again where it is time, until the account is left."""
        self._report_where_denied()
        asked = self._asked
        if asked is None:
            return
        if asked.is_over or not self.pane.is_asked:
            self._asked = None
            self.pane.show_asked(None)
        elif asked.is_due:
            self._host.run_worker(self._refresh(asked))

    def _report_where_denied(self) -> None:
        """Where traces may not be read, X-Ray's own graph of them may be."""
        state, now = self._scene.memory.feeds.state("traces"), self._scene.clock.monotonic()
        is_denied = state is not None and state.condition is Condition.DENIED
        if is_denied and now >= self._report_due:
            self._report_due = now + REPORTED_FOR
            self._host.run_worker(self._report())

    async def _report(self) -> None:
        window, traces = self._scene.shown(), self._scene.memory.traces
        epoch = self._scene.memory.visit.epoch
        try:
            graph = await self._ask(which_services(window.start, window.end))
        except SourceError:
            return  # the pane says already what it lacks
        if epoch == self._scene.memory.visit.epoch:
            traces.report(graph)

    async def _refresh(self, asked: AskedMap) -> None:
        before = asked.asked.why
        await asked.refresh()
        if asked is self._asked and self.pane.is_asked:
            self.pane.show_asked(asked.asked)
            if asked.asked.why not in ("", before):
                self._host.tell(asked.asked.why, wrong=True)

    # --- lists ----------------------------------------------------------------------------

    def open_roots(self) -> None:
        """List who fails by itself and who suffers."""
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(MapRootsScreen(lambda: self.pane.graph, top_rows, self._show))

    def open_xray(self) -> None:
        """Show what X-Ray has found by itself, its groups and its sampling rules."""

        async def asked(window: Window) -> XrayOverview:
            return await self._ask(what_x_ray_tells(window))

        host = self._host
        host.open_over(
            XrayScreen(
                self._scene, asked, host.cockpit.top_rows, host.open_record, self._show_group
            )
        )

    def _show_group(self, name: str) -> None:
        try:
            self.show_traces(expression_of(name))
        except ValueError as error:
            self._host.tell(safe_text(str(error)), wrong=True)

    def open_changes(self) -> None:
        """Compare with the time before."""
        top_rows = self._host.cockpit.top_rows
        asked = self._asked.asked if self._asked is not None else None
        expression = asked.expression if asked is not None else ""
        comparing = Comparing(
            self._scene,
            self._ask,
            self.pane.scope,
            traces=asked.store if asked is not None else None,
            expression=expression,
        )
        self._host.open_over(MapChangesScreen(comparing, top_rows, self._show))

    def _show(self, key: NodeKey) -> None:
        self._host.show_pane("map", "")
        self.pane.choose(key)

    # --- taking away ----------------------------------------------------------------------

    def ask_export(self) -> None:
        """Let the user name the file, beginning with one that is free."""
        self._host.action_command(f"export {self._free(FORMATS[0]).absolute()}")

    def _free(self, kind: str) -> Path:
        return free_name(f"awsobs-map-{self._scene.now():%Y%m%dT%H%M%SZ}", kind)

    def export(self, kind: str, path: str = "") -> None:
        """Write what the map shows into a new file."""
        scene, pane = self._scene, self.pane
        wanted = pane.scope.of(pane.graph)
        shown = wanted if pane.matches is None else kept(wanted, pane.matches)
        situation = pane.situation
        ranking = [s for s in (situation.root, *situation.victims) if s is not None]
        lines = partial(map_lines, shown, ranking, kind, scene.settings.theme)
        file = Path(path).expanduser() if path else self._free(kind)
        self._host.run_worker(self._write(lines, file.absolute(), len(shown.nodes)))

    async def _write(self, lines: Callable[[], Iterable[str]], file: Path, count: int) -> None:
        shown = safe_text(str(file))
        try:
            await asyncio.to_thread(lambda: write_new((f"{line}\n" for line in lines()), file))
        except OSError as error:
            self._host.tell(f"{shown}: {error.strerror}", wrong=True)
        else:
            self._host.tell(f"map of {count} nodes written to {shown}")


def map_lines(graph: ServiceGraph, ranking: list[Share], kind: str, theme: str) -> Iterable[str]:
    """A map in one of `FORMATS`, line by line."""
    if kind == "json":
        return [json.dumps(graph_shape(graph))]
    drawing = draw(graph, width=_WIDTH, zoom="name", ranking=ranking, hide_clients=True)
    match kind:
        case "svg":
            return svg_lines(drawing, theme)
        case "dot":
            return dot_lines(drawing)
        case "mmd":
            return mermaid_lines(drawing)
        case _:
            return (text_of(row).rstrip() for row in drawing.rows)


def node_named(graph: ServiceGraph, name: str) -> NodeKey | None:
    """The node with a name, or the only one whose name has it in it."""
    keys = [node.key for node in graph.nodes]
    exact = [key for key in keys if key.name == name]
    alike = [key for key in keys if name.lower() in key.name.lower()]
    return exact[0] if exact else alike[0] if len(alike) == 1 else None
