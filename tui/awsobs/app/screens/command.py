"""The command line and the palette: one list of everything that can be done."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input
from typing_extensions import override

from awsobs.app.command_line import (
    COMMANDS,
    Afterwards,
    Command,
    CommandError,
    Match,
    Words,
    exact,
    matches,
    nearest,
)
from awsobs.app.keys import keys_by_id
from awsobs.app.screens.overlay import Overlay
from awsobs.present.rows import Row, cut, flush_right, placed
from awsobs_widgets import FixedRows, ItemList
from awsobs_widgets.palette import Row as WidgetRow

MAX_LENGTH = 4096
_NAME, _WHAT = 2, 36


class CommandInput(Input):
    """The line itself; the arrows choose from the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.choose(1)", "next", id="command.next", show=False),
        Binding("up", "screen.choose(-1)", "previous", id="command.previous", show=False),
        Binding("tab", "screen.complete", "complete", id="command.complete", show=False),
    ]


class _Entry:
    """One match in the list."""

    def __init__(self, match: Match, width: int) -> None:
        self.match = match
        self.key = match.command.name
        self.rows: tuple[WidgetRow, ...] = (_entry_row(match, width),)


class CommandScreen(Overlay[Afterwards]):
    """Finds a command by name, or takes the one that is chosen; never a guess.

    The list points at what `enter` would run, and at nothing while that is nothing. Closes
    with what is to be done then. It may begin with something `typed`.
    """

    CSS_PATH = "../styles/command.tcss"

    def __init__(
        self,
        commands: Sequence[Command],
        history: list[str],
        words: Words = COMMANDS,
        *,
        typed: str = "",
    ) -> None:
        super().__init__()
        self._commands = commands
        self._history = history
        self._words = words
        self._choices: dict[str, Sequence[Command]] = {}
        self._back = 0
        self._chose = False
        self._refused = ("", "")
        self._matches: list[Match] = []
        self._input = CommandInput(
            typed, compact=True, max_length=MAX_LENGTH, select_on_focus=False, id="command-input"
        )
        self._input.cursor_blink = False
        self._prompt = FixedRows(dom_id="command-prompt")
        self._count = FixedRows(dom_id="command-count")
        self._rule = FixedRows(dom_id="command-rule")
        self._list = ItemList(dom_id="command-list")
        self._list.can_focus = False
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
        self._prompt.show(((f"  {self._words.prompt} ", "accent bold"),))
        self.set_focus(self._input)

    def on_resize(self) -> None:
        self.call_after_refresh(self._search)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._chose = False
        self._search()

    @property
    def _offered(self) -> Sequence[Command]:
        """All commands, or those that begin with the word that was typed."""
        word, blank, _ = self._input.value.lstrip().partition(" ")
        begun = next((c for c in self._commands if blank and c.name == word), None)
        if begun is None or begun.choices is None:
            return self._commands
        if word not in self._choices:
            self._choices[word] = begun.choices()
        return self._choices[word]

    def _search(self) -> None:
        offered, typed = self._offered, self._input.value
        self._matches = matches(offered, typed) or matches(offered, typed.split(" ")[0])
        known = exact(offered, typed)
        if known is not None:
            others = [match for match in self._matches if match.command is not known[0]]
            self._matches = [Match(known[0], tuple(range(len(known[0].name)))), *others]
        width = self._list.size.width
        self._list.show([_Entry(match, width) for match in self._matches])
        self._list.action_first()
        self._point()

    def _point(self) -> None:
        found = self._wanted(self._input.value)
        self._list.always_points = found is not None and found[0] in self._offered
        self._list.redraw()
        self._show_rest()

    def _refuse(self, words: str) -> None:
        """Say what is wrong, until something else is typed or chosen."""
        self._refused = (self._input.value, words)
        self._show_rest()

    def _show_rest(self) -> None:
        width = self._foot.size.width
        count = f"{len(self._matches)} of {len(self._offered)}"
        self._count.show(((count.rjust(max(0, self._count.size.width - 2)), "muted"),))
        self._rule.show((("─" * max(0, width - 1), "rule"),))
        self._foot.show(
            (("╌" * max(0, width - 1), "rule"),),
            ((" " * _NAME, ""), *self._syntax()),
            ((" " * _NAME, ""), *self._words.hints(keys_by_id(self.active_bindings.values()))),
        )

    def _syntax(self) -> Row:
        typed, (refused, why) = self._input.value, self._refused
        if why and typed == refused:
            return (("✖ ", "fault bold"), (why, "fault"))
        found = self._wanted(typed)
        if found is None:
            words = f"no such {self._words.thing}{self._hint(typed)}"
            return ((words if typed.strip() else self._words.note or self._more(), "muted"),)
        command = found[0]
        usage = f" {command.usage}" if command.usage else ""
        return ((command.name, "strong bold"), (f"{usage}   ", "text"), (command.what, "muted"))

    def _more(self) -> str:
        """That there are more than there is room for."""
        below = len(self._matches) - self._list.size.height
        return f"{below} more: keep typing, or ↓" if below > 0 else ""

    def _hint(self, typed: str) -> str:
        near = self._nearest(typed)
        return f" · did you mean {near.name}?" if near else ""

    def _nearest(self, typed: str) -> Command | None:
        offered = self._offered
        name = nearest(offered, typed)
        near = next((command for command in offered if command.name == name), None)
        return near or (self._matches[0].command if self._matches else None)

    @property
    def _chosen(self) -> Command | None:
        current = self._list.current
        return current.match.command if isinstance(current, _Entry) else None

    def action_choose(self, by: int) -> None:
        """Move in the list; above its top lies the history."""
        if by < 0 and self._list.cursor == 0 and self._history:
            self._recall()
            return
        # the first key of all points at the first one
        self._list.action_move(by if self._list.always_points else 0)
        self._choose()

    def _choose(self) -> None:
        self._chose = True
        self._refused = ("", "")
        self._point()

    def _recall(self) -> None:
        self._back = min(len(self._history), self._back + 1)
        self._input.value = self._history[-self._back]
        self._input.cursor_position = len(self._input.value)

    def action_complete(self) -> None:
        typed = self._input.value
        found = self._wanted(typed)
        command = found[0] if found and found[0] in self._offered else self._nearest(typed)
        if command is not None:
            self._input.value = command.name + (" " if command.usage else "")
            self._input.cursor_position = len(self._input.value)

    def on_key(self, event: events.Key) -> None:
        """Take the keys that were typed before the input had the focus."""
        if self.focused is self._input:
            return
        if event.is_printable and event.character:
            self._input.insert_text_at_cursor(event.character)
            event.stop()
        elif event.key == "enter":
            self._submit(self._input.value)
            event.stop()

    @on(ItemList.Moved)
    def _pointed(self, event: ItemList.Moved) -> None:
        event.stop()
        if self._list.cursor:
            self._choose()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        self._chose = True
        self._submit(self._input.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._submit(event.value)

    def _submit(self, typed: str) -> None:
        found = self._wanted(typed)
        if found is None and not typed.strip():
            self.dismiss(None)
            return
        if found is None:
            self._refuse(f"unknown {self._words.thing} {typed.strip()}{self._hint(typed)}")
            return
        command, arguments = found
        self._run(command, arguments, typed)

    def _wanted(self, typed: str) -> tuple[Command, str] | None:
        if self._chose and (chosen := self._chosen) is not None:
            return chosen, ""
        offered = self._offered
        known = exact(offered, typed)
        if known is not None:
            return known
        chosen = self._chosen
        if chosen is not None and typed.strip() and chosen.name.startswith(typed.strip()):
            return chosen, ""
        return None if offered is self._commands else exact(self._commands, typed)

    def _run(self, command: Command, arguments: str, typed: str) -> None:
        try:
            afterwards = command.ready(arguments)
        except CommandError as error:
            self._refuse(str(error))
            return
        if typed.strip():
            self._history.append(typed.strip())
            del self._history[:-100]
        self.dismiss(afterwards)


def _entry_row(match: Match, width: int) -> Row:
    command = match.command
    key: Row = ((f"{command.key} ", "accent bold"),)
    kind: Row = ((command.kind, "muted"),)
    what = cut(command.what, width - 9 - len(command.kind) - 1 - _WHAT)
    return placed(
        width,
        [
            (_NAME, _lettered(match)),
            (_WHAT, ((what, command.style),)),
            flush_right(kind, width - 9),
            flush_right(key, width - 1),
        ],
    )


def _lettered(match: Match) -> Row:
    letters = set(match.letters)
    return tuple(
        (letter, "accent bold underline" if index in letters else "text")
        for index, letter in enumerate(match.command.name)
    )
