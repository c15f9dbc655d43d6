"""One event of the trail on a screen of its own."""

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual.binding import BindingType

from awsobs.app.keys import FIND, hidden
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.page import TopRows
from awsobs.app.screens.record import RecordScreen
from awsobs.domain.trail import TrailEvent


class Desk(Protocol):
    """What can be done about an event."""

    def open_related(self, event: TrailEvent) -> None: ...
    def copy_command(self, event: TrailEvent) -> None: ...
    def open_rules(self, event: TrailEvent) -> None: ...


class EventScreen(RecordScreen):
    """What it changed, who made it, its record, and the way to what belongs to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("o", "related", "what belongs to it", "event.related", FIND),
        hidden("B", "rules", "rules it sets off", "event.rules", FIND),
        hidden("Y", "command", "copy the aws command", "event.command", FIND),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "open, close"),
        ("event.related", "related"),
        ("event.rules", "rules"),
        ("event.command", "aws command"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        desk: Desk,
        event: TrailEvent,
        detail: Detail,
        top_rows: TopRows,
        crumbs: tuple[str, ...],
        readable: Callable[[str], str],
    ) -> None:
        super().__init__(detail, top_rows, crumbs, readable)
        self._desk = desk
        self._event = event

    def action_related(self) -> None:
        self._desk.open_related(self._event)

    def action_rules(self) -> None:
        self._desk.open_rules(self._event)

    def action_command(self) -> None:
        self._desk.copy_command(self._event)
