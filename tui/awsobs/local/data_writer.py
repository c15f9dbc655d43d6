"""The thread that writes to the file of `awsobs local --data`, a batch at a time."""

import queue
import sqlite3
import threading
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

Values: TypeAlias = Sequence[tuple[object, ...]]

PAUSE: Final = 0.1
"""Seconds that changes wait for others; what is lost in a crash is not much more."""

MOST_WAITING: Final = 64 * 1024 * 1024
"""Bytes of messages that may wait."""


class Statement(NamedTuple):
    """One statement with the rows to run it for, and about how many bytes they have."""

    sql: str
    rows: Values
    size: int = 0


class DataWriter:
    """Writes in the order of the calls; never keeps the caller waiting."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.failure: Exception | None = None
        self._connection = connection
        self._waiting: queue.SimpleQueue[Statement | None] = queue.SimpleQueue()
        self._put = 0
        self._written = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="awsobs-data", daemon=True)
        self._thread.start()

    @property
    def is_behind(self) -> bool:
        """Whether too much waits, or will never be written."""
        return self._put - self._written > MOST_WAITING or self.failure is not None

    def write(self, statement: Statement) -> None:
        """Have a statement run soon."""
        if self.failure is None:
            self._put += statement.size
            self._waiting.put(statement)

    def close(self) -> None:
        """Write what waits, and end."""
        self._stopping.set()
        self._waiting.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        try:
            self._connection.execute("PRAGMA synchronous = NORMAL")
            while (first := self._waiting.get()) is not None:
                self._stopping.wait(PAUSE)
                with self._connection:
                    if not self._write_waiting(first):
                        break
        except (sqlite3.Error, OverflowError) as error:
            self.failure = error

    def _write_waiting(self, first: Statement) -> bool:
        """Run what waits by now; says whether more is to come."""
        self._execute(first)
        for _ in range(self._waiting.qsize()):
            statement = self._waiting.get()
            if statement is None:
                return False
            self._execute(statement)
        return True

    def _execute(self, statement: Statement) -> None:
        self._connection.executemany(statement.sql, statement.rows)
        self._written += statement.size
