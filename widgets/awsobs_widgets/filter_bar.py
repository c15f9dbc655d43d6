"""One input line over a pane: the filter, where it runs, and what is wrong with it."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input
from typing_extensions import override

from awsobs_widgets.palette import Row
from awsobs_widgets.row_surface import FixedRows

PROMPT = " / "
MAX_LENGTH = 4096


class FilterInput(Input):
    """The input of a filter; escape gives up, enter agrees."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "give up", id="filter.cancel", show=False),
        Binding("up,down", "leave", "to the rows", id="filter.leave", show=False),
    ]

    class Cancelled(Message):
        """The user gave the edit up."""

    class Left(Message):
        """The user went on to the rows."""

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def on_blur(self) -> None:
        self.post_message(self.Left())


class FilterBar(Container):
    """Shown while a filter is edited or in force, else it takes no room."""

    DEFAULT_CSS = """
    FilterBar {
        height: auto; background: $surface;
        layout: grid; grid-size: 3; grid-columns: 3 1fr auto; grid-rows: 1;
    }
    FilterBar > #filter-prompt { width: 3; height: 1; background: $surface; }
    FilterBar > FilterInput {
        height: 1; border: none; padding: 0; background: $surface; color: $strong;
    }
    FilterBar > FilterInput:focus {
        border: none; background: $surface; background-tint: transparent;
    }
    FilterBar > #filter-chip { width: 26; height: 1; background: $surface; }
    FilterBar > #filter-error { column-span: 3; height: 1; display: none; background: $surface; }
    FilterBar.-wrong > #filter-error { display: block; }
    """

    class Typed(Message):
        """The text changed; what a pane shows may follow it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Agreed(Message):
        """The user is content with the text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class GivenUp(Message):
        """The user wants the filter as it was before the edit."""

    def __init__(self, *, dom_id: str | None = None) -> None:
        super().__init__(id=dom_id)
        self._prompt = FixedRows(dom_id="filter-prompt")
        self._input = FilterInput(
            compact=True, select_on_focus=False, max_length=MAX_LENGTH, id="filter-input"
        )
        self._input.cursor_blink = False
        self._input.can_focus = False
        self._chip = FixedRows(dom_id="filter-chip")
        self._error = FixedRows(dom_id="filter-error")
        self._wrong = ("", 0)
        self.display = False

    @override
    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self._input
        yield self._chip
        yield self._error

    def on_mount(self) -> None:
        self._prompt.show(((PROMPT, "accent bold"),))

    @property
    def editing(self) -> bool:
        """Whether keys go into the input."""
        # has_focus changes a turn of the loop later, in which more keys may come
        return self.is_attached and self.screen.focused is self._input

    def edit(self, text: str) -> None:
        """Open the input on a text."""
        self.display = True
        with self._input.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)
        self._input.can_focus = True
        # Widget.focus() waits for a turn of the loop, in which more keys may come.
        self.screen.set_focus(self._input)

    def settle(self, text: str) -> None:
        """Stop editing; the bar stays for as long as there is a filter."""
        self._input.can_focus = False
        with self._input.prevent(Input.Changed):
            self._input.value = text
        self.display = bool(text)
        self.show_error("", 0)

    def show_chip(self, row: Row) -> None:
        """Say where the filter runs and what it hides."""
        self._chip.show(row)

    def show_error(self, message: str, position: int) -> None:
        """Point at what is wrong, or at nothing with an empty message."""
        self._wrong = (message, position)
        self.set_class(bool(message), "-wrong")
        self._draw_error()

    def on_resize(self) -> None:
        self._draw_error()

    def _draw_error(self) -> None:
        message, position = self._wrong
        column = len(PROMPT) + position
        fits = column + len(message) + 4 < self.size.width
        indent = column if fits else 1
        where = "" if fits else f"at {position + 1}: "
        self._error.show(((" " * indent, ""), ("^ ", "fault bold"), (where + message, "fault")))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Agreed(event.value))

    @on(FilterInput.Left)
    def _left(self, event: FilterInput.Left) -> None:
        event.stop()
        self.post_message(self.Agreed(self._input.value))

    @on(FilterInput.Cancelled)
    def _cancelled(self, event: FilterInput.Cancelled) -> None:
        event.stop()
        self.post_message(self.GivenUp())

    def on_click(self, event: events.Click) -> None:
        event.stop()
