"""The filter of LOGS where the lines are: the service keeps back what does not match."""

from dataclasses import replace
from typing import Protocol

from awsobs.app.collecting_port import Collecting
from awsobs.app.panes.logs import LogsPane
from awsobs.app.scene import Scene
from awsobs.languages.server_pattern import necessary_pattern
from awsobs.present.searchable import LOG_HEADS, LOGS


class Host(Protocol):
    """The console as this sees it."""

    @property
    def scene(self) -> Scene: ...
    @property
    def collecting(self) -> Collecting | None: ...
    def tell(self, words: str, *, wrong: bool = False) -> None: ...


class ServerFilter:
    """While it is on, it follows what the user filters by; without a filter it goes off."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._sent: tuple[int, str, str] | None = None
        """The visit, the filter, and the pattern that was made of it."""

    @property
    def is_on(self) -> bool:
        """Whether the service is asked for a part of the lines only."""
        return self._sent is not None

    def switch(self, lines: LogsPane) -> None:
        """Send the present filter, or have everything read again."""
        if self._sent is not None:
            self._end(lines, "all lines are read again")
        elif not lines.filter_text:
            self._host.tell("there is no filter to send; / sets one", wrong=True)
        elif not self._send(lines):
            self._host.tell("no part of this filter can run on the server", wrong=True)

    def keep_up(self, lines: LogsPane) -> None:
        """Send another filter once the user has agreed on one, or has gone to another account."""
        memory = self._host.scene.memory
        if self._sent is None or lines.editing or memory.feeds.identity is None:
            return
        epoch, text, _ = self._sent
        if (epoch, text) == (memory.visit.epoch, lines.filter_text):
            return
        if not lines.filter_text:
            self._end(lines, "all lines are read again")
        elif not self._send(lines):
            self._end(lines, "this filter cannot run on the server: all lines are read again")

    def _send(self, lines: LogsPane) -> bool:
        """Whether there is a pattern to send."""
        memory, text = self._host.scene.memory, lines.filter_text
        services = {group.rsplit("/", 1)[-1] for group in memory.logs.groups}
        pattern, is_whole = necessary_pattern(text, LOGS.fields, {*LOG_HEADS, *services})
        if not pattern:
            return False
        before, self._sent = self._sent, (memory.visit.epoch, text, pattern)
        if before is None or before[::2] != self._sent[::2]:
            self._narrow(pattern)
            self._host.tell(f"the server sends lines that match {pattern}")
        self._show(lines, "server" if is_whole else "server+local")
        return True

    def _end(self, lines: LogsPane, words: str) -> None:
        self._sent = None
        self._narrow("")
        self._show(lines, "local")
        self._host.tell(words)

    def _narrow(self, pattern: str) -> None:
        if (collecting := self._host.collecting) is not None:
            collecting.narrow_logs(pattern)

    def _show(self, lines: LogsPane, where: str) -> None:
        """Say where the filter runs, in its line and in the header."""
        lines.runs_at = where
        narrowed = "" if where == "local" else where
        lines.show_with(replace(lines.look, narrowed=narrowed))
