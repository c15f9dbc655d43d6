"""`awsobs trace ID`: one trace as a waterfall, or as X-Ray keeps it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from awsobs.collecting.questions import which_trace
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.output import Output, Shape, is_plain, json_text, output_of, plain, printed
from awsobs.commands.segment_files import add_segment_files, file_refusal, traces_in
from awsobs.commands.twin import context_shape
from awsobs.domain.clock import SystemClock
from awsobs.domain.context import Context
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.line_ids import xray_form
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.domain.traces import Segment, Subsegment, Trace
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import text_of
from awsobs.present.trace_print import trace_rows
from awsobs.present.trace_view import NOT_SAMPLED
from awsobs.settings import Settings, SettingsError, first_environment, settings_from

AN_ID = "one is 1-, 8 hexadecimal digits, -, 24 of them, or 32 hexadecimal digits"
"""What X-Ray calls traces by."""


def add_arguments(parser: ArgumentParser) -> None:
    """The trace, and where else to look for it."""
    parser.add_argument(
        "trace_id", metavar="ID", help="1-67412f0c-…, 32 hexadecimal digits, or a text with one"
    )
    add_segment_files(parser.add_argument)


def run(namespace: Namespace) -> int:
    """Find the trace and print it.

    Raises:
        SettingsError: there is no such id, or no such file.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "trace")
    asked: str = namespace.trace_id
    trace_id = xray_form(asked)
    try:
        if namespace.from_files is not None:
            trace, context = _in_files(namespace.from_files, trace_id or asked), Context()
        elif trace_id:
            trace = answer_of(which_trace(trace_id), settings, SystemClock())
            context = Context(region=settings.region, profile=settings.profile)
        else:
            raise SettingsError(f"{safe_text(asked)} is no trace id; {AN_ID}")
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    if trace is None:
        output.tell(f"no trace {safe_text(trace_id or asked)}")
        if namespace.from_files is None:
            output.note(NOT_SAMPLED)
        return ExitStatus.USAGE
    return _told(trace, context, settings, output)


def _in_files(paths: list[Path], trace_id: str) -> Trace | None:
    try:
        traces, _ = traces_in(paths)
    except OSError as error:
        raise file_refusal(error) from error
    return next((trace for trace in traces if trace.id == trace_id), None)


def _told(trace: Trace, context: Context, settings: Settings, output: Output) -> int:
    if trace.broken:
        output.note(f"{trace.broken:,} documents could not be read")
    if output.as_shapes:
        return printed([output.line(_shape(trace, context))])
    rows = trace_rows(trace, output.width)
    shown = map(ascii_row, rows) if is_plain(settings) else rows
    return printed(text_of(row).rstrip() for row in shown)


def _shape(trace: Trace, context: Context) -> Shape:
    """A row of BatchGetTraces, with documents as text as it has them."""
    parts: list[Segment | Subsegment] = [*trace.segments, *trace.orphans]
    starts = [part.start for part in parts if part.start is not None]
    ends = [part.end for part in parts if part.end is not None]
    return {
        "Id": trace.id,
        "Duration": max(0.0, max(ends) - min(starts)) if starts and ends else None,
        "LimitExceeded": trace.limit_exceeded,
        "Segments": list(_segments(parts)),
        "context": context_shape(context),
    }


def _segments(parts: list[Segment | Subsegment]) -> Iterator[Mapping[str, str]]:
    return ({"Id": part.id, "Document": json_text(plain(part.document))} for part in parts)
