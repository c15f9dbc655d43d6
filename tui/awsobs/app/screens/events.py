"""EventBridge: rules with what they did and when they fire next, schedules, archives."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import on, work
from typing_extensions import override

from awsobs.app.panes.pane import Detail, Head, no_head
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.events import Archive, EventsBoard, Rule, TimedTask
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.events import EventLine, event_lines, rule_head, task_head, use_of
from awsobs.present.rows import Row, fitted
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList

_AGAIN = 60.0
"""Seconds after which all is asked again while the screen is open; AWS/Events has minutes."""


class EventsScreen(Page):
    """Asks when it opens, and every minute.

    Args:
        scene: What is known.
        ask: Reads everything about EventBridge over a window.
        top_rows: The rows that every screen has.
        open_record: Opens the record of a rule, a schedule or an archive.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "record"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        ask: Callable[[Window], Awaitable[EventsBoard]],
        top_rows: TopRows,
        open_record: Callable[[Detail], None],
    ) -> None:
        self._scene, self._ask, self._open_record = scene, ask, open_record
        self._list = ItemList(dom_id="page-body", guard=Guard("events"))
        self._known: EventsBoard | None = None
        self._error: SourceError | None = None
        self._due = float("-inf")
        self._is_busy = False
        super().__init__(Header(number="8", title="EVENTS"), top_rows, ("cockpit", "events"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if self.size.width and not self._is_busy and self._scene.clock.monotonic() >= self._due:
            self._is_busy = True
            self._read()

    @work(group="events")
    async def _read(self) -> None:
        try:
            self._known, self._error = await self._ask(self._scene.shown()), None
        except SourceError as error:
            self._error = error
        finally:
            self._is_busy = False
            self._due = self._scene.clock.monotonic() + _AGAIN
        self._show()

    def _show(self) -> None:
        width, known = self.size.width, self._known
        if not width:
            return
        self._page_header = Header(number="8", title="EVENTS", facts=self._facts())
        super().refresh_page()
        if known is None:
            words, style = " asking for rules, schedules and archives", "muted"
            if self._error is not None:
                words, style = f" ✖ {self._error.what}", "fault"
            hint = self._error.hint.splitlines() if self._error else []
            lines = [words, *(f"   {line}" for line in hint)]
            self._list.show((), notice=tuple(fitted(((one, style),), width) for one in lines))
            return
        self._list.show(list(event_lines(known, self._scene.now(), width)))

    def _facts(self) -> Row:
        if self._error is not None:
            return ((self._error.what, "warning"),)
        if self._known is None:
            return ()
        rules = self._known.rules
        failing = sum(1 for rule in rules if (use := use_of(rule, self._known)) and use.failed)
        tasks = len(self._known.overview.tasks)
        words = f"{len(rules)} rules · {tasks} schedule{'' if tasks == 1 else 's'}"
        if failing:
            return ((words, "muted"), (f" · {failing} failing", "fault bold"))
        return ((words, "muted"),)

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        thing = line.thing if isinstance(line, EventLine) else None
        match thing:
            case Rule():
                use = use_of(thing, self._known) if self._known else None
                rows = tuple(rule_head(thing, use, self._scene.now()))
                self._open("RULE", thing.name, thing.record, partial(_wide, rows))
            case TimedTask():
                rows = tuple(task_head(thing, self._scene.now()))
                self._open("SCHEDULE", thing.name, thing.record, partial(_wide, rows))
            case Archive():
                self._open("ARCHIVE", thing.name, thing.record, no_head)
            case _:
                pass

    def _open(self, title: str, name: str, record: object, head: Head) -> None:
        detail = Detail(number="8", title=title, name=name, record=record, head=head)
        self._open_record(detail)


def _wide(rows: tuple[Row, ...], width: int) -> tuple[Row, ...]:
    return tuple(fitted(row, width) for row in rows)
