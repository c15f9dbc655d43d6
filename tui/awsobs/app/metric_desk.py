"""What the user may do about metrics: see one large, choose, keep, restate, calculate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from awsobs.analysis.metric_extras import next_statistic
from awsobs.analysis.metric_queries import query_of, restated
from awsobs.app.chart_reading import ChartReading
from awsobs.app.collecting_port import Ask, Collecting
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.metric_chart import ChartScreen
from awsobs.app.screens.metric_picker import MetricPicker
from awsobs.app.screens.metric_sets import SetsScreen
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.collecting.questions import which_metrics
from awsobs.domain.metrics import Favourite, MetricKey, Series, SeriesQuery
from awsobs.domain.safe_text import safe_text
from awsobs.domain.window import Window
from awsobs.present.aws_commands import get_metric_data
from awsobs.present.records import series_record
from awsobs.settings.remembered import MOST_METRICS, Remembered

_HERE = frozenset({"metrics"})
PLACES = {f"metric {what}": _HERE for what in ("chart", "choose", "sets", "statistic", "favourite")}
"""The pane in which the keys do something."""

LISTED = 300.0
"""Seconds for which a listing of all metrics is good: each of its pages is billed."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    @property
    def collecting(self) -> Collecting | None: ...
    def copy_to_clipboard(self, text: str) -> None: ...
    def open_record(self, detail: Detail) -> None: ...
    def action_command(self, typed: str = "") -> None: ...


