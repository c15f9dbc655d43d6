"""`awsobs patterns`: what kinds of lines there are, and what is new among them."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite
from pathlib import Path

from awsobs.analysis.log_entries import entries_in, level_of_entry
from awsobs.analysis.pattern_changes import PatternCount
from awsobs.commands.line_files import STDIN, lines_in
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed
from awsobs.commands.pattern_counts import PatternCounts
from awsobs.commands.pattern_halves import HALF, first_half
from awsobs.commands.reading import Found, look, say_failures
from awsobs.commands.twin import filter_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.line_ids import trace_id_in
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.domain.window import Window
from awsobs.languages.times import stretch_of
from awsobs.present.ascii import ascii_row
from awsobs.present.emptiness import empty_words
from awsobs.present.patterns import pattern_words, summary_words
from awsobs.present.rows import cut, text_of
from awsobs.present.searchable import LOGS
from awsobs.settings import Settings, SettingsError, first_environment, settings_from
from awsobs.settings.opening import opening_window

_SLICE = 4_096
_NO_WIDTH = timedelta()

Wanted = Callable[[LogEvent], bool] | None


def add_arguments(parser: ArgumentParser) -> None:
    """Files and groups may stand side by side."""
    parser.add_argument(
        "subject",
        nargs="*",
        metavar="GROUP|FILE|-",
        help="log groups or globs of them, files, or - for stdin; group:X and file:X say which",
    )
    parser.add_argument(
        "--from-files", metavar="PATH", nargs="+", default=[], help="files of lines, gzip or not"
    )
    parser.add_argument(
        "--per-line",
        action="store_true",
        help="print the id of each line's pattern, in order; lines of a stack each have one",
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE|half|WIDTH",
        default=SUPPRESS,
        help="what to compare with: a file of other lines; half, which is the first half of the "
        "files' own time against the second, as in the console; or of groups the 30m before the "
        "window",
    )


def run(namespace: Namespace) -> int:
    """Print every pattern with its count, or the pattern of every line.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    output = output_of(namespace, "patterns")
    files, groups = _told_apart(namespace)
    if files and groups:
        raise SettingsError(f"{groups[0]} is a log group, {files[0]} a file; give one kind")
    if groups:
        namespace.log_group = [*getattr(namespace, "log_group", []), *groups]
    settings = settings_from(namespace, first_environment())
    wanted = filter_of(LOGS, settings)
    counts = PatternCounts(SystemClock().now(), keeps_order=namespace.per_line)
    baseline: str | None = getattr(namespace, "baseline", None)
    try:
        if files:
            status: int = ExitStatus.OK
            spans = _count_files(counts, files, baseline, wanted)
        else:
            spans, status = _count_groups(counts, settings, output, baseline, wanted)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    return _told(counts, spans, namespace, settings, output) or status


def _told_apart(namespace: Namespace) -> tuple[list[str], list[str]]:
    """What are files, and what are groups."""
    files: list[str] = list(namespace.from_files)
    groups: list[str] = []
    for subject in namespace.subject:
        kind, colon, name = subject.partition(":")
        if colon and kind in ("file", "group"):
            (files if kind == "file" else groups).append(name)
        elif subject == STDIN or Path(subject).exists():
            files.append(subject)
        else:
            groups.append(subject)
    return files, groups


# --- files -----------------------------------------------------------------------------------


def _count_files(
    counts: PatternCounts, files: Sequence[str], baseline: str | None, wanted: Wanted
) -> tuple[float, float]:
    """Count lines of files; the spans are how many lines there are, since files have no window.

    Halves of the files' time are of one width.
    """
    if baseline == HALF and not Path(HALF).exists():
        is_before = first_half(files, SystemClock().now())
        for name in files:
            _count_lines(counts, name, wanted, is_before)
        return 1.0, 1.0
    if baseline is not None:
        _count_lines(counts, baseline, wanted, lambda _: True)
    for name in files:
        _count_lines(counts, name, wanted, lambda _: False)
    return float(counts.lines), float(counts.baseline_lines)


