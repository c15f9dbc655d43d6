"""Nothing of a pasted text may act as a key, however long it is and however it ends."""

from awsobs.domain.clock import Clock

START, END = "\x1b[200~", "\x1b[201~"
MOST = 4096
"""Characters of one paste that are let through."""

_SILENCE_SECONDS = 2.0
_FEW = 16
"""What comes at once when somebody presses a key is no longer than this."""


class Pastes:
    """Stands between what the terminal sends and the parser of it.

    A paste is cut at `MOST` characters and loses its escapes, which the parser would take for
    keys. One that never ends is over with the first key after a silence: a few characters.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._is_inside = False
        self._room = 0
        self._heard = clock.monotonic()
        self._held = ""
        """Outside, the last characters that were let through; inside, a beginning of an end."""

    def feed(self, text: str) -> str:
        """What the parser may have of a text."""
        passed: list[str] = []
        now = self._clock.monotonic()
        is_silent, self._heard = now - self._heard > _SILENCE_SECONDS, now
        if self._is_inside and is_silent and len(text) <= _FEW and END not in self._held + text:
            passed.append(END)
            self._is_inside, self._held = False, ""
        while text:
            text = self._inside(text, passed) if self._is_inside else self._outside(text, passed)
        return "".join(passed)

    def _outside(self, text: str, passed: list[str]) -> str:
        """Let everything through up to the start of a paste; what comes behind it."""
        joined = self._held + text
        at = joined.find(START)
        if at < 0:
            passed.append(text)
            self._held = joined[1 - len(START) :]
            return ""
        behind = at + len(START)
        passed.append(joined[len(self._held) : behind])
        if at < len(self._held):
            # The parser may have taken the first half for keys by now; this it cannot mistake.
            passed.append(START)
        self._is_inside, self._held, self._room = True, "", MOST
        return joined[behind:]

    def _inside(self, text: str, passed: list[str]) -> str:
        """Let a part through up to the end of the paste; what comes behind it."""
        joined = self._held + text
        at = joined.find(END)
        if at < 0:
            self._held = _beginning_of_end(joined)
            self._let_through(joined[: len(joined) - len(self._held)], passed)
            return ""
        self._let_through(joined[:at], passed)
        passed.append(END)
        self._is_inside, self._held = False, ""
        return joined[at + len(END) :]

    def _let_through(self, text: str, passed: list[str]) -> None:
        part = text.replace("\x1b", "")[: self._room]
        self._room -= len(part)
        passed.append(part)


def _beginning_of_end(text: str) -> str:
    """The longest end of a text that may be the first part of `END`."""
    sizes = range(min(len(END) - 1, len(text)), 0, -1)
    return next((END[:size] for size in sizes if text.endswith(END[:size])), "")
