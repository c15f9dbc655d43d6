"""EventBridge rules as last listed."""

from collections.abc import Sequence
from threading import Lock

from awsobs.domain.events import Rule


class EventStore:
    """A whole answer replaces the one before it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rules: tuple[Rule, ...] = ()
        self._revision = 0

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    def replace(self, rules: Sequence[Rule]) -> None:
        """Keep these rules."""
        with self._lock:
            if tuple(rules) != self._rules:
                self._rules = tuple(rules)
                self._revision += 1

    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order they were listed."""
        return self._rules

    def clear(self) -> None:
        """Forget everything."""
        self.replace(())