class MetricDesk:
    """Favourites are kept by account and region, statistics for the session."""

    def __init__(self, host: Host, ask: Ask, kept: Remembered) -> None:
        self._host, self._ask, self._kept = host, ask, kept
        self._scene = host.scene
        self._recalled = -1
        self._listing: tuple[float, int, tuple[MetricKey, ...]] | None = None

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the keys are for."""
        return {
            "metric chart": self.open_of_row,
            "metric choose": self.open_picker,
            "metric sets": self.open_sets,
            "metric statistic": self.turn_statistic,
            "metric favourite": self.switch_row,
        }

    # --- charts ---------------------------------------------------------------------------

    def open_of_row(self) -> None:
        """Show the series at the cursor as large as the screen."""
        if (series := self._row) is not None:
            shown = replace(series, query=replace(series.query, id="m0"))
            self._open([shown.query], [shown])

    def open_metrics(self, metrics: Sequence[MetricKey]) -> None:
        """Show some metrics, each by the statistic that suits it."""
        if metrics:
            self._open([query_of(metric) for metric in metrics])

    def open_queries(self, queries: Sequence[SeriesQuery]) -> None:
        """Show series just as somebody else asks for them."""
        if queries:
            self._open(queries)
        else:
            self._host.tell("there is no metric to draw", wrong=True)

    def plot(self, expression: str) -> None:
        """Draw what CloudWatch makes of an expression, which may name series of the chart."""
        query = SeriesQuery(id="e0", label=expression, expression=expression)
        screens = reversed(self._host.screen_stack)
        chart = next((one for one in screens if isinstance(one, ChartScreen)), None)
        if chart is not None:
            chart.add([query])
        elif (series := self._row) is not None:
            self._open([series.query, query])
        else:
            self._open([query])

    def _open(self, queries: Sequence[SeriesQuery], known: Sequence[Series] = ()) -> None:
        if self._scene.settings.from_files:
            self._host.tell("there are no metrics beside files", wrong=True)
            return
        reading = ChartReading(self._ask, self._scene.clock, known)
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(ChartScreen(self._scene, self, reading, queries, top_rows))

    # --- what the chart wants -------------------------------------------------------------

    @property
    def is_connected(self) -> bool:
        """Whether anybody can be asked."""
        return self._host.collecting is not None

    def next_statistic(self, query: SeriesQuery) -> SeriesQuery:
        """The query by the statistic after its present one."""
        if query.metric is None:
            return query
        return restated(query, next_statistic(query.metric, query.statistic))

    def switch_favourite(self, query: SeriesQuery) -> None:
        """Show it in METRICS always from now on, or no longer."""
        if query.metric is None:
            self._host.tell("only metrics can be favourites", wrong=True)
            return
        one = Favourite(query.metric, query.statistic)
        before = self._scene.memory.metrics.choice.favourites
        kept = tuple(other for other in before if other != one)
        if len(kept) == len(before):
            kept = (*before, one)[-MOST_METRICS:]
        self._choose(kept)
        self._host.tell("a favourite" if one in kept else "no longer a favourite")

    def open_record(self, series: Series) -> None:
        """Show the datapoints of a series."""
        label = series.query.label
        record = series_record(series)
        self._host.open_record(Detail(number="2", title="SERIES", name=label, record=record))

    def copy_command(self, queries: Sequence[SeriesQuery], window: Window) -> None:
        """Copy what asks AWS for the same series."""
        scene = self._scene
        context, endpoint = scene.memory.feeds.context, scene.settings.endpoint_url
        command = get_metric_data(queries, window, context, endpoint_url=endpoint)
        self._host.copy_to_clipboard(safe_text(command))
        self._host.tell("copied the aws command")

    def ask_for_more(self, screen: ChartScreen) -> None:
        """Let the user choose metrics that a chart gets too."""

        def add(metrics: Sequence[MetricKey] | None) -> None:
            if metrics:
                screen.add([query_of(metric) for metric in metrics])

        self._host.open_over(MetricPicker(self._list), add)

    def tell(self, words: str) -> None:
        """Say what went wrong."""
        self._host.tell(words, wrong=True)

    def ask_expression(self) -> None:
        """Let the user type an expression."""
        self._host.action_command("math ")

    # --- choosing -------------------------------------------------------------------------

    def open_picker(self, typed: str = "") -> None:
        """Let the user find any metric."""
        if self._scene.settings.from_files:
            self._host.tell("there are no metrics beside files", wrong=True)
            return

        def show(metrics: Sequence[MetricKey] | None) -> None:
            self.open_metrics(metrics or ())

        self._host.open_over(MetricPicker(self._list, typed), show)

    def open_sets(self) -> None:
        """Show rate, errors, latency and use of every resource."""
        if self._scene.settings.from_files:
            self._host.tell("there are no metrics beside files", wrong=True)
            return
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(SetsScreen(self._scene, self, self._list, self._ask, top_rows))

    async def _list(self, tell: Callable[[tuple[MetricKey, ...]], None]) -> tuple[MetricKey, ...]:
        """All metrics of the account, those that the firing alarms watch first."""
        epoch, now = self._scene.memory.visit.epoch, self._scene.clock.monotonic()
        known = self._listing
        if known is None or known[1] != epoch or now - known[0] > LISTED:
            found = await self._ask(which_metrics(tell))
            self._listing = known = (now, epoch, found)
        firing = self._scene.situation().firing
        first = [alarm.metric for alarm in firing if alarm.metric is not None]
        return tuple(dict.fromkeys([*first, *known[2]]))

    def turn_statistic(self) -> None:
        """Show the series at the cursor by its next statistic."""
        series = self._row
        if series is None or series.query.metric is None:
            return
        query, choice = series.query, self._scene.memory.metrics.choice
        metric, turned = series.query.metric, self.next_statistic(query)
        if query.is_favourite:
            old = Favourite(metric, query.statistic)
            new = Favourite(metric, turned.statistic)
            self._choose(tuple(new if one == old else one for one in choice.favourites))
        else:
            came_from = (
                usual
                for (one, usual), name in choice.statistics.items()
                if (one, name) == (metric, query.statistic)
            )
            usual = next(came_from, query.statistic)
            statistics = {**choice.statistics, (metric, usual): turned.statistic}
            self._scene.memory.metrics.choice = replace(choice, statistics=statistics)
            self._refresh()
        self._host.tell(f"{turned.statistic} of {turned.label}")

    def switch_row(self) -> None:
        """Keep the series at the cursor among the favourites, or no longer."""
        if (series := self._row) is not None:
            self.switch_favourite(series.query)

    def on_beat(self) -> None:
        """Recall the favourites of an account and region once these are known."""
        memory = self._scene.memory
        identity, region = memory.feeds.identity, memory.feeds.context.region
        epoch = memory.visit.epoch
        if identity is None or not region or self._recalled == epoch:
            return
        self._recalled = epoch
        if kept := self._kept.metrics(identity.account, region):
            memory.metrics.choice = replace(memory.metrics.choice, favourites=kept)
            self._refresh()

    def _choose(self, favourites: tuple[Favourite, ...]) -> None:
        memory = self._scene.memory
        memory.metrics.choice = replace(memory.metrics.choice, favourites=favourites)
        self._refresh()
        identity, region = memory.feeds.identity, memory.feeds.context.region
        if identity is None:
            return
        try:
            self._kept.keep_metrics(identity.account, region, favourites)
        except OSError as error:
            self._host.tell(f"not remembered: {error.strerror}", wrong=True)

    def _refresh(self) -> None:
        if self._host.collecting is not None:
            self._host.collecting.refresh("metrics")

    @property
    def _row(self) -> Series | None:
        record = self._host.cockpit.focused_pane.record
        return record if isinstance(record, Series) else None
