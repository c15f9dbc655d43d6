"""`awsobs who RESOURCE`: who made it, who wrote to it since, from where, and what changed."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.analysis.trail_who import Deed, about, told_of
from awsobs.collecting.questions import what_happened_to
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage, History, TrailEvent
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import cut, text_of
from awsobs.present.who import coverage_words, not_created_words, who_rows
from awsobs.settings import Settings, SettingsError, first_environment, settings_from
from awsobs.sources.trail_documents import trail_records


def add_arguments(parser: ArgumentParser) -> None:
    """The resource, and where else its records may be."""
    parser.add_argument("resource", metavar="RESOURCE", help="an ARN, a name or an id")
    parser.add_argument(
        "--from-files", metavar="PATH", nargs="+", default=[], help="files or folders of records"
    )


def run(namespace: Namespace) -> int:
    """Find what is known of a resource, and print it.

    Raises:
        SettingsError: no resource is named, or a file cannot be read.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "who")
    resource: str = namespace.resource.strip()
    if not resource:
        raise SettingsError("who needs a resource: an ARN, a name or an id")
    paths: list[str] = namespace.from_files
    try:
        if paths:
            history = _in_files(paths, resource, output)
        else:
            told = output.tell if output.verbose else _nobody
            history = answer_of(what_happened_to(resource, told), settings, SystemClock())
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    return _print(history, resource, settings, output, from_files=bool(paths))


def _nobody(_words: str) -> None:
    """Progress that was not asked for."""


def _in_files(paths: list[str], resource: str, output: Output) -> History:
    """The records of some files; what stretch they cover is what they hold."""
    kept: list[TrailEvent] = []
    times: list[TrailEvent] = []
    scanned = broken = 0
    try:
        for record in trail_records(paths, output.tell):
            scanned += 1
            event = None if record is None else _event(record)
            if event is None:
                broken += 1
                continue
            times = _outermost(times, event)
            kept += about([event], resource)
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror or error}") from error
    now = SystemClock().now()
    start, end = (times[0].time, times[-1].time) if times else (now, now)
    coverage = Coverage(start=start, end=end, complete_from=start, scanned=scanned)
    found = about({event.id: event for event in kept}.values(), resource)
    return History(events=tuple(found), coverage=coverage, malformed=broken)


def _event(record: Mapping[str, Any]) -> TrailEvent | None:
    try:
        return event_of(record)
    except ValueError:
        return None


def _outermost(known: list[TrailEvent], event: TrailEvent) -> list[TrailEvent]:
    """The oldest and the newest of some events and one more."""
    ordered = sorted((*known, event), key=lambda one: one.time)
    return [ordered[0], ordered[-1]]


def _print(
    history: History, resource: str, settings: Settings, output: Output, *, from_files: bool
) -> int:
    who = told_of(history.events, resource)
    if output.as_shapes:
        shape = {
            "resource": safe_text(resource),
            "created_by": who.created.who if who.created else None,
            "created_at": iso(who.created.time) if who.created else None,
            "events": [_shape(deed) for deed in who.deeds],
            "coverage": _coverage_shape(history, from_files=from_files),
        }
        status = printed([output.line(shape)])
    elif history.events:
        rows = who_rows(who, history, from_files=from_files)
        texts = (text_of(ascii_row(row) if is_plain(settings) else row) for row in rows)
        status = printed(cut(text, output.width) if output.is_cut else text for text in texts)
    else:
        status = ExitStatus.OK
    if not history.events:
        output.tell(f"no event names {safe_text(resource)}")
    elif who.created is None and output.as_shapes:
        output.note(not_created_words(history, from_files=from_files))
    output.note(coverage_words(history))
    return status


def _shape(deed: Deed) -> Shape:
    event = deed.event
    return {
        "eventID": event.id,
        "time": iso(event.time),
        "who": event.who,
        "what": event.name,
        "where": event.where,
        "user_agent": event.user_agent,
        "error": event.error_code or None,
        "changes": [
            {"path": change.path, "before": change.before, "after": change.after}
            for change in deed.changes
        ],
    }


def _coverage_shape(history: History, *, from_files: bool) -> Shape:
    coverage = history.coverage
    return {
        "source": "files" if from_files else "event history",
        "by": history.by,
        "from": iso(coverage.complete_from),
        "to": iso(coverage.end),
        "complete": history.is_all,
        "scanned": coverage.scanned,
        "malformed": history.malformed,
    }
