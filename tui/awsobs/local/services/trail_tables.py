"""Records of CloudTrail as a table of SQLite, for one SELECT that cannot do harm."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from awsobs.local.services.trail import Entry
from awsobs.local.services.trail_sql import Refused, translated

_TEXTS: Final = (
    "eventVersion", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
    "errorCode", "errorMessage", "requestID", "eventID", "eventType", "apiVersion",
    "recipientAccountId", "sharedEventID", "vpcEndpointId", "eventCategory",
    "sessionCredentialFromConsole", "userIdentity", "requestParameters", "responseElements",
    "additionalEventData", "resources", "serviceEventDetails", "addendum", "edgeDeviceDetails",
    "insightDetails", "tlsDetails",
)  # fmt: skip
_TRUTHS: Final = ("readOnly", "managementEvent")
_FUNCTIONS: Final = frozenset({
    "abs", "avg", "coalesce", "count", "date_add", "element_at", "from_iso8601_timestamp",
    "ifnull", "instr", "json_extract", "length", "like", "lower", "ltrim", "max", "min", "nullif",
    "replace", "round", "rtrim", "substr", "sum", "trim", "upper",
})  # fmt: skip
_READING: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_LONGEST_VALUE = 2_000_000
_LARGEST_RESULT = 64 * 1024 * 1024
_LONGEST_PATTERN = 200
_STEPS, _MOST_PAUSES = 10_000, 1_000
_UNITS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a service calls the columns of its table of records, and writes what is in them."""

    columns: tuple[str, ...]
    truths: frozenset[str]
    is_lower: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.rpartition(" AS ")[2] for column in self.columns)


PARTITIONS: Final = ("account", "region", "timestamp")
"""What Athena's table is partitioned by."""


def _member(name: str) -> str:
    return f"json_extract(record, '$.{name}')"


LAKE: Final = Dialect(
    columns=(
        "time AS eventTime",
        "record AS eventJson",
        *(f"{_member(name)} AS {name}" for name in _TEXTS),
        *(f"{_member(name)} IN (1, 'true') AS {name}" for name in _TRUTHS),
    ),
    truths=frozenset(name.lower() for name in _TRUTHS),
)
"""CloudTrail Lake: event times are timestamps, truths are booleans."""

ATHENA: Final = Dialect(
    columns=(
        f"{_member('eventTime')} AS eventtime",
        *(f"{_member(name)} AS {name.lower()}" for name in _TEXTS),
        *(
            f"CASE {_member(name)} IN (1, 'true') WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
            f" AS {name.lower()}"
            for name in _TRUTHS
        ),
        f"{_member('awsRegion')} AS region",
        f"{_member('recipientAccountId')} AS account",
        "replace(substr(time, 1, 10), '-', '/') AS timestamp",
    ),
    truths=frozenset(),
    is_lower=True,
)
"""The table of Athena's documentation, partitioned by account, region and day: all is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What a SELECT has found, and what was looked at for it. None is SQL's null."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    scanned: int
    scanned_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A SELECT that has been understood."""

    sql: str
    values: tuple[str, ...]
    dialect: Dialect

    @classmethod
    def of(
        cls,
        statement: str,
        values: Sequence[str],
        dialect: Dialect,
        *,
        has: Callable[[str], bool],
        now: datetime,
    ) -> "Select":
        """Understand a statement.

        Args:
            statement: In the service's own SQL.
            values: For each `?` one.
            dialect: Whose SQL it is.
            has: Whether there is a table of a name.
            now: The present moment.

        Raises:
            Refused: it cannot be run; the words say why.
        """

        def table(name: str) -> str:
            if not has(name):
                raise Refused(f"Table {name:.100} does not exist.")
            return "records"

        select = cls(sql=translated(statement, table, now), values=tuple(values), dialect=dialect)
        select.run(())
        return select

    def run(self, entries: Iterable[Entry]) -> Selected:
        """Run it over records.

        Raises:
            Refused: it cannot be run, or takes too long.
        """
        rows = [(_moment_text(entry.row["EventTime"]), entry.text) for entry in entries]
        size = sum(len(text) for _, text in rows)
        with closing(sqlite3.connect(":memory:")) as connection:
            _fill(connection, self.dialect, rows)
            _guard(connection)
            try:
                cursor = connection.execute(self.sql, self.values)
                found = _bounded(cursor)
            except Refused:
                raise
            except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
                raise Refused(_why(error)) from error
            names = tuple(_named(column[0], at) for at, column in enumerate(cursor.description))
        names = tuple(name.lower() for name in names) if self.dialect.is_lower else names
        shown = [
            tuple(_shown(name, value, self.dialect) for name, value in zip(names, row, strict=True))
            for row in found
        ]
        return Selected(columns=names, rows=tuple(shown), scanned=len(rows), scanned_bytes=size)