def _count_lines(
    counts: PatternCounts, name: str, wanted: Wanted, is_before: Callable[[str], bool]
) -> None:
    lines = lines_in(name)
    try:
        for line in lines if counts.keeps_order else entries_in(lines, SystemClock().now()):
            before = is_before(line)
            if wanted is None or wanted(_event_of(line, name)):
                counts.add_line(line, before=before)
    except OSError as error:
        raise SettingsError(f"{name}: {error.strerror or error}") from error


def _event_of(line: str, name: str) -> LogEvent:
    """A line as a filter looks at it."""
    return LogEvent(
        timestamp=0,
        ingestion_time=0,
        group=name,
        stream="",
        message=line,
        level=level_of_entry(line),
        trace_id=trace_id_in(line),
    )


# --- groups ----------------------------------------------------------------------------------


def _count_groups(
    counts: PatternCounts,
    settings: Settings,
    output: Output,
    baseline: str | None,
    wanted: Wanted,
) -> tuple[tuple[float, float], int]:
    """Count events of the window and the stretch before it; the seconds of both, the status."""
    width = _NO_WIDTH if baseline is None else _width(baseline)
    window = opening_window(settings, SystemClock().now())
    whole = replace(window, start=window.start - width)
    found = look(settings, output, "logs", asked=("logs",), window=whole)
    for event in _events(found, whole):
        if wanted is None or wanted(event):
            counts.add_event(event, before=event.timestamp < _milliseconds(window.start))
    status = say_failures(found, output)
    lost = found.memory.feeds.counts("logs").lost_total + found.memory.logs.evicted
    if not counts.lines and not status:
        output.note(empty_words("logs", window=window))
    if lost:
        output.note(f"{lost:,} lines are not counted: more came than can be kept")
    return (window.width.total_seconds(), width.total_seconds()), status


def _width(baseline: str) -> timedelta:
    try:
        return stretch_of(baseline)
    except ValueError as error:
        raise SettingsError(f"--baseline: {error}") from error


def _events(found: Found, window: Window) -> Iterable[LogEvent]:
    store = found.memory.logs
    start, end = _milliseconds(window.start), _milliseconds(window.end)
    for first in range(0, len(store), _SLICE):
        for event in store.slice(first, first + _SLICE):
            if start <= event.timestamp and (window.live or event.timestamp < end):
                yield event


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


# --- print -----------------------------------------------------------------------------------


def _told(
    counts: PatternCounts,
    spans: tuple[float, float],
    namespace: Namespace,
    settings: Settings,
    output: Output,
) -> int:
    baseline: str | None = getattr(namespace, "baseline", None)
    compares = baseline is not None
    if namespace.per_line:
        return printed(counts.in_order())
    patterns = counts.all(spans)
    if output.as_shapes:
        return printed([output.line(_shape(patterns, counts, baseline))])
    rows = (pattern_words(one, compares=compares) for one in patterns)
    shown = map(ascii_row, rows) if is_plain(settings) else rows
    texts = map(text_of, shown)
    status = printed(cut(text, output.width) if output.is_cut else text for text in texts)
    lines, before = counts.lines, counts.baseline_lines
    output.note(summary_words(patterns, lines=lines, baseline_lines=before))
    return status


def _shape(patterns: Sequence[PatternCount], counts: PatternCounts, baseline: str | None) -> Shape:
    shapes = [_pattern_shape(one, compares=baseline is not None) for one in patterns]
    whole: Shape = {"patterns": shapes, "lines": counts.lines}
    if baseline is None:
        return whole
    return {**whole, "baseline": safe_text(baseline), "baseline_lines": counts.baseline_lines}


def _pattern_shape(pattern: PatternCount, *, compares: bool) -> Shape:
    shape: Shape = {
        "id": pattern.id,
        "template": pattern.template,
        "count": pattern.now,
        "first": iso(pattern.first) if pattern.first else None,
        "last": iso(pattern.last) if pattern.last else None,
        "level": pattern.level.name,
    }
    if not compares:
        return shape
    ratio = round(pattern.ratio, 2) if isfinite(pattern.ratio) else None
    return {**shape, "before": pattern.before, "change": pattern.change.value, "ratio": ratio}
