"""`awsobs events`: rules, schedules and archives; `--test` tells which rules an event matches."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from awsobs.analysis.event_matching import Verdict, call_envelope, verdicts
from awsobs.analysis.trail_forms import records_in
from awsobs.analysis.trail_records import event_of
from awsobs.collecting.questions import what_event_bridge_does, which_rules
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed, shape_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.events import EventsBoard
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.present.ascii import ascii_row
from awsobs.present.event_verdicts import summary, verdict_lines, why_words
from awsobs.present.events import event_lines, next_of, rule_words, task_next, use_of
from awsobs.present.rows import Row, text_of
from awsobs.settings import Settings, SettingsError, first_environment, settings_from
from awsobs.settings.opening import opening_window

_STDIN = "-"
_LARGEST = 1_000_000
"""Bytes of an event; EventBridge takes a quarter of that."""


def add_arguments(parser: ArgumentParser) -> None:
    """An event may be held against the rules."""
    parser.add_argument(
        "--test",
        metavar="FILE",
        help="which rules an event would match: as EventBridge sends it, or a record of a trail",
    )


def run(namespace: Namespace) -> int:
    """Print everything, or what the rules make of an event.

    Raises:
        SettingsError: the event cannot be read.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "events")
    clock = SystemClock()
    event = _event(namespace.test) if namespace.test else None
    window = opening_window(settings, clock.now()).at(clock.now())
    try:
        if event is not None:
            found = verdicts(answer_of(which_rules(), settings, clock), event)
            return _print_verdicts(found, settings, output)
        board = answer_of(what_event_bridge_does(window), settings, clock)
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    for words in board.overview.missing:
        output.note(words)
    now = clock.now()
    if output.as_shapes:
        return printed(output.line(shape) for shape in _shapes(board, now))
    lines = event_lines(board, now, output.width)
    return _print(settings, (row for line in lines for row in line.rows))


def _print_verdicts(found: tuple[Verdict, ...], settings: Settings, output: Output) -> int:
    output.note(summary(found))
    if output.as_shapes:
        return printed(
            output.line(
                {
                    "rule": one.rule.name,
                    "bus": one.rule.bus,
                    "enabled": one.rule.is_on,
                    "matches": one.matches,
                    "why": safe_text(why_words(one)),
                }
            )
            for one in found
        )
    lines = verdict_lines(found, output.width)
    return _print(settings, (row for line in lines for row in line.rows))


def _print(settings: Settings, rows: Iterable[Row]) -> int:
    plain = is_plain(settings)
    return printed(text_of(ascii_row(row) if plain else row).rstrip() for row in rows)


def _shapes(board: EventsBoard, now: datetime) -> Iterator[Shape]:
    for rule in board.rules:
        use = use_of(rule, board)
        yield {
            "kind": "rule",
            **shape_of(rule.record),
            "waits_for": rule_words(rule),
            "next": [iso(at) for at in next_of(rule, use, now, 3)],
            "fired": None if use is None else use.triggered,
            "invocations": None if use is None else use.invocations,
            "failed": None if use is None else use.failed,
        }
    for task in board.overview.tasks:
        next_times = [iso(at) for at in task_next(task, now, 3)]
        yield {"kind": "schedule", **shape_of(task.record), "next": next_times}
    for archive in board.overview.archives:
        yield {"kind": "archive", **shape_of(archive.record)}


def _event(path: str) -> Mapping[str, Any]:
    """An event as EventBridge sends it; a record of a trail is put into its envelope.

    Raises:
        SettingsError: it cannot be read, or is neither.
    """
    try:
        content = sys.stdin.buffer.read(_LARGEST + 1) if path == _STDIN else _head_of(Path(path))
        if len(content) > _LARGEST:
            raise SettingsError(f"{safe_text(path)}: larger than any event")
        document: object = json.loads(content)
    except OSError as error:
        raise SettingsError(f"{safe_text(path)}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{safe_text(path)}: no JSON") from error
    records = records_in(document)
    if isinstance(document, dict) and "detail-type" in document:
        return cast("Mapping[str, Any]", document)
    record = next(records, None)
    try:
        if record is not None and (event := call_envelope(event_of(record))):
            return event
    except ValueError:
        pass  # told with all else that is no event
    raise SettingsError(f"{safe_text(path)}: neither an event of EventBridge nor a trail's record")


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)