def _bounded(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    size = 0
    for row in rows:
        found.append(row)
        size += sum(len(str(value)) for value in row)
        if size > _LARGEST_RESULT:
            raise Refused("The query finds too much; select fewer columns, or add a LIMIT.")
    return found


def _fill(
    connection: sqlite3.Connection, dialect: Dialect, rows: Iterable[tuple[str, str]]
) -> None:
    connection.text_factory = _text
    connection.create_collation("moment", _compare)
    for name, count, function in (
        ("date_add", 3, _date_add),
        ("element_at", 2, _element_at),
        ("from_iso8601_timestamp", 1, _plain_moment),
    ):
        connection.create_function(name, count, function, deterministic=True)
    connection.execute("CREATE TABLE entries (time TEXT COLLATE moment, record TEXT)")
    # SQLite refuses what nests deeper than Python does.
    connection.executemany(
        "INSERT INTO entries SELECT ?, CASE WHEN json_valid(?) THEN ? END",
        ((time, record, record) for time, record in rows),
    )
    columns = ", ".join(dialect.columns)
    connection.execute(f"CREATE VIEW records AS SELECT {columns} FROM entries")


def _text(content: bytes) -> str:
    """A text of SQLite, which may hold halves of surrogate pairs."""
    return content.decode(errors="replace")


def _guard(connection: sqlite3.Connection) -> None:
    """Let what comes from outside read the records, for a while, and do nothing else."""
    pauses = iter(range(_MOST_PAUSES))
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _LONGEST_PATTERN)
    connection.set_progress_handler(lambda: next(pauses, None) is None, _STEPS)
    connection.set_authorizer(_authorize)


def _authorize(
    action: int, _first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    is_known = action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS
    return sqlite3.SQLITE_OK if is_known or action in _READING else sqlite3.SQLITE_DENY


def _why(error: Exception) -> str:
    text = str(error)
    if text == "interrupted":
        return "The query takes too long; look at less."
    return re.sub(r"^not authorized$", "The statement does more than to read records.", text)[:300]


def _named(name: str, place: int) -> str:
    """What is only worked out has no name of its own in either dialect."""
    return name if re.fullmatch(r"\w+", name) else f"_col{place}"


def _shown(name: str, value: object, dialect: Dialect) -> str | None:
    if value is None:
        return None
    if name.lower() in dialect.truths and value in (0, 1):
        return "true" if value else "false"
    return str(value)


def _moment_text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"


def _plain_moment(text: object) -> str:
    """A moment without what its spellings differ in: a T, a Z, and thousandths that are none."""
    plain = str(text).replace("T", " ").removesuffix("Z")
    return plain.removesuffix(".000")


def _compare(one: str, other: str) -> int:
    first, second = _plain_moment(one), _plain_moment(other)
    return (first > second) - (first < second)


def _element_at(members: object, key: object) -> str | None:
    """A member of a map, whose values are all texts."""
    try:
        value = json.loads(str(members))
    except ValueError:
        return None
    member = cast("Mapping[str, object]", value).get(str(key)) if isinstance(value, dict) else None
    return member if member is None or isinstance(member, str) else json.dumps(member)


def _date_add(unit: object, number: object, moment: object) -> str | None:
    seconds = _UNITS.get(str(unit).lower())
    if seconds is None or not isinstance(number, int | float):
        return None
    try:
        return _moment_text(
            datetime.fromisoformat(str(moment)) + timedelta(seconds=seconds * number)
        )
    except (ValueError, OverflowError):
        return None
