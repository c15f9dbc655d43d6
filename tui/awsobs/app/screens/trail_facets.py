"""The trail counted by who, what, where, service and outcome; what is chosen is its filter."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from typing_extensions import override

from awsobs.analysis.trail_facets import Value, facets_of, filter_text
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.trail import TrailEvent
from awsobs.present.searchable import TRAIL
from awsobs.present.trail_facets import FacetLine, facet_lines
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList


class FacetsScreen(Page):
    """`enter` chooses a value, or no longer; several at once.

    Args:
        scene: What is known.
        beside: A filter that holds whatever is chosen.
        chosen: What is chosen already.
        filter_by: Takes what is chosen, and the whole filter.
        top_rows: The rows that every screen has.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "choose"),
        ("list.down list.up", "move"),
        ("page.back", "to the events"),
    )

    def __init__(
        self,
        scene: Scene,
        beside: str,
        chosen: frozenset[Value],
        filter_by: Callable[[frozenset[Value], str], None],
        top_rows: TopRows,
    ) -> None:
        self._scene, self._beside, self._chosen = scene, beside, chosen
        self._filter_by = filter_by
        self._list = ItemList(dom_id="page-body", guard=Guard("counts"))
        self._key: object = None
        super().__init__(
            Header(number="i", title="COUNTS"), top_rows, ("cockpit", "trail", "counts")
        )

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        memory, width = self._scene.memory, self.size.width
        key = (memory.trail.revision, memory.visit.epoch, self._chosen, width)
        if width and key != self._key:
            self._key = key
            self._count(memory.trail.events(), width)
        super().refresh_page()

    def _count(self, events: tuple[TrailEvent, ...], width: int) -> None:
        beside = TRAIL.filter(self._beside).matches
        counted = [event for event in events if beside(event)]
        text = filter_text(self._chosen, self._beside)
        matches = TRAIL.filter(text).matches
        passing = sum(map(matches, events))
        facts = ((f"{passing:,} of {len(events):,} events", "muted"),)
        scope = ((text, "accent"),) if text else ()
        self._page_header = Header(number="i", title="COUNTS", scope=scope, facts=facts)
        self._list.show(facet_lines(facets_of(counted, self._chosen), self._chosen, width))

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, FacetLine) and line.value is not None:
            self._chosen = self._chosen ^ {line.value}
            self._filter_by(self._chosen, filter_text(self._chosen, self._beside))
            self.refresh_page()
