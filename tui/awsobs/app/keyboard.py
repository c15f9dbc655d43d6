"""What the terminal sends, as events: any byte may come, and none may end the program."""

from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

from textual._xterm_parser import XTermParser
from textual.events import Key, Paste, Resize
from textual.keys import Keys
from textual.message import Message
from typing_extensions import override

from awsobs.app.pastes import Pastes
from awsobs.domain.clock import Clock

_WIDEST = 5000
"""Cells; a size that a terminal reports in its input is believed up to here."""


class Keyboard:
    """Decodes, limits pastes, and parses."""

    def __init__(self, clock: Clock) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._pastes = Pastes(clock)
        self._parser = _Parser()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The events of these bytes."""
        if text := self._pastes.feed(self._decode(data)):
            yield from _sound(self._parser.feed(text))

    def tick(self) -> Iterator[Message]:
        """Events that are due because nothing more came."""
        yield from _sound(self._parser.tick())


class _Parser(XTermParser):
    """Numbers that are none, or too large, do not end it."""

    @override
    def parse_mouse_code(self, code: str) -> Message | None:
        try:
            return super().parse_mouse_code(code)
        except (ValueError, ArithmeticError):
            return None

    @override
    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, ArithmeticError):
            return [Key(Keys.Ignore, sequence)]


def _sound(messages: Iterable[Message]) -> Iterator[Message]:
    for message in messages:
        if isinstance(message, Resize) and not _is_sound(message):
            continue
        if isinstance(message, Paste):
            message.text = message.text.replace("\x1b", "")
        yield message


def _is_sound(resize: Resize) -> bool:
    return 0 < resize.size.width <= _WIDEST and 0 < resize.size.height <= _WIDEST
