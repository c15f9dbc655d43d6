"""Keeps log groups, streams, events and saved queries in the file of `awsobs local --data`."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Self

from awsobs.local.cloud import Cloud
from awsobs.local.data_folder import DataError, DataFolder
from awsobs.local.data_writer import DataWriter, Statement
from awsobs.local.operations import Fault
from awsobs.local.services.log_columns import LogRecord, Mark, size_of
from awsobs.local.services.logs_state import (
    Change,
    EventsPut,
    GroupChanged,
    GroupDeleted,
    LogGroup,
    LogStream,
    OldestForgotten,
    StreamChanged,
    StreamDeleted,
)
from awsobs.local.services.metric_filters import filter_of, row_of

_PUT_GROUP: Final = "INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_STREAM: Final = "INSERT OR REPLACE INTO streams VALUES (?, ?, ?, ?, ?, ?, ?)"
_PUT_EVENT: Final = "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?)"
_PUT_DEFINITION: Final = "INSERT OR REPLACE INTO definitions VALUES (?, ?, ?)"
_DROP_OLDEST: Final = """
    DELETE FROM events WHERE grp = ? AND (timestamp, ingested, number) < (?, ?, ?)
"""
_END_OF_TIME: Final = Mark(2**62, 0, 0)


class DataKeeper:
    """What survives the process, of all regions of an account."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._next_id = 1
        with closing(folder.connect()) as connection:
            for (number,) in connection.execute("SELECT max(id) FROM groups"):
                self._next_id = (number or 0) + 1
            self.regions = [
                str(region)
                for (region,) in connection.execute(
                    "SELECT region FROM groups UNION SELECT region FROM definitions"
                )
            ]
        self._writer = DataWriter(folder.connect())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Take a folder, which is made if it is not there.

        Raises:
            DataError: it cannot be used.
        """
        data = DataFolder.open(folder)
        try:
            return cls(data)
        except sqlite3.Error as error:
            data.close()
            raise DataError(data.file, str(error)) from error

    @property
    def is_behind(self) -> bool:
        """Whether more waits to be written than should."""
        return self._writer.is_behind

    @property
    def has_failed(self) -> bool:
        """Whether nothing reaches the file any more."""
        return self._writer.failure is not None

    def check(self) -> None:
        """See that all that was put has reached the file.

        Raises:
            DataError: it has not.
        """
        failure = self._writer.failure
        if failure is not None:
            raise DataError(self._folder.file, str(failure)) from failure

    def keep(self, cloud: Cloud) -> None:
        """Give a new cloud what was kept of its region, and keep what changes from now on.

        Raises:
            DataError: the file cannot be read.
        """
        journal = _Journal(self, cloud.region)
        try:
            with closing(self._folder.connect()) as connection:
                cloud.logs.journal = journal.note
                for number, group in _groups(connection, cloud.region):
                    journal.ids[group.name] = number
                    cloud.logs.restore(group)
                cloud.insights.definitions |= _definitions(connection, cloud.region)
        except (sqlite3.Error, ValueError, TypeError, Fault) as error:
            raise DataError(self._folder.file, f"damaged: {error}") from error
        cloud.insights.journal = journal.note_definition

    def new_id(self) -> int:
        """A number for a group that no other one has."""
        self._next_id += 1
        return self._next_id - 1

    def write(self, sql: str, rows: list[tuple[object, ...]], size: int = 0) -> None:
        """Have a statement run soon for some rows."""
        self._writer.write(Statement(sql, rows, size))

    def close(self) -> None:
        """Write what waits, and leave the folder to others."""
        self._writer.close()
        self._folder.close()


class _Journal:
    """Writes down what changes in one region."""

    def __init__(self, keeper: DataKeeper, region: str) -> None:
        self.ids: dict[str, int] = {}
        self._keeper = keeper
        self._region = region

    def note(self, change: Change) -> None:
        write = self._keeper.write
        match change:
            case GroupChanged(group):
                if group.name not in self.ids:
                    self.ids[group.name] = self._keeper.new_id()
                write(_PUT_GROUP, [self._group_row(group)])
            case GroupDeleted(group):
                number = self.ids.pop(group.name)
                for table, column in (("events", "grp"), ("streams", "grp"), ("groups", "id")):
                    write(f"DELETE FROM {table} WHERE {column} = ?", [(number,)])
            case StreamChanged(group, stream):
                write(_PUT_STREAM, [_stream_row(self.ids[group.name], stream)])
            case StreamDeleted(group, stream):
                place = (self.ids[group.name], stream.number)
                write("DELETE FROM streams WHERE grp = ? AND number = ?", [place])
                write("DELETE FROM events WHERE grp = ? AND stream = ?", [place])
            case OldestForgotten(group):
                columns = group.columns
                oldest = columns.record(0).mark if len(columns) else _END_OF_TIME
                write(_DROP_OLDEST, [(self.ids[group.name], *oldest)])
            case EventsPut():
                self._note_events(change)

    def note_definition(self, number: str, definition: Mapping[str, Any] | None) -> None:
        if definition is None:
            sql = "DELETE FROM definitions WHERE region = ? AND number = ?"
            self._keeper.write(sql, [(self._region, number)])
        else:
            row = (self._region, number, json.dumps(definition))
            self._keeper.write(_PUT_DEFINITION, [row])

    def _note_events(self, put: EventsPut) -> None:
        group, stream = self.ids[put.group.name], put.stream.number
        rows: list[tuple[object, ...]] = [
            (group, timestamp, put.ingested, number, stream, _bytes(message))
            for number, (timestamp, message) in enumerate(put.events, put.number)
        ]
        self._keeper.write(_PUT_EVENT, rows, sum(size_of(message) for _, message in put.events))

    def _group_row(self, group: LogGroup) -> tuple[object, ...]:
        filters = json.dumps([row_of(each) for each in group.filters.values()])
        place = (self.ids[group.name], self._region, group.name)
        settings = (group.created, group.log_class, group.retention)
        return *place, *settings, filters, json.dumps(group.tags)


def _groups(connection: sqlite3.Connection, region: str) -> Iterator[tuple[int, LogGroup]]:
    rows = connection.execute(
        "SELECT id, name, created, class, retention, filters, tags FROM groups WHERE region = ?",
        (region,),
    ).fetchall()
    for number, name, created, log_class, retention, filters, tags in rows:
        group = LogGroup(name=name, created=created, log_class=log_class, retention=retention)
        group.tags = json.loads(tags)
        for row in json.loads(filters):
            made = filter_of(row, group)
            group.filters[made.name] = made
        for stream in _streams(connection, number):
            group.streams[stream.name] = stream
            group.names[stream.number] = stream.name
        group.columns.restore(_events(connection, number))
        yield number, group


def _streams(connection: sqlite3.Connection, group: int) -> Iterator[LogStream]:
    rows = connection.execute(
        "SELECT number, name, created, first, last, ingested FROM streams WHERE grp = ?", (group,)
    )
    for number, name, created, first, last, ingested in rows:
        yield LogStream(
            name=_text(name),
            number=number,
            created=created,
            first=first,
            last=last,
            ingested=ingested,
        )


def _events(connection: sqlite3.Connection, group: int) -> Iterable[LogRecord]:
    rows = connection.execute(
        "SELECT timestamp, ingested, number, stream, message FROM events WHERE grp = ? "
        "ORDER BY timestamp, ingested, number",
        (group,),
    )
    for timestamp, ingested, number, stream, message in rows:
        yield LogRecord(Mark(timestamp, ingested, number), stream, _text(message))


def _definitions(connection: sqlite3.Connection, region: str) -> dict[str, Mapping[str, Any]]:
    rows = connection.execute(
        "SELECT number, definition FROM definitions WHERE region = ?", (region,)
    )
    return {number: json.loads(definition) for number, definition in rows}


def _stream_row(group: int, stream: LogStream) -> tuple[object, ...]:
    times = (stream.created, stream.first, stream.last, stream.ingested)
    return group, stream.number, _bytes(stream.name), *times


def _bytes(text: str) -> bytes:
    """A text of any kind: JSON can spell half a surrogate pair, and clients do."""
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
