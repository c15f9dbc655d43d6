"""METRICS: a sparkline a series over the window."""

from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from typing_extensions import override

from awsobs.app.keys import FIND, PANE, hidden, named
from awsobs.app.panes.list_pane import ListPane
from awsobs.domain.metrics import Series
from awsobs.present.change_words import first_words
from awsobs.present.chart import Guide
from awsobs.present.metrics import metrics_view
from awsobs.present.records import series_record
from awsobs.present.searchable import METRICS
from awsobs.present.view import PaneView


class Desks(Protocol):
    """The console as the pane sees it."""

    def action_desk(self, what: str) -> None: ...


class MetricsPane(ListPane):
    """The series that the alarms watch, and the usual ones of each service."""

    NAME = "metrics"
    TITLE = "METRICS"
    THING = "SERIES"
    NUMBER = "2"
    FOLLOWS_CURSOR = True
    STORES = frozenset({"metrics", "alarms"})
    SEARCHED = METRICS
    BINDINGS: ClassVar[list[BindingType]] = [
        named("s", "app.desk('metric choose')", "any metric", "metrics.choose", FIND),
        named("i", "app.desk('metric sets')", "by resource", "metrics.sets", FIND),
        hidden("p", "app.desk('metric statistic')", "next statistic", "metrics.statistic", PANE),
        hidden("f", "app.desk('metric favourite')", "show always", "metrics.favourite", PANE),
    ]

    @override
    def view(self, width: int, height: int) -> PaneView:
        memory, board = self.scene.memory, self.scene.memory.feeds
        item = self.item
        return metrics_view(
            memory.metrics.series(),
            alarms=memory.alarms.alarms(),
            state=self.state,
            received=board.received(self.source),
            now=self.scene.now(),
            window=self.scene.shown(),
            width=width,
            height=height,
            kind=self.kind,
            matches=self.matches,
            zoomed=self.zoomed,
            selected=item.key if item and self.is_focused else "",
            change=self._change(),
            progress=board.progress(self.source),
            context=board.context,
            role=self.role,
        )

    def _change(self) -> Guide | None:
        suspect = self.scene.situation().suspect
        if suspect is None:
            return None
        words = first_words(suspect)
        return Guide(at=suspect.event.time, word=words.label if words else suspect.event.name)

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.query.label if isinstance(record, Series) else ""

    @override
    def open_detail(self) -> None:
        with self.guard.watching("opening a chart"):
            if isinstance(self.record, Series):
                cast("Desks", self.app).action_desk("metric chart")

    @override
    def raw(self, record: object) -> object:
        return series_record(cast("Series", record))
