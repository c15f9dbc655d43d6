"""The folder of `awsobs local --data`: one file, and a lock that ends with its process."""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Self

FORMAT: Final = 2
FILE: Final = "local.sqlite3"

_OURS: Final = 0x61776F62
_LOCK: Final = "lock"
_SCHEMA: Final = """
CREATE TABLE groups (
    id INTEGER PRIMARY KEY, region TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
    class TEXT NOT NULL, retention INTEGER, filters TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE streams (
    grp INTEGER NOT NULL, number INTEGER NOT NULL, name BLOB NOT NULL, created INTEGER NOT NULL,
    first INTEGER, last INTEGER, ingested INTEGER, PRIMARY KEY (grp, number)
) WITHOUT ROWID;
CREATE TABLE events (
    grp INTEGER NOT NULL, timestamp INTEGER NOT NULL, ingested INTEGER NOT NULL,
    number INTEGER NOT NULL, stream INTEGER NOT NULL, message BLOB NOT NULL,
    PRIMARY KEY (grp, timestamp, ingested, number)
) WITHOUT ROWID;
CREATE TABLE definitions (
    region TEXT NOT NULL, number TEXT NOT NULL, definition TEXT NOT NULL,
    PRIMARY KEY (region, number)
) WITHOUT ROWID;
"""
_FROM_FORMAT_1: Final = """
BEGIN; ALTER TABLE groups ADD COLUMN tags TEXT NOT NULL DEFAULT '{}'; PRAGMA user_version = 2;
COMMIT;
"""


class DataError(Exception):
    """The folder or its file cannot be used; says which, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class DataFolder:
    """A folder that this process alone writes to."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.file = folder / FILE
        self._lock = lock

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Take the folder, and see that its file is one of ours and whole; make what lacks.

        Raises:
            DataError: another process has it, or it cannot be used. Nothing is changed then.
        """
        data = cls(folder, _locked(folder))
        try:
            with closing(data.connect()) as connection:
                _prepare(connection)
        except sqlite3.Error as error:
            data.close()
            raise DataError(data.file, str(error)) from error
        except _Unfit as error:
            data.close()
            raise DataError(data.file, str(error)) from error
        return data

    def connect(self) -> sqlite3.Connection:
        """A connection to the file, for any thread.

        Raises:
            sqlite3.Error: it cannot be opened.
        """
        return sqlite3.connect(self.file, check_same_thread=False)

    def close(self) -> None:
        """Leave the folder to others."""
        os.close(self._lock)


class _Unfit(Exception):
    """The file is not what is wanted."""


def _locked(folder: Path) -> int:
    """The lock of the folder, which the system takes back when the process ends in any way."""
    path = folder / _LOCK
    if folder.exists() and not folder.is_dir():
        raise DataError(folder, "not a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DataError(folder, error.strerror or str(error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        os.close(lock)
        raise DataError(folder, f"in use by awsobs local, pid {holder or 'unknown'}") from error
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def _prepare(connection: sqlite3.Connection) -> None:
    """Hold the file against what is wanted, or fill an empty one."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if owner == 0 and version == 0 and tables == 0:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(
            f"BEGIN; {_SCHEMA} PRAGMA application_id = {_OURS}; PRAGMA user_version = {FORMAT};"
            "COMMIT;"
        )
        return
    if owner != _OURS:
        raise _Unfit("not a file of awsobs local")
    if version > FORMAT:
        raise _Unfit(f"written by a newer awsobs (format {version}, this one reads {FORMAT})")
    (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise _Unfit(f"damaged: {state}")
    if version < FORMAT:
        connection.executescript(_FROM_FORMAT_1)
