"""What is handed over to whoever takes the incident on: one Markdown file, and JSON beside it.

Whoever reads it has not seen the console: it names the alarm, since when, what changed and by
whom, the root and who suffers, the lines that prove it, and what was not looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awsobs.analysis.pattern_changes import PatternCount
from awsobs.domain.alarms import Alarm
from awsobs.domain.context import Context
from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.domain.safe_text import safe_text
from awsobs.domain.timeline import Group, Lane, Mark, Timeline
from awsobs.present.durations import distance
from awsobs.present.timeline_words import label_of
from awsobs.present.triage import markdown, suspect_words, triage_lines
from awsobs.present.verdict import Told

MOST_MOMENTS = 60
MOST_LINES = 200
_FENCE = "~~~~"
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote down during the incident."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """All that goes into the file. `unknown` says in words what was not looked at."""

    at: datetime
    context: Context
    timeline: Timeline
    told: Told | None
    anchor: Alarm | None
    patterns: Sequence[PatternCount] = ()
    notes: Sequence[Note] = ()
    marked: Sequence[LogEvent] = ()
    map_rows: Sequence[str] = ()
    commands: Sequence[str] = ()
    unknown: Sequence[str] = ()


def handover_lines(one: Handover) -> Iterator[str]:
    """The document, line by line, without newlines."""
    yield from markdown(title_of(one), _told_lines(one))
    yield from _section("Timeline", [_moment_words(m, one.timeline.onset) for m in _moments(one)])
    yield from _section("Notes", [f"{note.at:%H:%M:%S}Z {note.text}" for note in one.notes])
    yield from _fenced("Marked lines", [_line_words(event) for event in one.marked[:MOST_LINES]])
    yield from _fenced("Map", one.map_rows)
    yield from _fenced("Ask AWS the same", one.commands)
    yield from _section("Not looked at, or not known", one.unknown)


def title_of(one: Handover) -> str:
    """`Hand-over: checkout-5xx-rate, 123456789012 us-east-1, 2026-11-25 07:45Z`."""
    place = " ".join(part for part in (one.context.account, one.context.region) if part)
    what = one.anchor.name if one.anchor is not None else "nothing fires"
    return f"Hand-over: {what}, {place}, {one.at:%Y-%m-%d %H:%M}Z"


def handover_shape(one: Handover) -> Mapping[str, Any]:
    """The same for programs."""
    told = one.told
    verdict = told.verdict if told is not None else None
    failure = verdict.first_failure if verdict is not None else None
    return {
        "schema": 1,
        "at": _iso(one.at),
        "account": one.context.account,
        "region": one.context.region,
        "alarm": one.anchor.name if one.anchor is not None else None,
        "onset": _iso(one.timeline.onset) if one.timeline.onset is not None else None,
        "window": {"from": _iso(one.timeline.window.start), "to": _iso(one.timeline.window.end)},
        "suspects": [
            {
                "eventID": suspect.event.id,
                "score": round(suspect.score, 1),
                "words": suspect_words(suspect),
                "terms": [{"why": why, "points": round(n, 1)} for why, n in suspect.terms],
            }
            for suspect in (verdict.suspects if verdict is not None else ())
        ],
        "first_failure": None
        if failure is None
        else {"at": _iso(failure.at), "entity": failure.entity, "text": failure.text},
        "roots": [root.key.name for root in verdict.roots] if verdict is not None else [],
        "victims": [share.key.name for share in verdict.victims] if verdict is not None else [],
        "timeline": [
            {
                "at": _iso(mark.at),
                "lane": lane.name,
                "kind": mark.kind.value,
                "words": safe_text(label_of(mark, is_long=True)),
            }
            for lane, mark in _moments(one)
        ],
        "notes": [{"at": _iso(note.at), "text": note.text} for note in one.notes],
        "marked": [
            {
                "timestamp": event.timestamp,
                "group": event.group,
                "stream": event.stream,
                "message": event.message,
            }
            for event in one.marked[:MOST_LINES]
        ],
        "unknown": list(one.unknown),
    }


def _told_lines(one: Handover) -> Iterator[tuple[str, str]]:
    told = one.told
    if told is None:
        yield "verdict", "no alarm fires and nothing fails: there is no onset to explain"
        return
    looked = f"{told.scanned:,} events of the trail"
    if (coverage := told.coverage) is not None:
        since = f"{coverage.complete_from:%Y-%m-%d %H:%M}Z"
        looked += f", complete from {since} to {coverage.end:%H:%M}Z"
    yield from triage_lines(told.verdict, one.anchor, one.patterns, looked)
    if told.fact is not None:
        fact = told.fact
        yield "failing requests share", f"{fact.name}={fact.value}"


def _moments(one: Handover) -> list[tuple[Lane, Mark]]:
    """What happened, the last of it where there is too much."""
    return list(one.timeline.moments[-MOST_MOMENTS:])


def _moment_words(moment: tuple[Lane, Mark], onset: datetime | None) -> str:
    lane, mark = moment
    far = f" {distance(mark.at, onset)}" if onset is not None else ""
    by = f" by {lane.name}" if lane.group is Group.CHANGES else ""
    words = label_of(mark, is_long=True) or lane.name
    return f"{mark.at:%H:%M:%S}Z{far} {mark.kind.value}: {words}{by}"


def _line_words(event: LogEvent) -> str:
    return f"{datetime_of(event.timestamp):%H:%M:%S}Z {event.group}  {event.message}"


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    """A list of texts, whatever they look like; nothing where there are none."""
    if lines:
        _, *rest = markdown("", ((title, line[:_LONGEST]) for line in lines))
        yield from rest


def _fenced(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines as they are; none of them can end the block that they stand in."""
    if not lines:
        return
    yield from ("", f"## {title}", "", f"{_FENCE}text")
    for line in lines:
        shown = safe_text(line[:_LONGEST]).replace(_FENCE, "~ ~ ").rstrip()
        yield from shown.splitlines() or [""]
    yield _FENCE


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
