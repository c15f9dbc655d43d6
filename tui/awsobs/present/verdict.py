"""Suspected change, first failure and impact, with their reasons, side by side or below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.analysis.shared_facts import SharedFact
from awsobs.domain.situation import Suspect
from awsobs.domain.trail import Coverage
from awsobs.domain.triage import Verdict
from awsobs.present.change_words import first_words, short_resource
from awsobs.present.durations import clock_minute, clock_time, distance, exact
from awsobs.present.numbers import percent
from awsobs.present.rows import Row, Span, cut, flush_right, placed

_WIDE = 100
_FAILURE_AT, _IMPACT_AT = 59, 91
_BAR: Span = ("▌", "warning on surface")
_FILL = "on surface"
_RUNNERS_UP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A verdict with what it was found in; `facts` are what failing requests share."""

    verdict: Verdict
    onset: datetime
    coverage: Coverage | None = None
    scanned: int = 0
    fact: SharedFact | None = None
    waits_for: tuple[str, ...] = ()


def verdict_rows(told: Told, now: datetime, width: int) -> tuple[Row, ...]:
    """A block of nine rows where there is room for three columns, else one below the other."""
    if width < _WIDE:
        return tuple(_narrow(told, width))
    suspects, failures = list(_suspects(told)), list(_failure(told))
    impact = list(_impact(told, now))
    rows = [_head(told, width), _row([], width)]
    rows.append(
        _row(
            [
                (2, (("SUSPECTED CHANGE", "strong bold"),)),
                (_FAILURE_AT, (("FIRST FAILURE", "strong bold"),)),
                (_IMPACT_AT, (("IMPACT", "strong bold"),)),
            ],
            width,
        )
    )
    for place in range(max(5, len(suspects))):
        parts: list[tuple[int, Row]] = []
        if place < len(suspects):
            words, score = suspects[place]
            parts.append((2, words))
            if score:
                parts.append(flush_right(((score, "warning bold"),), _FAILURE_AT - 3))
        for at, column in ((_FAILURE_AT, failures), (_IMPACT_AT, impact)):
            if place < len(column) and column[place]:
                parts.append((at, column[place]))
        rows.append(_row(parts, width))
    return tuple(rows)


def no_onset_rows(width: int) -> tuple[Row, ...]:
    """What stands there while nothing is the matter."""
    words = "no alarm fires and nothing fails: there is no onset to explain"
    return (_row([(2, (("VERDICT", "strong bold"), (f"  {words}", "ok")))], width),)


def _row(parts: Sequence[tuple[int, Row]], width: int) -> Row:
    filled = [(at, tuple(_on_surface(row))) for at, row in parts]
    return placed(width, [(0, (_BAR,)), *filled], _FILL)


def _on_surface(row: Row) -> Iterator[Span]:
    for text, style in row:
        yield text, style if " on " in f" {style}" else f"{style or 'text'} {_FILL}"


def _head(told: Told, width: int) -> Row:
    chip: Row = ((" VERDICT ", "background bold on warning"),)
    note = "suspects are ranked changes before the onset, never “the cause”"
    if told.waits_for:
        note = f"waits for {', '.join(told.waits_for)}"
    return _row(
        [
            (2, (*chip, (f"  {note}", "muted"))),
            flush_right(tuple(_coverage(told)), width - 1),
        ],
        width,
    )


def _coverage(told: Told) -> Iterator[Span]:
    yield "scanned ", "muted"
    yield f"{told.scanned:,} events", "strong"
    coverage = told.coverage
    if coverage is not None and _was_read(coverage):
        span = f" {clock_minute(coverage.complete_from)}–{clock_minute(coverage.end)}"
        yield span, "muted"
        if coverage.is_complete:
            yield " complete", "muted"


def _was_read(coverage: Coverage) -> bool:
    """Whether any stretch has been read."""
    return coverage.complete_from < coverage.end


