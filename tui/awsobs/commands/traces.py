"""`awsobs traces`: what X-Ray has sampled, worst first."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable

from awsobs.commands.output import Output, Shape, iso
from awsobs.commands.reading import Found
from awsobs.commands.twin import Twin, answer, context_shape
from awsobs.domain.traces import TraceSummary
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import Row
from awsobs.present.searchable import TRACES
from awsobs.present.traces import trace_row, worst_first


def add_arguments(parser: ArgumentParser) -> None:
    """The filter may stand without its option."""
    words = 'what to show, as typed after /: "fault:yes svc:payments"'
    parser.add_argument("filter", nargs="?", default=SUPPRESS, metavar="FILTER", help=words)


def run(namespace: Namespace) -> int:
    """Print the summaries of the window's traces."""
    return answer(_TWIN, namespace)


def _records(found: Found) -> list[TraceSummary]:
    return worst_first(found.memory.traces.summaries())


def _shape(summary: TraceSummary, found: Found) -> Shape:
    """A row of GetTraceSummaries, as far as the program keeps it."""
    return {
        "Id": summary.id,
        "StartTime": iso(summary.start),
        "Duration": summary.duration,
        "ResponseTime": summary.response_time,
        "HasFault": summary.has_fault,
        "HasError": summary.has_error,
        "HasThrottle": summary.has_throttle,
        "IsPartial": summary.is_partial,
        "Http": {"HttpURL": summary.url or None, "HttpStatus": summary.status},
        "EntryPoint": {"Name": summary.entry or None},
        "ServiceIds": [{"Name": name} for name in summary.services],
        "context": context_shape(found.context),
    }


def _rows(summaries: Iterable[TraceSummary], found: Found, output: Output) -> Iterable[Row]:
    return (trace_row(summary, output.width, found.now) for summary in summaries)


_TWIN = Twin(
    name="traces",
    source="traces",
    searched=TRACES,
    records=_records,
    shape=_shape,
    rows=_rows,
    nothing=lambda _: empty_words("traces"),
)
