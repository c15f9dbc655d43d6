"""What the user wants to stand out in log lines, and in how many lines it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from awsobs.app.panes.line_search import LineSearch, view_of
from awsobs.app.scene import Scene
from awsobs.languages.console_filter import Filter
from awsobs.present.log_highlights import Mark, chip, free_style, mark_of
from awsobs.present.rows import Row
from awsobs.present.searchable import LOGS
from awsobs.store.log_view import LogView


@dataclass(frozen=True, slots=True)
class _Counted:
    mark: Mark
    view: LogView


class Highlights:
    """Up to five; lines are counted as they come, and those of before slice by slice."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._search = LineSearch(scene.clock)
        self._counted: list[_Counted] = []

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What stands out, in the order in which it was wished."""
        return tuple(one.mark for one in self._counted)

    def change(self, text: str) -> None:
        """Let a text stand out; one that does no longer, and without a text none.

        Raises:
            ValueError: it is too long, or there are five already.
            RegexError: RE2 does not take it.
        """
        rest = [one for one in self._counted if one.mark.text != text.strip()]
        if not text.strip() or len(rest) < len(self._counted):
            self._counted = rest if text.strip() else []
            return
        mark = mark_of(text, free_style(self.marks))
        found = cast("Filter[object]", LOGS.filter(mark.filter_text))
        self._counted.append(_Counted(mark, view_of(self._scene.memory.logs, found)))

    def chips(self, want_more: Callable[[], None]) -> Row:
        """Each with its count, for the header; `want_more` is called while lines are left."""
        for one in self._counted:
            self._search.look(one.view)
            if one.view.behind:
                want_more()
                break  # one takes all the time that there is
        return tuple(
            span
            for one in self._counted
            for span in chip(one.mark, len(one.view), is_counting=one.view.behind)
        )
