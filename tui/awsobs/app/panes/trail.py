"""TRAIL: who changed what, newest first, with the distance to the onset."""

from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from typing_extensions import override

from awsobs.app.keys import FIND, PANE, hidden, named
from awsobs.app.panes.list_pane import ListPane
from awsobs.app.scene import Scene
from awsobs.domain.trail import TrailEvent
from awsobs.present.searchable import TRAIL
from awsobs.present.trail import trail_view
from awsobs.present.trail_choice import TrailChoice
from awsobs.present.view import PaneView


class Desks(Protocol):
    """The console as the pane sees it."""

    def action_desk(self, what: str) -> None: ...


class TrailPane(ListPane):
    """Management events of the account and region."""

    NAME = "trail"
    TITLE = "TRAIL"
    THING = "EVENT"
    NUMBER = "4"
    STORES = frozenset({"trail", "alarms"})
    SEARCHED = TRAIL
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("f", "fold", "fold, unfold repeats", "trail.fold", PANE),
        hidden("o", "app.desk('trail related')", "what belongs to it", "trail.related", FIND),
        named("F", "app.desk('trail findings')", "findings", "trail.findings", FIND),
        named("i", "app.desk('trail counts')", "counts", "trail.counts", FIND),
        hidden("t", "app.desk('trail status')", "are the trails on", "trail.status", FIND),
        hidden("S", "app.desk('trail stop')", "stop, go on reading back", "trail.stop", PANE),
        hidden("Y", "app.desk('trail command')", "copy the aws command", "trail.command", PANE),
    ]

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._choice = TrailChoice()
        self._with_folds = True

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
            choice=self._choice,
            with_folds=self._with_folds,
        )

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.name if isinstance(record, TrailEvent) else ""

    @override
    def raw(self, record: object) -> object:
        return cast("TrailEvent", record).record

    @override
    def open_detail(self) -> None:
        with self.guard.watching("opening an event"):
            if isinstance(self.record, TrailEvent):
                cast("Desks", self.app).action_desk("trail event")

    def action_fold(self) -> None:
        """One row for repeats, or one for each."""
        self._with_folds = not self._with_folds
        self.refresh_view()
