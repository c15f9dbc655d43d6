"""TRAIL: who changed what, newest first, with the distance to the onset."""

from typing import cast

from typing_extensions import override

from awsobs.app.panes.list_pane import ListPane
from awsobs.app.scene import Scene
from awsobs.domain.trail import TrailEvent
from awsobs.present.searchable import TRAIL
from awsobs.present.trail import trail_view
from awsobs.present.trail_choice import TrailChoice
from awsobs.present.view import PaneView


class TrailPane(ListPane):
    """Management events of the account and region."""

    NAME = "trail"
    TITLE = "TRAIL"
    THING = "EVENT"
    NUMBER = "4"
    STORES = frozenset({"trail", "alarms"})
    SEARCHED = TRAIL

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._choice = TrailChoice()

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
        )

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.name if isinstance(record, TrailEvent) else ""

    @override
    def raw(self, record: object) -> object:
        return cast("TrailEvent", record).record
