"""The group picker: which log groups are read, or which streams of one group are shown."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input
from typing_extensions import override

from awsobs.app.group_choice import Candidate, GroupChoice
from awsobs.app.keys import keys_by_id
from awsobs.app.scene import Scene
from awsobs.app.screens.overlay import Overlay
from awsobs.domain.logs import Listing
from awsobs.domain.safe_text import safe_name
from awsobs.domain.source_state import SourceError
from awsobs.languages.group_pattern import is_pattern
from awsobs.languages.linear_regex import RegexError
from awsobs.present.group_rows import candidate_row, groups_word
from awsobs.present.rows import Row
from awsobs_widgets import FixedRows, ItemList
from awsobs_widgets.palette import Row as WidgetRow

MAX_LENGTH = 512
Ask = Callable[[str], Coroutine[Any, Any, Listing]]
"""Lists the streams of a group, or without a name all groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is to be read from now on: groups, or some streams of one group."""

    groups: tuple[str, ...]
    streams: tuple[str, ...] = ()


class GroupInput(Input):
    """The line that is typed into; blanks choose, since no name has any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.move(1)", "next", id="groups.next", show=False),
        Binding("up", "screen.move(-1)", "previous", id="groups.previous", show=False),
        Binding("tab", "screen.streams", "streams", id="groups.streams", show=False),
    ]


class _Entry:
    """One candidate in the list."""

    def __init__(self, one: Candidate, row: WidgetRow) -> None:
        self.one = one
        self.key = one.name
        self.rows: tuple[WidgetRow, ...] = (row,)


class GroupScreen(Overlay[Chosen]):
    """Finds groups by letters, glob or `re:`; closes with what is chosen."""

    CSS_PATH = "../styles/command.tcss"

    def __init__(self, scene: Scene, ask: Ask, chosen: Sequence[str] = ()) -> None:
        super().__init__()
        self._scene = scene
        self._ask = ask
        self._groups = self._choice = GroupChoice(chosen)
        self._group = ""
        self._told = ""
        self._more = False
        self._input = GroupInput(compact=True, max_length=MAX_LENGTH, id="command-input")
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
        self._list_names("")

    def on_resize(self) -> None:
        self.call_after_refresh(self._search)

    @work(group="listing", exclusive=True)
    async def _list_names(self, group: str) -> None:
        """List groups, or the streams of one, and offer them."""
        self._told, self._more = f"⠿ {'streams' if group else 'groups'}…", False
        self._search()
        try:
            listing = await self._ask(group)
        except SourceError as error:
            self._told = f"✖ {error.what}"
        else:
            self._told, self._more = "", not listing.whole
            self._choice.offer(
                [Candidate(name=stream.name, stream=stream) for stream in listing.streams]
                if group
                else [Candidate(name=one.name, group=one) for one in listing.groups]
            )
        self._search()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if " " in event.value:
            self._input.value = event.value.replace(" ", "")
            self.action_choose()
        self._search()

    def _search(self) -> None:
        width = self._list.size.width
        if not width:
            return
        wrong = ""
        try:
            found = self._choice.found(self._input.value)
        except RegexError as error:
            found, wrong = [], str(error)
        self._list.show([_Entry(one, self._row(one, width)) for one in found])
        fitting = sum(one.means is None for one in found)
        self._count.show(((self._count_words(fitting), "muted"),))
        self._show_foot(wrong)

    def _row(self, one: Candidate, width: int) -> Row:
        letters = set(one.letters)
        name = tuple(
            (letter, "accent bold underline" if index in letters else "text")
            for index, letter in enumerate(safe_name(one.name))
        )
        return candidate_row(
            name if letters else ((safe_name(one.name), "text"),),
            width,
            chosen=one.name in self._choice,
            now=self._scene.now(),
            group=one.group,
            stream=one.stream,
            means=one.means,
        )

    def _count_words(self, found: int) -> str:
        of = f"{len(self._choice):,}{'+' if self._more else ''}"
        return f"{found:,} of {of}".rjust(max(0, self._count.size.width - 2))

    def _show_foot(self, wrong: str = "") -> None:
        width = self._foot.size.width
        self._rule.show((("─" * max(0, width - 1), "rule"),))
        told: Row = ((self._enter_words(), "muted"),)
        if wrong or self._told:
            is_bad = wrong or self._told.startswith("✖")
            told = ((f"✖ {wrong}" if wrong else self._told, "fault" if is_bad else "muted"),)
        self._foot.show(
            (("╌" * max(0, width - 1), "rule"),), (("  ", ""), *told), (("  ", ""), *self._hints())
        )

    def _enter_words(self) -> str:
        """What `enter` would do."""
        wanted = self._wanted
        if self._group:
            some = safe_name(", ".join(wanted)) or "nothing"
            return f"enter shows {len(wanted)} of the streams: {some}" if wanted else "no streams"
        typed = self._input.value
        if not wanted:
            nothing = f"no group has these letters: {safe_name(typed)} · " if typed else ""
            return f"{nothing}type letters, a glob (/aws/lambda/*) or re:EXPRESSION"
        named, meant = safe_name(" ".join(wanted)), self._choice.meant(wanted)
        if not meant and is_pattern(wanted[0]):
            return f"no group matches {named} · enter reads those that will"
        return f"enter reads {groups_word(meant)}: {named}"

    def _hints(self) -> Row:
        keys = keys_by_id(self.active_bindings.values())
        named = [
            ("enter", "show" if self._group else "read"),
            ("space", "choose several"),
            *([] if self._group else [(keys.get("groups.streams", "tab"), "streams")]),
            (keys.get("overlay.close", "esc"), "groups" if self._group else "close"),
        ]
        spans = (((key, "accent bold"), (f" {what}   ", "muted")) for key, what in named)
        return tuple(span for pair in spans for span in pair)

    @property
    def _wanted(self) -> tuple[str, ...]:
        return self._choice.wanted(self._pointed, self._input.value)

    @property
    def _pointed(self) -> str | None:
        current = self._list.current
        return current.one.name if isinstance(current, _Entry) else None

    def action_move(self, by: int) -> None:
        self._list.action_move(by)
        self._show_foot()

    def action_choose(self) -> None:
        if (name := self._pointed) is not None:
            self._choice.toggle(name)
            self._search()

    def action_streams(self) -> None:
        """Go on to the streams of the group that is pointed at."""
        current = self._list.current
        if not self._group and isinstance(current, _Entry) and current.one.group is not None:
            self._group = current.one.name
            self._turn_to(GroupChoice(), self._group)

    @override
    def action_close(self) -> None:
        if not self._group:
            self.dismiss(None)
            return
        self._group = ""
        self._turn_to(self._groups, "")

    def _turn_to(self, choice: GroupChoice, group: str) -> None:
        self._choice = choice
        self._input.value = ""
        self._list.action_first()
        self._list_names(group)

    def on_key(self, event: events.Key) -> None:
        """Take the keys that were typed before the input had the focus."""
        if self.focused is not self._input and event.is_printable and event.character:
            self._input.insert_text_at_cursor(event.character)
            event.stop()

    @on(ItemList.Moved)
    def _moved(self, event: ItemList.Moved) -> None:
        event.stop()
        self._show_foot()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        self.action_choose()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        wanted = self._wanted
        if not wanted:
            return
        if self._group:
            self.dismiss(Chosen(groups=(self._group,), streams=wanted))
        else:
            self.dismiss(Chosen(groups=wanted))
