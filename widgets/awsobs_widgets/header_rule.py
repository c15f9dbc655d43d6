"""The one-row rule above a pane."""

from textual import events
from textual.message import Message
from typing_extensions import override

from awsobs_widgets.tail_row import TailRow

_TAIL = 12
"""Cells at the end where ages and lags stand."""


class HeaderRule(TailRow):
    """A pane's title row; a click on it asks for the pane."""

    class Pressed(Message):
        """The header was clicked; `twice` on a double click."""

        def __init__(self, header: "HeaderRule", *, twice: bool) -> None:
            super().__init__()
            self.header = header
            self.twice = twice

        @property
        @override
        def control(self) -> "HeaderRule":
            return self.header

    def __init__(self) -> None:
        super().__init__(_TAIL)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Pressed(self, twice=event.chain == 2))
