"""`awsobs anomalies METRIC|CSV`: the points of a series that are unlike all before them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from awsobs.analysis.anomalies import marks_of, period_of
from awsobs.collecting.questions import what_a_metric_was
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.line_files import STDIN
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed
from awsobs.commands.point_files import points_in_file
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.metrics import Mark, SeriesQuery
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.languages.metric_name import metric_named
from awsobs.present.ascii import ascii_row
from awsobs.present.numbers import number
from awsobs.present.rows import Row, cut, text_of
from awsobs.settings import Settings, SettingsError, first_environment, settings_from

_PERIOD = timedelta(minutes=5)
_FEW = 100
"""Values before which nothing can be told; see `analysis.anomalies`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    subject: str
    points: int
    marks: Sequence[Mark]


def add_arguments(parser: ArgumentParser) -> None:
    """Files and metrics may stand side by side."""
    parser.add_argument(
        "subject",
        nargs="*",
        metavar="METRIC|CSV|-",
        help="NAMESPACE/NAME[Dimension=Value,…] over 14 days, or files of timestamp,value",
    )
    parser.add_argument(
        "--from-files", metavar="PATH", nargs="+", default=[], help="the same as bare files"
    )
    parser.add_argument(
        "--stat", metavar="STATISTIC", default="Average", help="of a metric; Average, p99, Sum …"
    )


def run(namespace: Namespace) -> int:
    """Print the marks of each series.

    Raises:
        SettingsError: a subject is neither a file nor a metric, or a file cannot be read.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "anomalies")
    files: list[str] = list(namespace.from_files)
    subjects: list[str] = namespace.subject
    if not files and not subjects:
        raise SettingsError("anomalies needs a metric, NAMESPACE/NAME[Dimension=Value,…], or a CSV")
    status: int = ExitStatus.OK
    try:
        for subject in (*files, *subjects):
            is_file = subject in files or subject == STDIN or Path(subject).is_file()
            marked = (
                _of_file(subject, output)
                if is_file
                else _of_metric(subject, namespace.stat, settings)
            )
            status = _print(marked, settings, output) or status
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    return status


def _of_file(name: str, output: Output) -> _Marked:
    try:
        read = points_in_file(name)
    except OSError as error:
        raise SettingsError(f"{safe_text(name)}: {error.strerror or error}") from error
    if read.broken:
        output.tell(f"{safe_text(name)}: {read.broken:,} lines are no timestamp and number")
    return _marked(name, read.points, period_of([at for at, _ in read.points]))


def _of_metric(text: str, statistic: str, settings: Settings) -> _Marked:
    try:
        key = metric_named(text)
    except ValueError as error:
        raise SettingsError(f"no such file, and {safe_text(str(error))}") from error
    query = SeriesQuery(id="m1", label=text, metric=key, statistic=statistic, period=_PERIOD)
    series = answer_of(what_a_metric_was(query), settings, SystemClock())
    return _marked(text, series.points, _PERIOD)


def _marked(subject: str, points: Sequence[tuple[datetime, float]], period: timedelta) -> _Marked:
    return _Marked(subject=subject, points=len(points), marks=marks_of(points, period))


def _print(marked: _Marked, settings: Settings, output: Output) -> int:
    if output.as_shapes:
        status = printed([output.line(_shape(marked))])
    else:
        rows = map(ascii_row, _rows(marked)) if is_plain(settings) else _rows(marked)
        texts = (text_of(row) for row in rows)
        status = printed(cut(text, output.width) if output.is_cut else text for text in texts)
    what = safe_text(marked.subject)
    count = len(marked.marks)
    output.note(f"{what}: {count} mark{'' if count == 1 else 's'} in {marked.points:,} points")
    if 0 < marked.points <= _FEW:
        output.note(f"{what}: {_FEW} points must be known before one can be unlike them")
    return status


def _rows(marked: _Marked) -> Iterator[Row]:
    for mark in marked.marks:
        yield (
            (f"{mark.at:%Y-%m-%d %H:%M}Z", "text"),
            (f" {number(mark.value):>10}  ", "strong bold"),
            (mark.why, "muted"),
        )


def _shape(marked: _Marked) -> Shape:
    return {
        "subject": safe_text(marked.subject),
        "marks": [
            {"timestamp": iso(mark.at), "value": mark.value, "why": mark.why}
            for mark in marked.marks
        ],
        "points": marked.points,
    }
