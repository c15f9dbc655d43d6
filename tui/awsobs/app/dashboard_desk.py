"""What the user may do about dashboards: choose one, look at it, and go on from a widget."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from awsobs.analysis.dashboard_queries import queries_of, window_for
from awsobs.analysis.default_dashboards import default_board, namespaces_of
from awsobs.app.collecting_port import Ask
from awsobs.app.metric_desk import MetricDesk
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.dashboard import DashboardScreen
from awsobs.app.screens.dashboards import DashboardsScreen, Known
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.collecting.questions import (
    what_a_dashboard_is,
    what_widgets_show,
    which_dashboards,
    which_metrics,
)
from awsobs.domain.dashboards import Board, Contents, Dashboard, Widget, WidgetKind
from awsobs.domain.metrics import MetricKey
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.languages.dashboard_body import board_of

PLACES = {"dashboards": frozenset({"logs", "metrics", "alarms", "trail", "map"})}
"""The panes in which the key does something."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    def open_record(self, detail: Detail) -> None: ...


class DashboardDesk:
    """Opens dashboards; the account's metrics are listed once."""

    def __init__(
        self, host: Host, ask: Ask, metrics: MetricDesk, open_query: Callable[[str], None]
    ) -> None:
        self._host = host
        self._scene = host.scene
        self._ask = ask
        self._metrics = metrics
        self._open_query = open_query
        self._listed: tuple[int, tuple[MetricKey, ...]] | None = None

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the key is for."""
        return {"dashboards": self.open_list}

    def open_list(self) -> None:
        """Let the user choose a dashboard."""
        if self._scene.settings.from_files:
            self._host.tell("there are no dashboards beside files", wrong=True)
            return
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(DashboardsScreen(self._scene, self._known, top_rows, self.open))

    def open(self, name: str, is_ours: bool = False) -> None:
        """Show a dashboard of the account, or ours of a namespace."""

        async def board() -> Board:
            if is_ours:
                return default_board(await self._all_metrics(), name)
            return board_of(await self._ask(what_a_dashboard_is(name)))

        async def contents(widgets: Sequence[Widget], window: Window) -> Contents:
            return await self._ask(what_widgets_show(widgets, window))

        top_rows = self._host.cockpit.top_rows
        self._host.open_over(DashboardScreen(self._scene, self, name, board, contents, top_rows))

    def open_widget(self, widget: Widget, window: Window) -> None:
        """A graph as a large chart, a query of logs in Insights, where its price is told first."""
        if widget.kind is WidgetKind.LOG and widget.query:
            self._open_query(widget.query)
        elif widget.plotted:
            self._metrics.open_queries(queries_of(widget, window_for(widget, window)))
        else:
            self._host.tell("there is nothing more to see of it; v shows its JSON")

    def open_record(self, detail: Detail) -> None:
        """Show the JSON of a widget."""
        self._host.open_record(detail)

    async def _known(self) -> Known:
        """As much as may be read; what may not is named.

        Raises:
            SourceError: neither dashboards nor metrics may be listed.
        """
        missing: list[str] = []
        dashboards: tuple[Dashboard, ...] = ()
        try:
            dashboards = await self._ask(which_dashboards())
        except SourceError as error:
            missing.append(error.what)
        try:
            namespaces = namespaces_of(await self._all_metrics())
        except SourceError:
            if missing:
                raise
            namespaces = ()
        return Known(dashboards, namespaces, tuple(missing))

    async def _all_metrics(self) -> tuple[MetricKey, ...]:
        epoch = self._scene.memory.visit.epoch
        if self._listed is None or self._listed[0] != epoch:
            self._listed = epoch, await self._ask(which_metrics(_nobody))
        return self._listed[1]


def _nobody(_: tuple[MetricKey, ...]) -> None:
    """Nobody looks at metrics while they are listed."""
