"""The commands of Logs Insights, read one after the other into stages."""

import re
from collections.abc import Callable
from enum import Enum
from typing import Final

from awsobs.languages.insights.expressions import Expressions, Scope
from awsobs.languages.insights.parse import Change, parse_command
from awsobs.languages.insights.patterns import COLUMNS, DIFF_COLUMNS, NewCounter, Patterns
from awsobs.languages.insights.rows import Read, Row
from awsobs.languages.insights.stages import (
    Changing,
    Deduplicating,
    Filtering,
    Limiting,
    Make,
    Sorting,
)
from awsobs.languages.insights.stats import named, stats_command
from awsobs.languages.insights.text import Reader

MOST_ROWS: Final = 10_000
"""So many rows a query has at most; what sorts in the middle of one may keep more."""


class Comparison(Enum):
    """The time that `diff` compares with: just before, or a day, a week or a month ago."""

    PERIOD = ""
    DAY = "previousday"
    WEEK = "previousweek"
    MONTH = "previousmonth"


COMPARISONS: Final = tuple(each.value for each in Comparison if each.value)

_MOST_SORTED: Final = 100_000
_PLAIN: Final = re.compile(r"[@A-Za-z_][\w@.]*")
_AFTER_COLUMN: Final = re.compile(r"\s*(?:[,|#]|\Z|(?:asc|desc)\b)", re.IGNORECASE)


class Commands:
    """The commands read so far: their stages and the columns of the result."""

    def __init__(self, reader: Reader, new_counter: NewCounter | None) -> None:
        self.makes: list[Make] = []
        self.scope = Scope()
        self.columns: list[str] = []
        self.made: list[str] = []
        self.matched_by = 0
        """After so many stages a row counts as matched."""
        self.compared: Comparison | None = None
        self.for_standard_only: tuple[str, int] | None = None
        self._reader = reader
        self._new_counter = new_counter
        self._expressions = Expressions(reader, self.scope)
        self._readers: dict[str, Callable[[], None]] = {
            "fields": self._fields,
            "display": self._display,
            "filter": self._filter,
            "filterindex": self._filter,
            "parse": self._parse,
            "stats": self._stats,
            "sort": self._sort,
            "limit": self._limit,
            "head": self._limit,
            "dedup": self._dedup,
            "pattern": self._pattern,
        }

    def read(self) -> None:
        """Read all commands, up to the end of the text.

        Raises:
            InsightsError: one cannot be read.
        """
        while not self._reader.ends():
            self._command()
            if not self._reader.ends() and not self._reader.take("|"):
                self._reader.unexpected("expected | or the end")
            elif self._reader.text[self._reader.behind - 1] == "|" and self._reader.ends():
                self._reader.unexpected("expected a command")

    def _command(self) -> None:
        name = self._reader.word(*self._readers)
        if not name:
            self._reader.unexpected(f"expected a command: {', '.join(sorted(self._readers))}")
        self._readers[name]()

    def _fields(self) -> None:
        changes: list[Change] = []
        while True:
            self._reader.skip()
            start = self._reader.at
            name, read = named(self._expressions)
            plain = self._reader.text[start : self._reader.behind].replace("`", "")
            if plain != name or not _PLAIN.fullmatch(name):
                changes.append(_setting(name, read))
                self.scope.made.add(name)
            self._show(name)
            if not self._reader.take(","):
                break
        if changes:
            self.makes.append(lambda: Changing(changes))

    def _display(self) -> None:
        names = [self._column_name()]
        while self._reader.take(","):
            names.append(self._column_name())
        self.columns = names
        self.made = []

    def _filter(self) -> None:
        condition = self._expressions.expression()
        self.makes.append(lambda: Filtering(condition))
        if not self.scope.closed:
            self.matched_by = len(self.makes)

    def _parse(self) -> None:
        change, names = parse_command(self._expressions)
        self.makes.append(lambda: Changing([change]))
        self.made += [name for name in names if name not in self.made]

    def _stats(self) -> None:
        make, names = stats_command(self._reader, self.scope)
        self.makes.append(make)
        self.columns, self.made = list(names), []

    def _sort(self) -> None:
        self._reader.word("by")
        keys = [self._sort_key()]
        while self._reader.take(","):
            keys.append(self._sort_key())
        keep = self._kept_of_sort()
        self.makes.append(lambda: Sorting(keys, keep))

    def _sort_key(self) -> tuple[Read, bool]:
        read = self._column()
        return read, self._reader.word("asc", "desc") == "desc"

    def _kept_of_sort(self) -> int:
        """How many sorted rows anybody will see."""
        at = self._reader.at
        if self._reader.ends():
            return MOST_ROWS
        limited = self._reader.take("|") and self._reader.word("limit", "head")
        kept = self._reader.number() if limited else None
        self._reader.at = at
        return min(kept, MOST_ROWS) if isinstance(kept, int) else _MOST_SORTED

    def _limit(self) -> None:
        self._reader.skip()
        start = self._reader.at
        limit = self._reader.whole()
        if not 1 <= limit <= MOST_ROWS:
            message = f"limit is between 1 and {MOST_ROWS}"
            self._reader.refuse(message, start, self._reader.behind)
        self.makes.append(lambda: Limiting(limit))

    def _dedup(self) -> None:
        reads = [self._column()]
        while self._reader.take(","):
            reads.append(self._column())
        self.makes.append(lambda: Deduplicating(reads))

    def _pattern(self) -> None:
        start = self._reader.at
        read, counter = self._expressions.expression(), self._new_counter
        if counter is None or self.scope.closed:
            self._reader.refuse("pattern cannot stand here", start, self._reader.behind)
        self.compared = self._compared()
        compares = self.compared is not None
        columns = DIFF_COLUMNS if compares else COLUMNS
        self.makes.append(lambda: Patterns(read, counter(), compares=compares))
        self.scope.made, self.scope.closed = set(columns), True
        self.columns, self.made = list(columns), []
        self.for_standard_only = ("pattern", start)

    def _compared(self) -> Comparison | None:
        """Pass over the `diff` that may follow `pattern`."""
        at = self._reader.at
        if self._reader.take("|") and self._reader.word("diff"):
            return Comparison(self._reader.word(*COMPARISONS))
        self._reader.at = at
        return None

    def _show(self, name: str) -> None:
        if name not in self.columns:
            self.columns.append(name)

    def _column(self) -> Read:
        name = self._spelled()
        return self.scope.reader(name) if name else self._expressions.expression()

    def _column_name(self) -> str:
        return self._spelled() or self._reader.name()

    def _spelled(self) -> str:
        """Pass over the name of a column that is spelled as what it was made of: `count(*)`."""
        self._reader.skip()
        text, at = self._reader.text, self._reader.at
        for name in sorted(self.scope.made, key=len, reverse=True):
            if text.startswith(name, at) and _AFTER_COLUMN.match(text, at + len(name)):
                self._reader.at += len(name)
                return name
        return ""


def _setting(name: str, read: Read) -> Change:
    def change(row: Row) -> None:
        row.made[name] = read(row)

    return change
