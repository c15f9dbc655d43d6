"""`awsobs logs`: lines of groups or files, oldest first, and an account of them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator

from awsobs.commands.log_lines import log_rows, log_shape, tell_account
from awsobs.commands.output import Output, Shape
from awsobs.commands.reading import Found
from awsobs.commands.twin import Twin, answer
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition
from awsobs.languages.group_pattern import is_pattern
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import Row
from awsobs.present.searchable import LOGS
from awsobs.settings import SettingsError, first_environment, settings_from

_SLICE = 4_096


def add_arguments(parser: ArgumentParser) -> None:
    """What to read, and whether to go on reading."""
    parser.add_argument(
        "log_target",
        nargs="*",
        metavar="GROUP|FILE|-",
        help="log groups or globs of them, files, or - for stdin; group:X, file:X make sure",
    )
    parser.add_argument(
        "--from-files",
        dest="log_files",
        nargs="+",
        metavar="PATH",
        help="files to read, gzip or not",
    )
    parser.add_argument(
        "-f", "--follow", action="store_true", help="print lines as they come, until ^c"
    )
    parser.add_argument(
        "--live-tail",
        action="store_true",
        help="with --follow: have AWS send lines at once, which costs by the minute",
    )
    parser.add_argument("--yes", action="store_true", help="agree to what the live tail costs")


def run(namespace: Namespace) -> int:
    """Print the lines of files or of groups; the accounting comes last, on stderr.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    settings = settings_from(namespace, first_environment())
    if namespace.live_tail and (settings.log_files or not namespace.follow):
        raise SettingsError("--live-tail is for log groups that are followed: add --follow")
    if settings.log_files:
        from awsobs.commands.log_files import print_files

        return print_files(settings, namespace)
    if namespace.follow:
        from awsobs.commands.log_follow import follow_groups

        return follow_groups(settings, namespace)
    return answer(_TWIN, namespace)


def _records(found: Found) -> Iterator[LogEvent]:
    """The lines of the window, few at a time: all of them as objects would take too much room."""
    window, store = found.window, found.memory.logs
    start, end = (int(at.timestamp() * 1000) for at in (window.start, window.end))
    for first in range(0, len(store), _SLICE):
        for event in store.slice(first, first + _SLICE):
            if start <= event.timestamp and (window.live or event.timestamp < end):
                yield event


def _shape(event: LogEvent, found: Found) -> Shape:
    del found
    return log_shape(event)


def _rows(events: Iterable[LogEvent], found: Found, output: Output) -> Iterable[Row]:
    del found
    return log_rows(events, output)


def _nothing(found: Found) -> str:
    if _groups_read(found) == "0 groups":
        return f"no log group matches {' '.join(found.settings.log_groups)}".rstrip()
    return empty_words("logs", window=found.window)


def _groups_read(found: Found) -> str:
    """How many; how often is nothing that one look could tell."""
    return found.memory.feeds.progress("logs").partition(", ")[0]


def _may_be_file(name: str) -> bool:
    """Whether whoever typed a name may have meant a file that is not there."""
    return not is_pattern(name) and not name.startswith("/aws/")


def _close(found: Found, output: Output, shown: int) -> None:
    """What came `in` is shown, filtered, a duplicate, malformed, evicted, or lost."""
    if not found.settings.log_groups and found.error is None:
        output.note(f"read {_groups_read(found)}, those that store most; GROUP names others")
    if found.error is not None and found.error.condition is Condition.EXPIRED:
        for name in filter(_may_be_file, found.settings.log_groups):
            output.note(f"{safe_text(name)}: no such file here; log groups need credentials")
    counts, store = found.memory.feeds.counts("logs"), found.memory.logs
    tell_account(
        output,
        counts,
        kept=len(store),
        shown=shown,
        evicted=store.evicted,
        throttled=found.memory.feeds.meter.throttles("logs:"),
    )


_TWIN = Twin(
    name="logs",
    source="logs",
    for_shapes=(),
    searched=LOGS,
    records=_records,
    shape=_shape,
    rows=_rows,
    nothing=_nothing,
    close=_close,
)