def _suspects(told: Told) -> Iterator[tuple[Row, str]]:
    found = told.verdict.suspects
    if not found:
        yield (("no change before it is tied to what fails", "text"),), ""
        yield ((f"by any name, in {told.scanned:,} events", "muted"),), ""
        return
    first = found[0]
    yield (
        (
            ("◆ 1  ", "warning bold"),
            (cut(first.event.name, 32), "strong bold"),
            (f"  {cut(_resource(first), 16)}", "text"),
        ),
        f"{first.score:.1f}",
    )
    yield _changed(first, told.onset), ""
    terms = " + ".join(f"{cut(why, 24)} {points:.1f}" for why, points in first.terms[:3])
    yield ((f"     {cut(terms, 48)}", "muted"),), ""
    for place, one in enumerate(found[1:_RUNNERS_UP], 2):
        words = f"{cut(one.event.name, 32)}  {cut(_resource(one), 12)}"
        yield ((f"◇ {place}  ", "muted"), (words, "text")), f"{one.score:.1f}"


def _resource(suspect: Suspect) -> str:
    return short_resource(suspect.resource) if suspect.resource else ""


def _changed(suspect: Suspect, onset: datetime) -> Row:
    words, event = first_words(suspect), suspect.event
    change: list[Span] = [("     ", "")]
    if words is not None:
        values = f"{words.before} → {words.after}" if words.before else words.after
        change += [
            (f"{words.label} ", "text"),
            (values, "strong bold"),
            (f" {words.unit}  " if words.unit else "  ", "text"),
        ]
    change += [
        (f"by {cut(event.who, 16)}", "text"),
        (f"  {clock_time(event.time)}  {distance(event.time, onset)}", "muted"),
    ]
    return tuple(change)


def _failure(told: Told) -> Iterator[Row]:
    failure = told.verdict.first_failure
    if failure is None:
        yield (("no line of an error is known", "text"),)
    else:
        yield ((clock_time(failure.at), "strong"), (f"  {cut(failure.entity, 20)}", "text"))
        yield ((cut(failure.text, 30), "text"),)
        apart = failure.at - told.onset
        word = "before" if apart < timedelta() else "after"
        yield ((f"{failure.source}  {exact(abs(apart))} {word} the onset", "muted"),)
    if told.fact is not None:
        yield ()
        yield tuple(_shared(told.fact))


def _shared(fact: SharedFact) -> Iterator[Span]:
    yield "failing share ", "muted"
    yield cut(f"{fact.name}={fact.value}", 24), "text"
    yield f" {percent(fact.share)}", "warning bold"
    yield f" against {percent(fact.other_share)}", "muted"


def _impact(told: Told, now: datetime) -> Iterator[Row]:
    verdict = told.verdict
    impact = verdict.impact
    if not impact.services:
        yield (("no service of the map fails", "text"),)
    elif impact.fault_share is None:
        yield ((cut(", ".join(impact.services), 27), "text"), (" fail", "muted"))
    else:
        of = f" of {impact.requests:,} at " if impact.requests else " at "
        yield (
            (percent(impact.fault_share), "fault bold"),
            (of, "muted"),
            (cut(impact.services[0], 12), "text"),
        )
    roots, victims = len(verdict.roots), len(verdict.victims)
    if roots or victims:
        root = cut(verdict.roots[0].key.name, 14) if roots else "no"
        yield ((f"root {root}", "strong"), (f", {victims} with it" if victims else "", "muted"))
    yield (("since ", "muted"), (exact(max(timedelta(), now - told.onset)), "strong"))


def _narrow(told: Told, width: int) -> Iterator[Row]:
    found, failure = told.verdict.suspects, told.verdict.first_failure
    if found:
        first = found[0]
        words: Row = (
            ("◆ ", "warning bold"),
            (cut(first.event.name, 30), "strong bold"),
            (f" {cut(_resource(first), 12)}", "text"),
        )
        score = flush_right(((f"{first.score:.1f}", "warning bold"),), width - 1)
        yield _row([(2, words), score], width)
        yield _row([(2, _changed(first, told.onset))], width)
    else:
        words = ((f"no change tied to it in {told.scanned:,} events", "text"),)
        yield _row([(2, (("VERDICT  ", "strong bold"), *words))], width)
    if failure is not None:
        line: Row = (
            ("first ", "muted"),
            (clock_time(failure.at), "strong"),
            (f" {cut(failure.entity, 14)}  {failure.text}", "text"),
        )
        yield _row([(2, line)], width)
    share = told.verdict.impact.fault_share
    roots = ", ".join(root.key.name for root in told.verdict.roots[:2]) or "no root"
    hit = f"  {percent(share)} at {told.verdict.impact.services[0]}" if share is not None else ""
    yield _row([(2, (("root ", "muted"), (roots, "strong"), (hit, "fault bold")))], width)
