"""What the user may do about an incident as a whole: see it on one axis of time, and go on."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, cast

from awsobs.analysis.pattern_changes import PatternCount
from awsobs.app.alarm_desk import AlarmDesk
from awsobs.app.handover_making import handover_of, json_beside
from awsobs.app.new_files import free_name, write_new
from awsobs.app.panes.logs import LogsPane
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.suspects import SuspectsScreen
from awsobs.app.screens.timeline import TimelineScreen
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.app.trail_desk import TrailDesk
from awsobs.domain.alarms import Alarm
from awsobs.domain.safe_text import safe_text
from awsobs.domain.service_graph import GraphNode
from awsobs.domain.situation import Suspect
from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import quoted
from awsobs.present.handover import Note, handover_lines, handover_shape
from awsobs.present.patterns import filter_text

_ALL = frozenset({"logs", "metrics", "alarms", "trail", "map"})
PLACES = {"timeline": _ALL, "handover": _ALL}
"""The panes in which the keys do something."""

MOST_NOTES = 500
MOST_COPIED = 70_000
"""Characters that go through OSC 52; terminals drop what is longer than 100 kB in base64."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    def open_record(self, detail: Detail) -> None: ...
    def action_command(self, typed: str = "") -> None: ...
    def copy_to_clipboard(self, text: str) -> None: ...


class IncidentDesk:
    """Opens the timeline, and from there what each of its marks is about."""

    def __init__(self, host: Host, alarms: AlarmDesk, trail: TrailDesk) -> None:
        self._host = host
        self._scene = host.scene
        self._alarms, self._trail = alarms, trail
        self._notes: deque[Note] = deque(maxlen=MOST_NOTES)

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the key is for."""
        return {"timeline": self.open_timeline, "handover": self.ask_handover}

    def open_timeline(self) -> None:
        """Show all lanes on one axis of time, and the verdict."""
        if self._scene.settings.from_files:
            self._host.tell("files have no other lanes beside their own", wrong=True)
            return
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(
            TimelineScreen(self._scene, top_rows, self.open_thing, self.open_verdict)
        )

    def note(self, text: str) -> None:
        """Write something down that goes into the hand-over."""
        self._notes.append(Note(at=self._scene.now(), text=safe_text(text)))
        self._host.tell(f"noted; {len(self._notes)} in the hand-over")

    def ask_handover(self) -> None:
        """Let the user name the file, beginning with one that is free."""
        name = f"awsobs-handover-{self._scene.now():%Y%m%dT%H%M%SZ}"
        self._host.action_command(f"handover {free_name(name, 'md').absolute()}")

    def write_handover(self, path: str) -> None:
        """Write the hand-over into a new file, JSON beside it, and copy what is not too long."""
        self._host.run_worker(self._written(Path(path).expanduser().absolute()))

    async def _written(self, file: Path) -> None:
        marked = cast("LogsPane", self._host.cockpit.pane("logs")).marks.orders
        made = await asyncio.to_thread(handover_of, self._scene, tuple(self._notes), tuple(marked))
        readable = self._scene.readable
        text = "".join(f"{readable(line)}\n" for line in handover_lines(made))
        document = json.dumps(handover_shape(made), ensure_ascii=False, indent=2)
        shown = safe_text(str(file))
        try:
            await asyncio.to_thread(write_new, [text], file)
            await asyncio.to_thread(write_new, [document, "\n"], json_beside(file))
        except OSError as error:
            self._host.tell(f"{shown}: {error.strerror}", wrong=True)
            return
        if len(text) <= MOST_COPIED:
            self._host.copy_to_clipboard(text)
            self._host.tell(f"written to {shown}, JSON beside it, and copied")
        else:
            self._host.tell(f"written to {shown}, JSON beside it; too long to copy")

    def open_verdict(self) -> None:
        """Show every term of the suspects of what goes on."""
        top_rows, opened = self._host.cockpit.top_rows, self._host.open_record
        self._host.open_over(SuspectsScreen(self._scene, None, top_rows, opened))

    def open_thing(self, record: object) -> None:
        """Open what a lane or a mark is about, in its own page or its pane."""
        match record:
            case Alarm():
                self._alarms.open(record)
            case Suspect():
                self._trail.open_event(record.event)
            case TrailEvent():
                self._trail.open_event(record)
            case PatternCount():
                self._show("logs", filter_text(record))
            case GraphNode():
                self._show("map", f"name:{quoted(record.key.name)}")
            case _:
                self._host.tell("there is nothing more to open here")

    def _show(self, pane: str, text: str) -> None:
        while len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        self._host.show_pane(pane, text)
