r"""The query language of CloudWatch Logs Insights.

    fields @timestamp, @message | filter @message like /(?i)error/ | sort @timestamp desc | limit 20
    parse @message "user=*, ms=*" as user, ms | stats count(*), pct(ms, 99) by user, bin(5m)
    filter status in [500, 503] and not ispresent(retry) | dedup requestId # a comment
    pattern @message | diff

A query is parsed once; a run of it takes events in batches, newest first, and can be looked at
before it is done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from awsobs.languages.insights.commands import MOST_ROWS, Commands, Comparison
from awsobs.languages.insights.patterns import NewCounter, Patterns
from awsobs.languages.insights.rows import Event, Read, Row
from awsobs.languages.insights.stages import Counting, Make, Rows, Stage
from awsobs.languages.insights.text import LONGEST, InsightsError, Reader
from awsobs.languages.insights.values import text_of

__all__ = [
    "LONGEST",
    "MOST_ROWS",
    "Comparison",
    "Event",
    "InsightsError",
    "Query",
    "Result",
    "Run",
    "parse",
]

_PEEKED: Final = 500
"""So many rows are shown of what is not finished."""

_DEFAULT: Final = ("@timestamp", "@message")


@dataclass(frozen=True, slots=True)
class Result:
    """One row: the fields it has, in the order of the columns, and its event if it has one."""

    fields: Sequence[tuple[str, str]]
    event: Event | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query. `standard_only` names a command that some log classes do not have.

    `compared` says whether a run wants the events of another time too, and of which.
    """

    text: str
    columns: Sequence[tuple[str, Read]]
    makes: Sequence[Make]
    matched_by: int
    standard_only: tuple[str, int] | None = None
    compared: Comparison | None = None


class Run:
    """One run of a query; gives at most `limit` rows."""

    def __init__(self, query: Query, limit: int = MOST_ROWS) -> None:
        self._query = query
        self._limit = limit
        self._matched = Counting()
        self._stages: list[Stage] = [make() for make in query.makes]
        self._stages.insert(query.matched_by, self._matched)
        self._results: list[Result] = []
        self._is_finished = False

    @property
    def matched(self) -> int:
        """How many events passed the filters so far."""
        return self._matched.count

    def feed(self, events: Iterable[Event]) -> None:
        """Take in events; the caller bounds how many, and so how long it takes."""
        self._keep(_through(self._stages, [Row(event) for event in events]))

    def feed_before(self, events: Iterable[Event]) -> None:
        """Take in events of the time to compare with."""
        rows = [Row(event) for event in events]
        for stage in self._stages:
            if isinstance(stage, Patterns):
                stage.feed_before(rows)
                return
            rows = stage.feed(rows)

    def finish(self) -> Iterator[None]:
        """Give out what was held back; each step takes a few milliseconds at most."""
        for number, stage in enumerate(self._stages, 1):
            for batch in stage.finish():
                self._keep(_through(self._stages[number:], batch))
                yield
        self._stages.clear()
        self._is_finished = True

    def results(self) -> list[Result]:
        """The rows; before the run is finished, some of what they would be if it ended now."""
        return self._results if self._is_finished else self._peek()

    def _keep(self, rows: Rows) -> None:
        self._results += map(self._result, rows[: self._limit - len(self._results)])

    def _peek(self) -> list[Result]:
        for number, stage in enumerate(self._stages):
            if stage.holds:
                later = [make() for make in self._query.makes[number + self._offset(number) :]]
                rows = _finished(later, stage.peek(_PEEKED))
                return [self._result(row) for row in rows[: self._limit]]
        return self._results[:_PEEKED]

    def _offset(self, number: int) -> int:
        """From a stage's number to that of the next make; the counter has none."""
        return 0 if number > self._query.matched_by else 1

    def _result(self, row: Row) -> Result:
        fields = [
            (name, text)
            for name, read in self._query.columns
            if (text := text_of(read(row))) is not None
        ]
        return Result(fields, row.event)


def parse(text: str, new_counter: NewCounter | None = None) -> Query:
    """Read a query.

    Args:
        text: the query; a blank one shows every event.
        new_counter: what finds patterns, for `pattern`.

    Raises:
        InsightsError: it cannot be read.
    """
    if len(text) > LONGEST:
        raise InsightsError(f"a query has {LONGEST} characters at most", LONGEST, len(text))
    commands = Commands(Reader(text), new_counter)
    commands.read()
    names = [*(commands.columns or _DEFAULT), *commands.made]
    columns = [(name, commands.scope.reader(name)) for name in dict.fromkeys(names)]
    return Query(
        text=text,
        columns=columns,
        makes=commands.makes,
        matched_by=commands.matched_by,
        standard_only=commands.for_standard_only,
        compared=commands.compared,
    )


def _through(stages: Iterable[Stage], rows: Rows) -> Rows:
    for stage in stages:
        if not rows:
            break
        rows = stage.feed(rows)
    return rows


def _finished(stages: Sequence[Stage], rows: Rows) -> Rows:
    """What stages make of rows that are all there are."""
    for stage in stages:
        rows = stage.feed(rows) + [row for batch in stage.finish() for row in batch]
    return rows
