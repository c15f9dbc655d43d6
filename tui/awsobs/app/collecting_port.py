"""What the console asks of whatever fills the memory."""

from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Protocol, TypeAlias, TypeVar

from awsobs.collecting.questions import Question
from awsobs.domain.window import Window
from awsobs.languages.lookup_attribute import Attribute
from awsobs.store.memory import Visit

Answer = TypeVar("Answer")


class Collecting(Protocol):
    """A collector as the console sees it; every call returns at once but `stop`."""

    def start(self) -> None: ...
    def stop(self, timeout: float = 2.0) -> None: ...
    def show(self, window: Window) -> None: ...
    def switch(self, visit: Visit) -> None: ...
    def refresh(self, source: str) -> None: ...
    def cancel(self, source: str) -> None: ...
    def set_hidden(self, sources: frozenset[str]) -> None: ...
    def choose_groups(self, groups: tuple[str, ...]) -> None: ...
    def switch_live_tail(self, *, on: bool) -> None: ...
    def narrow_logs(self, pattern: str) -> None: ...
    def seek_trail(self, attribute: Attribute | None) -> None: ...
    def stop_trail(self, *, stopped: bool) -> None: ...
    def ask(self, question: "Question[Answer]") -> Future[Answer]: ...


class Ask(Protocol):
    """Puts a question to the account; raises SourceError."""

    def __call__(self, question: "Question[Answer]") -> Coroutine[Any, Any, Answer]: ...


Collect: TypeAlias = Callable[[], Collecting]
"""Makes the collector. Runs in a thread after the first frame, and may take its time.

Raises `CannotStart` where there is nothing to collect from.
"""


class CannotStart(Exception):
    """There is nothing to show: words for the user, and the exit status."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words = words
        self.status = status
