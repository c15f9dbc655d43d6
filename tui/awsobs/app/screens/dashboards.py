"""The dashboards of the account, and those of our own for what it has metrics of."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on, work
from typing_extensions import override

from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.dashboards import Dashboard
from awsobs.domain.source_state import SourceError
from awsobs.present.durations import dated_minute
from awsobs.present.rows import Row, cut, fitted, flush_right, placed
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList

_NAME = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What there is: the account's dashboards, and namespaces that we have one for."""

    dashboards: tuple[Dashboard, ...]
    namespaces: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DashboardLine:
    """One row; without a name it is a heading."""

    key: str
    rows: tuple[Row, ...]
    name: str = ""
    is_ours: bool = False


class DashboardsScreen(Page):
    """Asks when it opens.

    Args:
        scene: What is known.
        ask: Reads which there are.
        top_rows: The rows that every screen has.
        open_named: Opens one by its name; True where it is one of ours for a namespace.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "open"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        ask: Callable[[], Awaitable[Known]],
        top_rows: TopRows,
        open_named: Callable[[str, bool], None],
    ) -> None:
        self._scene, self._ask, self._open_named = scene, ask, open_named
        self._list = ItemList(dom_id="page-body", guard=Guard("dashboards"))
        self._known: Known | None = None
        self._error: SourceError | None = None
        header = Header(number="9", title="DASHBOARDS")
        super().__init__(header, top_rows, ("cockpit", "dashboards"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def on_mount(self) -> None:
        """Ask once; dashboards seldom come and go."""
        super().on_mount()
        self._read()

    @work(group="dashboards")
    async def _read(self) -> None:
        try:
            self._known = await self._ask()
        except SourceError as error:
            self._error = error
        self.refresh_page()

    @override
    def refresh_page(self) -> None:
        width, known = self.size.width, self._known
        if not width:
            return
        super().refresh_page()
        if known is not None:
            self._list.show(list(_lines(known, self._scene.now(), width)))
            return
        words, style = " asking which dashboards there are", "muted"
        if self._error is not None:
            words, style = f" ✖ {self._error.what}", "fault"
        self._list.show((), notice=(fitted(((words, style),), width),))

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, DashboardLine) and line.name:
            self._open_named(line.name, line.is_ours)


def _lines(known: Known, now: datetime, width: int) -> Iterator[DashboardLine]:
    for one in known.dashboards:
        when = dated_minute(one.modified, now) if one.modified else ""
        yield DashboardLine(one.name, (_row(one.name, when, width),), one.name)
    if not known.dashboards:
        words = "the account has no dashboards; these are made of its metrics:"
        yield DashboardLine("none", (placed(width, [(_NAME, ((words, "muted"),))]),))
    if known.namespaces:
        head = placed(width, [(1, (("OUR OWN", "strong bold"),))])
        yield DashboardLine("ours", ((), head))
    for namespace in known.namespaces:
        row = _row(namespace, "rate, errors, latency, use", width)
        yield DashboardLine(f"ours {namespace}", (row,), namespace, is_ours=True)
    for words in known.missing:
        row = fitted(((f" ! {cut(words, max(20, width - 4))}", "warning"),), width)
        yield DashboardLine(f"missing {words}", (row,))


def _row(name: str, right: str, width: int) -> Row:
    at, shown = flush_right(((right, "muted"),), width - 1)
    return placed(width, [(_NAME, ((cut(name, at - _NAME - 2), "text"),)), (at, shown)])
