"""Changes before an onset as a list, each with the terms of its score."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.domain.situation import Suspect
from awsobs.domain.trail import Coverage
from awsobs.present.change_words import short_resource, words_of
from awsobs.present.durations import clock_minute, dated_time, distance
from awsobs.present.rows import Row, Span, cut, fitted, flush_right, placed
from awsobs.present.trail_words import mark_of

MOST_SHOWN = 50
_NARROW = 100
_MOST_CHANGES = 3
_INDENT = 23


@dataclass(frozen=True, slots=True)
class Line:
    """One suspect; `enter` opens its record."""

    key: str
    rows: tuple[Row, ...]
    suspect: Suspect


def suspect_lines(
    found: Sequence[Suspect], onset: datetime, now: datetime, width: int
) -> list[Line]:
    """The likeliest first: what it was, what it changed, and every term of its score."""
    return [
        Line(one.event.id, tuple(_rows(place, one, onset, now, width)), one)
        for place, one in enumerate(found[:MOST_SHOWN], 1)
    ]


def _rows(place: int, one: Suspect, onset: datetime, now: datetime, width: int) -> Iterator[Row]:
    event = one.event
    mark = mark_of(event, is_suspect=place == 1)
    what = short_resource(one.resource) if one.resource else ""
    style = "warning bold" if place == 1 else "strong bold"
    who = f"{event.who}  {event.where}" if width >= _NARROW else event.who
    yield placed(
        width,
        [
            (1, ((f"{place:>2}", "muted"), (f" {one.score:5.1f} ", "text"))),
            (10, ((dated_time(event.time, now), "muted"),)),
            (_INDENT - 2, (mark,)),
            (_INDENT, ((event.name, style), (f"  {what}", "text"))),
            flush_right(((cut(who, width // 3), style if place == 1 else "text"),), width - 1),
        ],
    )
    before: Span = (distance(event.time, onset).rjust(8), "muted")
    changed = "   ".join(words_of(change).sentence(" → ") for change in one.changes[:_MOST_CHANGES])
    if len(one.changes) > _MOST_CHANGES:
        changed += f"   and {len(one.changes) - _MOST_CHANGES} more"
    yield placed(width, [(10, (before,)), (_INDENT, ((changed, "warning" if changed else ""),))])
    told = "   ".join(f"{points:+.1f} {why}" for why, points in one.terms)
    yield fitted(((" " * _INDENT, ""), (told, "muted")), width)


def scope_words(alarm: str, onset: datetime) -> Row:
    """`before 07:41, when checkout-5xx-rate went off`."""
    what = f", when {alarm} went off" if alarm else ""
    return (("before ", "muted"), (clock_minute(onset), "text"), (what, "muted"))


def facts_words(found: int, writes: int, coverage: Coverage | None, onset: datetime) -> Row:
    """`3 of 131 writes tied to it · read back to 04:41`."""
    words = f"{found:,} of {writes:,} writes tied to it"
    if coverage is not None:
        back = onset - coverage.complete_from
        if back > timedelta():
            words += f" · read back to {coverage.complete_from:%d %b %H:%M}"
        else:
            words += " · nothing before it was read yet"
    return ((words, "muted"),)


def nothing_row(writes: int, width: int) -> Row:
    """What stands where no change is tied to what fails."""
    words = f" none of {writes:,} writes before it is tied to what fails by any name"
    return fitted(((words, "text"),), width)


def no_onset_row(width: int) -> Row:
    """What stands where nothing is the matter."""
    return fitted(
        ((" no alarm fires and nothing fails: there is no onset to rank from", "ok"),), width
    )
