"""TRAIL: who changed what, newest first, with the distance to the onset."""

from collections.abc import Callable
from typing import ClassVar, cast

from typing_extensions import override

from awsobs.app.panes.list_pane import ListPane
from awsobs.app.panes.pane import Fields
from awsobs.domain.trail import TrailEvent
from awsobs.present.trail import trail_view
from awsobs.present.view import PaneView


def _field(get: Callable[[TrailEvent], object]) -> Callable[[object], object]:
    return lambda record: get(cast("TrailEvent", record))


def _resources(event: TrailEvent) -> str:
    return " ".join(resource.name for resource in event.resources)


class TrailPane(ListPane):
    """Management events of the account and region."""

    NAME = "trail"
    TITLE = "TRAIL"
    THING = "EVENT"
    NUMBER = "4"
    STORES = frozenset({"trail", "alarms"})
    FIELDS: ClassVar[Fields] = {
        "user": _field(lambda event: event.who),
        "event": _field(lambda event: event.name),
        "source": _field(lambda event: event.source),
        "resource": _field(_resources),
        "error": _field(lambda event: event.error_code or None),
        "ip": _field(lambda event: event.where),
        "write": _field(lambda event: event.is_write),
    }

    @override
    def view(self, width: int, height: int) -> PaneView:
        memory, situation = self.scene.memory, self.scene.situation()
        board = memory.feeds
        return trail_view(
            memory.trail.events(),
            coverage=memory.trail.coverage,
            state=self.state,
            now=self.scene.now(),
            onset=situation.onset,
            suspect=situation.suspect,
            width=width,
            height=height,
            kind=self.kind,
            window=self.scene.shown(),
            matches=self.matches,
            zoomed=self.zoomed,
            progress=board.progress(self.source),
            context=board.context,
            role=self.role,
        )

    @override
    def text_of(self, record: object) -> str:
        event = cast("TrailEvent", record)
        parts = (event.name, event.who, event.where, event.source, event.error_code)
        return " ".join((*parts, _resources(event)))

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.name if isinstance(record, TrailEvent) else ""

    @override
    def raw(self, record: object) -> object:
        return cast("TrailEvent", record).record
