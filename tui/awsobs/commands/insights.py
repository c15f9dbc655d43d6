"""`awsobs insights`: a query that Logs Insights runs, with its progress and price on stderr."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from contextlib import aclosing
from os import environ

from awsobs.collecting.preflight import signed_in
from awsobs.commands.output import Output, is_plain, output_of, printed, shape_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.insights import InsightsQuery, QueryAnswer, QueryRefused
from awsobs.domain.source_state import Condition, SourceError
from awsobs.present.ascii import ascii_row
from awsobs.present.insights import (
    heads_row,
    position_row,
    progress_words,
    result_row,
    widths_of,
)
from awsobs.present.rows import Row, text_of
from awsobs.settings import Settings, first_environment, settings_from
from awsobs.settings.opening import opening_window

_ERASE = "\r\x1b[K"
_ENDED_WELL = "Complete"
_BARE_WIDTH = 10_000
"""Cells of a row where nothing says how wide is too wide."""


def add_arguments(parser: ArgumentParser) -> None:
    """The query first, then what it is about."""
    parser.add_argument("insights_query", metavar="QUERY", help="in the language of Logs Insights")
    parser.add_argument(
        "insights_group", nargs="*", metavar="GROUP", help="log groups or globs of them, 50 at most"
    )


def run(namespace: Namespace) -> int:
    """Run the query to its end and print its rows.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    output = output_of(namespace, "insights")
    groups: list[str] = namespace.insights_group
    if groups:
        namespace.log_group = [*(getattr(namespace, "log_group", None) or []), *groups]
    settings = settings_from(namespace, first_environment())
    text: str = namespace.insights_query
    clock = SystemClock()
    window = opening_window(settings, clock.now())
    query = InsightsQuery(text=text, groups=settings.log_groups, start=window.start, end=window.end)
    try:
        settings = signed_in(settings, environ, clock, None)
        answer = asyncio.run(_answered(settings, query, clock, output))
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except SourceError as error:
        return _refused(error, text, output)
    status = printed(_lines(answer, output, settings))
    if answer.status != _ENDED_WELL:
        output.tell(f"the query ended as {answer.status}; what was printed may lack some")
        return status or ExitStatus.UNREACHABLE
    return status


async def _answered(
    settings: Settings, query: InsightsQuery, clock: SystemClock, output: Output
) -> QueryAnswer:
    # The SDK takes a third of a second to import; what is asked wrongly is told before.
    from awsobs.collecting.account import pace_of
    from awsobs.collecting.preflight import access_of
    from awsobs.sources.insights import answers
    from awsobs.sources.session import Aws

    answer = QueryAnswer()
    telling = _Telling(output)
    async with (
        Aws(access_of(settings), clock, pace=pace_of(settings, clock)) as aws,
        aclosing(answers(aws, query)) as coming,
    ):
        async for answer in coming:
            telling.say(answer)
    telling.end(answer)
    return answer


class _Telling:
    """Progress: on a terminal in one line that is drawn over, else its last state alone."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._draws = sys.stderr.isatty() and not output.quiet

    def say(self, answer: QueryAnswer) -> None:
        """How far it is."""
        if self._draws:
            words = f"awsobs insights: {progress_words(answer)}"
            sys.stderr.write(_ERASE + words[: self._output.width - 1])
            sys.stderr.flush()
        elif self._output.verbose:
            self._output.tell(progress_words(answer))

    def end(self, answer: QueryAnswer) -> None:
        """What it came to."""
        if self._draws:
            sys.stderr.write(_ERASE)
        if self._draws or not self._output.verbose:
            self._output.note(progress_words(answer))


def _lines(answer: QueryAnswer, output: Output, settings: Settings) -> Iterable[str]:
    if output.as_shapes:
        return (output.line({"fields": shape_of(dict(row.fields))}) for row in answer.rows)
    shown = map(ascii_row, _rows(answer, output)) if is_plain(settings) else _rows(answer, output)
    return (text_of(row).rstrip() for row in shown)


def _rows(answer: QueryAnswer, output: Output) -> Iterable[Row]:
    if not answer.rows:
        return
    widths = widths_of(answer)
    width = output.width if output.is_cut else _BARE_WIDTH
    yield heads_row(answer, widths, width)
    for row in answer.rows:
        yield result_row(row, answer, widths, width)


def _refused(error: SourceError, text: str, output: Output) -> int:
    """Say what went wrong; where it is in the query, with the place under it."""
    output.tell(error.what)
    if isinstance(error, QueryRefused):
        line_start = text.rfind("\n", 0, error.start) + 1
        line = text[line_start:].partition("\n")[0]
        carets = position_row(text, error.start, error.end, max(output.width, len(line) + 2))
        for shown in (line, text_of(carets).rstrip()):
            output.tell(shown)
        return ExitStatus.USAGE
    if error.hint:
        output.tell(error.hint)
    if error.what.startswith(("ResourceNotFound", "no log group")):
        return ExitStatus.USAGE
    refused = error.condition in (Condition.DENIED, Condition.EXPIRED)
    return ExitStatus.CREDENTIALS if refused else ExitStatus.UNREACHABLE
