"""The metric picker: any metric of the account, by words of its namespace, name or dimensions."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, TypeAlias

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input
from typing_extensions import override

from awsobs.app.metric_choice import MetricChoice
from awsobs.app.screens.overlay import Overlay
from awsobs.domain.metrics import MetricKey
from awsobs.domain.source_state import SourceError
from awsobs.present.metric_picking import foot_row, metric_row
from awsobs.present.view import Item
from awsobs_widgets import FixedRows, ItemList

MAX_LENGTH = 512
Metrics: TypeAlias = tuple[MetricKey, ...]
List: TypeAlias = Callable[[Callable[[Metrics], None]], Coroutine[Any, Any, Metrics]]
"""Lists all metrics; what there is so far is told, on another thread."""

_LOOK = 0.25


class MetricInput(Input):
    """The line that is typed into; tab chooses several."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.move(1)", "next", id="picker.next", show=False),
        Binding("up", "screen.move(-1)", "previous", id="picker.previous", show=False),
        Binding("tab", "screen.choose", "choose several", id="picker.choose", show=False),
    ]


class MetricPicker(Overlay[Metrics]):
    """Closes with what is chosen, or with what is pointed at."""

    CSS_PATH = "../styles/command.tcss"

    def __init__(self, listing: List, typed: str = "") -> None:
        super().__init__()
        self._listing = listing
        self._choice = MetricChoice()
        self._told = ""
        self._so_far: Metrics | None = None
        self._input = MetricInput(typed, compact=True, max_length=MAX_LENGTH, id="command-input")
        self._input.cursor_blink = False
        self._prompt = FixedRows(dom_id="command-prompt")
        self._count = FixedRows(dom_id="command-count")
        self._rule = FixedRows(dom_id="command-rule")
        self._list = ItemList(dom_id="command-list")
        self._list.can_focus = False
        self._list.always_points = True
        self._foot = FixedRows(dom_id="command-foot")

    @override
    def compose(self) -> ComposeResult:
        with Vertical(id="command-block"):
            with Horizontal(id="command-line"):
                yield self._prompt
                yield self._input
                yield self._count
            yield self._rule
            yield self._list
            yield self._foot

    def on_mount(self) -> None:
        self._prompt.show((("  ▸ ", "accent bold"),))
        self.set_focus(self._input)
        self.set_interval(_LOOK, self._look)
        self._read()

    def on_resize(self) -> None:
        self.call_after_refresh(self._search)

    @work(group="listing", exclusive=True)
    async def _read(self) -> None:
        self._told = "▖ metrics…"
        try:
            metrics = await self._listing(self._tell)
        except SourceError as error:
            self._told = f"✖ {error.what}"
        else:
            self._told = ""
            await asyncio.to_thread(self._choice.offer, metrics)
        self._so_far = None
        self._search()

    def _tell(self, metrics: Metrics) -> None:
        # Called on the collector's thread; the next look offers them.
        self._so_far = metrics

    def _look(self) -> None:
        if (metrics := self._so_far) is not None:
            self._so_far = None
            self._told = f"▖ {len(metrics):,} metrics…"
            if not len(self._choice):
                self._choice.offer(metrics)  # the first page at once, the others when all came
            self._search()

    def _search(self) -> None:
        width = self._list.size.width
        if not width:
            return
        found, count = self._choice.found(self._input.value)
        items = [
            Item(
                key=repr(metric),
                rows=(metric_row(metric, width, is_chosen=metric in self._choice),),
                record=metric,
            )
            for metric in found
        ]
        self._list.show(items)
        self._count.show(((f"{count:,} of {len(self._choice):,}", "muted"),))
        self._foot.show(foot_row(len(self._choice.chosen), self._told))

    @property
    def _pointed(self) -> MetricKey | None:
        item = self._list.current
        record = item.record if isinstance(item, Item) else None
        return record if isinstance(record, MetricKey) else None

    def action_move(self, by: int) -> None:
        self._list.action_move(by)

    def action_choose(self) -> None:
        if (metric := self._pointed) is not None:
            self._choice.toggle(metric)
            self._search()
            self._list.action_move(1)

    def on_key(self, event: events.Key) -> None:
        """Take the keys that were typed before the input had the focus."""
        if self.focused is not self._input and event.is_printable and event.character:
            self._input.insert_text_at_cursor(event.character)
            event.stop()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search()
        self._list.action_first()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        self.action_choose()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        pointed = self._pointed
        wanted = self._choice.chosen or ((pointed,) if pointed else ())
        if wanted:
            self.dismiss(wanted)
