"""`awsobs traces`: what X-Ray has sampled, worst first; and what failing requests share."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from awsobs.analysis.trace_summaries import summary_of_trace
from awsobs.commands.output import Output
from awsobs.commands.reading import Found
from awsobs.commands.segment_files import add_segment_files, file_refusal, span_of, traces_in
from awsobs.commands.shared import answer_shared
from awsobs.commands.trace_shapes import summary_shape
from awsobs.commands.twin import Twin, answer
from awsobs.domain.clock import SystemClock
from awsobs.domain.traces import TraceSummary
from awsobs.domain.window import Window
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import Row
from awsobs.present.searchable import TRACES
from awsobs.present.traces import trace_row, worst_first
from awsobs.settings import Settings
from awsobs.store.memory import Memory


def add_arguments(parser: ArgumentParser) -> None:
    """The filter may stand without its option."""
    words = 'what to show, as typed after /: "fault:yes svc:payments"'
    parser.add_argument("filter", nargs="?", default=SUPPRESS, metavar="FILTER", help=words)
    which = parser.add_mutually_exclusive_group()
    add_expression(which.add_argument)
    which.add_argument(
        "--group",
        dest="expression",
        metavar="NAME",
        type=_of_group,
        default=SUPPRESS,
        help="the traces of one of X-Ray's groups",
    )
    add_segment_files(parser.add_argument)
    parser.add_argument(
        "--shared",
        action="store_true",
        help="what failing requests have in common, and others have not",
    )


def add_expression(add: Callable[..., object]) -> None:
    """The filter that X-Ray applies itself."""
    add(
        "--expression",
        metavar="EXPR",
        default=SUPPRESS,
        help='what X-Ray is asked for, in its own language: service("payments") { fault }',
    )


def _of_group(name: str) -> str:
    if not name or '"' in name or "\\" in name:
        raise ArgumentTypeError(f"{name} is no name of a group")
    return f'group.name = "{name}"'


def run(namespace: Namespace) -> int:
    """Print the summaries of the window's traces, or what those that fail share."""
    paths: list[Path] | None = namespace.from_files
    read = None if paths is None else _Files(paths)
    if namespace.shared:
        return answer_shared(namespace, read)
    return answer(_TWIN, namespace, read)


class _Files:
    """Reads segment documents instead of an account."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = paths

    def __call__(self, settings: Settings, output: Output) -> Found:
        """All traces of the files.

        Raises:
            SettingsError: one of them can't be read.
        """
        try:
            traces, broken = traces_in(self._paths)
        except OSError as error:
            raise file_refusal(error) from error
        if broken:
            output.note(f"{broken:,} documents could not be read")
        memory, now = Memory(), SystemClock().now()
        memory.traces.add_summaries(map(summary_of_trace, traces))
        memory.traces.put(traces)
        start, end = span_of(traces)
        return Found(
            settings=replace(settings, mode="file"),
            memory=memory,
            window=Window(start=start, end=end, live=False),
            now=now,
            source="traces",
            failures={},
        )


def _records(found: Found) -> list[TraceSummary]:
    return worst_first(found.memory.traces.summaries())


def _rows(summaries: Iterable[TraceSummary], found: Found, output: Output) -> Iterable[Row]:
    return (trace_row(summary, output.width, found.now) for summary in summaries)


_TWIN = Twin(
    name="traces",
    source="traces",
    searched=TRACES,
    records=_records,
    shape=lambda summary, found: summary_shape(summary, found.context),
    rows=_rows,
    nothing=lambda _: empty_words("traces"),
)
