"""Who made a resource and who wrote to it since, as lines to be read."""

from collections.abc import Iterator
from datetime import datetime

from awsobs.analysis.trail_who import Deed, Who
from awsobs.domain.trail import Coverage, History, TrailEvent
from awsobs.present.change_words import words_of
from awsobs.present.durations import age
from awsobs.present.rows import Row
from awsobs.present.trail_words import mark_of

_MOST_CHANGES = 4


def who_rows(who: Who, history: History, *, from_files: bool) -> Iterator[Row]:
    """The making, then every write with what it changed, newest first."""
    now = history.coverage.end
    yield _made(who.created, history, from_files=from_files)
    for deed in who.deeds:
        yield from _deed(deed, now)


def _made(created: TrailEvent | None, history: History, *, from_files: bool) -> Row:
    if created is not None:
        return (
            ("created ", "muted"),
            (f"{created.time:%Y-%m-%d %H:%M:%S}Z", "text"),
            (" by ", "muted"),
            (created.who, "strong bold"),
            (" from ", "muted"),
            (created.where, "text"),
            (f"  {created.name}", "muted"),
        )
    return ((not_created_words(history, from_files=from_files), "warning"),)


def not_created_words(history: History, *, from_files: bool) -> str:
    """Why nobody is named: the making lies before what is known, or was not reached."""
    day = f"{history.coverage.complete_from:%Y-%m-%d %H:%M}Z"
    if from_files:
        return "not created in these files; who created it is not known from them"
    if not history.is_all:
        return f"who created it is not known: events before {day} were not read"
    return f"created before {day}, which is as far back as the event history goes (90 days)"


def coverage_words(history: History) -> str:
    """`312 events looked at by its name, complete from 2026-08-28 to 2026-11-26 11:00Z`."""
    coverage = history.coverage
    whole = "complete" if history.is_all else "read"
    stretch = f"{coverage.complete_from:%Y-%m-%d %H:%M} to {coverage.end:%Y-%m-%d %H:%M}Z"
    number = f"{coverage.scanned:,} event{'' if coverage.scanned == 1 else 's'}"
    by = f" by {history.by}" if history.by else ""
    broken = f", {history.malformed:,} broken" if history.malformed else ""
    return f"{number} looked at{by}, {whole} from {stretch}{broken}{_late(coverage)}"


def _late(coverage: Coverage) -> str:
    """What happened in the last minutes may still be on its way (CloudTrail: about 5)."""
    return "; the last 5 minutes may lack some" if coverage.newest is not None else ""


def _deed(deed: Deed, now: datetime) -> Iterator[Row]:
    event = deed.event
    mark, style = mark_of(event, is_suspect=False)
    outcome = "" if event.succeeded else f"  {event.error_code}"
    yield (
        (f"{event.time:%Y-%m-%d %H:%M:%S}Z", "text"),
        (f" {age(now - event.time):>9} ", "muted"),
        (f"{mark} ", style),
        (event.name, "strong bold" if event.succeeded else "error bold"),
        (outcome, "error"),
        ("  by ", "muted"),
        (event.who, "text"),
        (" from ", "muted"),
        (event.where, "text"),
    )
    for change in deed.changes[:_MOST_CHANGES]:
        words = words_of(change)
        yield ((" " * 33, ""), (words.sentence(" → "), "warning" if words.before else "muted"))
    if (rest := len(deed.changes) - _MOST_CHANGES) > 0:
        yield ((" " * 33, ""), (f"and {rest} more parameters", "muted"))
