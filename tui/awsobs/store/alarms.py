"""The alarms of the account as last described, and their history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock

from awsobs.domain.alarms import Alarm, AlarmChange

MAX_HISTORY = 500


class AlarmStore:
    """A whole answer replaces the one before it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._alarms: tuple[Alarm, ...] = ()
        self._history: dict[str, tuple[AlarmChange, ...]] = {}
        self._acked: dict[str, datetime | None] = {}
        self._revision = 0

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    def replace(self, alarms: Sequence[Alarm]) -> None:
        """Keep these alarms and forget those that are gone, with their history."""
        with self._lock:
            fresh = tuple(alarms)
            names = {alarm.name for alarm in fresh}
            gone = [name for name in self._history if name not in names]
            for name in gone:
                del self._history[name]
            if fresh != self._alarms or gone:
                self._alarms = fresh
                self._revision += 1

    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms in the order they were described."""
        return self._alarms

    def add_history(self, alarm: str, changes: Sequence[AlarmChange]) -> None:
        """Keep changes of one alarm, each once, newest first."""
        with self._lock:
            known = self._history.get(alarm, ())
            merged = {(c.at, c.kind, c.summary): c for c in (*known, *changes)}
            ordered = sorted(merged.values(), key=lambda c: c.at, reverse=True)[:MAX_HISTORY]
            if tuple(ordered) != known:
                self._history[alarm] = tuple(ordered)
                self._revision += 1

    def history(self, alarm: str) -> tuple[AlarmChange, ...]:
        """What is known of an alarm's past, newest first."""
        return self._history.get(alarm, ())

    def acknowledge(self, name: str, since: datetime | None) -> bool:
        """Note that somebody looks after a change of state, or no longer; whether somebody does."""
        with self._lock:
            is_new = name not in self._acked or self._acked[name] != since
            if is_new:
                self._acked[name] = since
            else:
                del self._acked[name]
            self._revision += 1
            return is_new

    def recall(self, acked: Mapping[str, datetime | None]) -> None:
        """Take up what was acknowledged in an earlier run."""
        with self._lock:
            self._acked = {**acked, **self._acked}
            self._revision += 1

    @property
    def acknowledged(self) -> Mapping[str, datetime | None]:
        """By alarm since when it was in the state that was acknowledged; old ones are left out."""
        now = {alarm.name: alarm.since for alarm in self._alarms}
        return {name: since for name, since in self._acked.items() if now.get(name, since) == since}

    def acked(self) -> frozenset[str]:
        """The alarms that are still as they were when they were acknowledged."""
        known = self._acked
        return frozenset(
            alarm.name
            for alarm in self._alarms
            if alarm.name in known and known[alarm.name] == alarm.since
        )

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._alarms = ()
            self._history.clear()
            self._acked.clear()
            self._revision += 1
