"""TRAIL: who did what, newest first, and how far before the onset."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len

from awsobs.analysis.trail_folds import Fold
from awsobs.domain.context import Context
from awsobs.domain.situation import Suspect
from awsobs.domain.source_state import SourceState
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import Window
from awsobs.present.durations import age, dated_time, distance
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.facets import facet_rows
from awsobs.present.rows import Row, cut, flush_right, placed, width_of
from awsobs.present.states import Asked, dimmed, told
from awsobs.present.trail_choice import TrailChoice
from awsobs.present.trail_coverage import coverage_facts, with_gaps
from awsobs.present.trail_words import fold_words, mark_of, suspect_words
from awsobs.present.view import Header, Item, PaneView

_NARROW = 48
_WHO, _LEAST_WHO = 16, 9
_LEAST_NAME = 16
_LEAST_WORDS = 10
"""Cells that who, what and on what keep where all three have to be cut."""
_MOST = 400
"""Rows that are made anew each second; whoever looks further back has the filter."""
_NOWHERE = Context()
_FACETS_FROM = 18
"""Rows from which on the counts stand below the list."""


def trail_view(
    events: Sequence[TrailEvent],
    *,
    coverage: Coverage | None,
    state: SourceState | None,
    now: datetime,
    onset: datetime | None,
    suspect: Suspect | None,
    width: int,
    height: int,
    kind: str,
    window: Window | None = None,
    matches: Callable[[TrailEvent], bool] | None = None,
    zoomed: bool = False,
    with_reads: bool = False,
    progress: str = "",
    context: Context = _NOWHERE,
    role: str = "",
    choice: TrailChoice | None = None,
    with_folds: bool = False,
) -> PaneView:
    """The pane; `height` is its rows under the header. `events` come newest first.

    Reads are left out unless `with_reads` or a filter asks for them; what was refused, and
    what the root user did, is always told. Whoever makes the view again and again keeps a
    `choice` for it.
    """
    asked = Asked(
        pane="trail",
        now=now,
        width=width,
        height=height,
        has_data=bool(events),
        window=window.at(now) if window else None,
        progress=progress,
        context=context,
        role=role,
    )
    said = told(state, asked)
    facts = said.facts or coverage_facts(
        coverage, now, width, kind, with_reads=with_reads, zoomed=zoomed
    )
    header = Header(number="4", title="TRAIL", facts=facts)
    if not events:
        return PaneView(header=header, notice=said.notice or (empty_row("trail", width),))
    all_wanted = with_reads or matches is not None
    choice = choice or TrailChoice()
    wanted = choice.of(events, matches, with_reads=with_reads, is_narrow=width < _NARROW)
    if not wanted:
        if matches is not None:
            return PaneView(header=header, notice=(no_match_row(len(events), width),))
        return PaneView(header=header, notice=(*said.notice, empty_row("trail", width)))
    folds = choice.folds(wanted, suspect.event.id if suspect else "", with_folds=with_folds)
    listed = _listed(folds, suspect)
    items = [_item(fold, onset, suspect, now, width) for fold in listed]
    items = with_gaps(items, [fold.event.time for fold in listed], coverage, width)
    if len(folds) > len(listed):
        items.append(_rest(len(wanted) - sum(fold.count for fold in listed), width))
    if said.faded:
        items = [_faded(item) for item in items]
    foot = said.foot
    if (zoomed or kind == "wide") and height >= _FACETS_FROM and width >= _NARROW:
        room = height - _FACETS_FROM + 4
        counts = facet_rows(
            wanted, events, width=width, height=room, with_reads=all_wanted, now=now
        )
        foot = (*counts, *foot)
    if said.faded:
        foot = tuple(dimmed(row) for row in foot)
    return PaneView(header=header, notice=said.notice, items=tuple(items), foot=foot)


# --- rows ----------------------------------------------------------------------------------


def _listed(folds: Sequence[Fold], suspect: Suspect | None) -> list[Fold]:
    """The newest events, and the suspect however old it is."""
    listed = list(folds[:_MOST])
    if suspect is not None:
        listed += [fold for fold in folds[_MOST:] if fold.event.id == suspect.event.id]
    return listed


def _rest(count: int, width: int) -> Item:
    spans: Row = ((f"{count:,} older · ", "muted"), ("/", "accent bold"), (" finds them", "muted"))
    return Item(key="older", rows=(placed(width, [(1, spans)]),))


def _item(
    fold: Fold,
    onset: datetime | None,
    suspect: Suspect | None,
    now: datetime,
    width: int,
) -> Item:
    is_suspect = suspect is not None and suspect.event.id == fold.event.id
    row = (_narrow_row if width < _NARROW else _row)(fold, onset, now, width, is_suspect)
    rows: tuple[Row, ...] = (row,)
    if suspect is not None and is_suspect:
        rows = (row, _second_row(suspect, width))
    return Item(key=fold.key, rows=rows, record=fold.event)


def _row(fold: Fold, onset: datetime | None, now: datetime, width: int, is_suspect: bool) -> Row:
    """Time, distance, glyph, what and on what, who."""
    event = fold.event
    words = "" if is_suspect else fold_words(fold, is_narrow=False)
    needed = min(len(event.name), _LEAST_NAME) + min(len(words), _LEAST_WORDS)
    longest = max(_LEAST_WHO, min(_WHO, width - 23 - needed))
    who = (cut(event.who, longest), "warning" if is_suspect else "muted")
    who_at, who_row = flush_right((who,), width - 1)
    what = _what(event.name, words, who_at - 22, "warning bold" if is_suspect else "text")
    return placed(
        width,
        [
            (1, ((dated_time(event.time, now), "muted"),)),
            _far(event, onset, now, 17, "warning bold" if is_suspect else "text"),
            (18, (mark_of(event, is_suspect=is_suspect),)),
            (20, what),
            (who_at, who_row),
        ],
    )


def _narrow_row(
    fold: Fold, onset: datetime | None, now: datetime, width: int, is_suspect: bool
) -> Row:
    """Distance, glyph, what, and who if there is room for the whole name."""
    event = fold.event
    who = cut(event.who, _WHO)
    who_at, who_row = flush_right(((who, "muted"),), width - 1)
    far = _far(event, onset, now, 6, "warning bold" if is_suspect else "muted")
    if is_suspect:
        what = _what(event.name, "", width - 16, "warning bold")
    else:
        what = _what(event.name, fold_words(fold, is_narrow=True), width - 10, "text")
    parts: list[tuple[int, Row]] = [far, (7, (mark_of(event, is_suspect=is_suspect),)), (9, what)]
    if 9 + width_of(what) < who_at and not is_suspect:
        parts.append((who_at, who_row))
    return placed(width, parts)


def _far(
    event: TrailEvent, onset: datetime | None, now: datetime, end: int, style: str
) -> tuple[int, Row]:
    """The distance to the onset; where nothing fails, the age."""
    text = distance(event.time, onset) if onset is not None else age(now - event.time)
    at, row = flush_right(((text, style),), end)
    return max(1, at), row


def _what(name: str, words: str, room: int, style: str) -> Row:
    """The event's name, and a few words: its resource, or what is wrong with it.

    The name is cut first: on what it was done is what tells two events apart.
    """
    for_words = max(_LEAST_WORDS, room - cell_len(name))
    name = cut(name, max(_LEAST_NAME, room - cell_len(cut(words, for_words))))
    left = room - cell_len(name)
    return ((cut(name, room), style), (cut(words, left) if left >= 5 else "", style))


def _second_row(suspect: Suspect, width: int) -> Row:
    """What changed, and from where: `payments  timeout 10 → 2 s  203.0.113.9`."""
    is_narrow = width < _NARROW
    resource, change = suspect_words(suspect)
    start = 9 if is_narrow else 20
    tail = cut(resource if is_narrow else suspect.event.where, 20)
    spans: Row = change
    if not is_narrow and resource:
        spans = ((f"{resource}  " if change else resource, "text"), *change)
    tail_at, tail_row = flush_right(((tail, "muted"),), width - 1)
    if start + width_of(spans) + 2 > tail_at:
        # what changed is worth more than from where
        room = width - 1 - start
        return placed(width, [(start, spans if width_of(spans) <= room else _cut_row(spans, room))])
    return placed(width, [(start, spans), (tail_at, tail_row)])


def _cut_row(row: Row, room: int) -> Row:
    kept: list[tuple[str, str]] = []
    for text, style in row:
        shown = cut(text, room)
        kept.append((shown, style))
        if shown != text:
            break
        room -= width_of(((text, ""),))
    return tuple(kept)


def _faded(item: Item) -> Item:
    return Item(key=item.key, rows=tuple(dimmed(r) for r in item.rows), record=item.record)
