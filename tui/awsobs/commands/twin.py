"""The headless twin of a pane: the same records, filter and rows, printed once."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from awsobs.commands.output import NARROWEST, Output, Shape, is_plain, output_of, printed
from awsobs.commands.reading import Found, look, say_failures
from awsobs.domain.context import Context
from awsobs.domain.exit_status import ExitStatus
from awsobs.languages.console_filter import FilterError
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import Row, text_of
from awsobs.present.searchable import Searchable
from awsobs.settings import Settings, first_environment, settings_from

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin(Generic[Record]):
    """How a command answers what its pane shows.

    `source` fills the pane; those in `before` are asked first, those in `for_rows` and
    `for_shapes` after it, for the table or for the objects alone. `records` are what the window
    holds in the order of print, `shape` is the object of one of them, `rows` their table;
    `nothing` says that there are none. `close` is told, at the very end, how many were shown.
    """

    name: str
    source: str
    before: Sequence[str] = ()
    for_rows: Sequence[str] = ()
    for_shapes: Sequence[str] = ("identity",)
    searched: Searchable[Record]
    records: Callable[[Found], Iterable[Record]]
    shape: Callable[[Record, Found], Shape]
    rows: Callable[[Iterable[Record], Found, Output], Iterable[Row]]
    nothing: Callable[[Found], str]
    close: Callable[[Found, Output, int], None] | None = None


def answer(
    twin: Twin[Record],
    namespace: Namespace,
    read: Callable[[Settings, Output], Found] | None = None,
) -> int:
    """Read and print; the exit status. Without `read` the account is asked.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, twin.name)
    output = replace(output, width=max(output.width, NARROWEST))
    wanted = filter_of(twin.searched, settings)
    try:
        after = twin.for_shapes if output.as_shapes else twin.for_rows
        asked = (*twin.before, twin.source, *after)
        if read is None:
            found = look(settings, output, twin.source, asked=asked)
        else:
            found = read(settings, output)
        return _told(twin, found, output, wanted)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED


def filter_of(searched: Searchable[Record], settings: Settings) -> Callable[[Record], bool] | None:
    """What the filter of the settings lets through, or None without one.

    Raises:
        SettingsError: it cannot be understood.
    """
    if not settings.filter.strip():
        return None
    try:
        return searched.filter(settings.filter).matches
    except FilterError as error:
        words = f"{settings.filter}: at character {error.position + 1}: {error.message}"
        raise settings.refusal("filter", words) from error


def context_shape(context: Context) -> Shape:
    """Whose record an object is."""
    return {"account": context.account, "region": context.region, "profile": context.profile}


def _told(
    twin: Twin[Record],
    found: Found,
    output: Output,
    wanted: Callable[[Record], bool] | None,
) -> int:
    tally = _Tally()
    shown = tally.counted(twin.records(found), wanted)
    if output.as_shapes:
        status = printed(output.line(twin.shape(one, found)) for one in shown)
    else:
        rows = twin.rows(shown, found, output)
        status = printed(_row_texts(rows, found.settings))
    if status:
        return status
    status = say_failures(found, output)
    if not tally.shown and not status:
        hidden = tally.seen
        output.note(f"filter hides all {hidden:,}" if hidden else twin.nothing(found))
    if twin.close is not None:
        twin.close(found, output, tally.shown)
    return status


class _Tally:
    """How many records there were, and how many of them the filter let through."""

    def __init__(self) -> None:
        self.seen = self.shown = 0

    def counted(
        self, records: Iterable[Record], wanted: Callable[[Record], bool] | None
    ) -> Iterator[Record]:
        for record in records:
            self.seen += 1
            if wanted is None or wanted(record):
                self.shown += 1
                yield record


def _row_texts(rows: Iterable[Row], settings: Settings) -> Iterable[str]:
    shown = map(ascii_row, rows) if is_plain(settings) else rows
    return (text_of(row).rstrip() for row in shown)
