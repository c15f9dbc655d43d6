"""What came of the user's hooks, for the health screen; it outlives a switch of context."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from awsobs.domain.responses import Hook, HookCount, Run


class ResponseLog:
    """One entry a hook, in the order of the file of settings."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: list[HookCount] = []

    def begin(self, hooks: Sequence[Hook]) -> None:
        """Know these hooks, nothing of which has run."""
        with self._lock:
            self._counts = [HookCount(hook=hook) for hook in hooks]

    def ran(self, place: int, run: Run) -> None:
        """Note how the command of a hook went."""
        with self._lock:
            count = self._counts[place]
            failed = count.failed + run.failed
            self._counts[place] = replace(count, runs=count.runs + 1, failed=failed, last=run)

    def held(self, place: int, at: datetime) -> None:
        """Note that a hook had run too often already."""
        with self._lock:
            count = self._counts[place]
            self._counts[place] = replace(count, held=count.held + 1, last_held=at)

    def counts(self) -> tuple[HookCount, ...]:
        """What came of each hook so far."""
        with self._lock:
            return tuple(self._counts)
