"""One event of the trail: what it set against the call before it, and who made it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

from awsobs.analysis.trail_past import Parameter, Past
from awsobs.domain.trail import TrailEvent
from awsobs.present.change_words import short_resource, unit_of
from awsobs.present.rows import Row, cut, fitted, flush_right, placed, width_of
from awsobs.present.trail_caller import caller_rows
from awsobs.present.trail_words import mark_of
from awsobs.present.wrapping import wrapped

_WIDE = 110
_CALLER = 37
"""Cells of the column at the right where there is room for two."""
_MOST_CHANGED, _MOST_SAME = 16, 5


def detail_rows(past: Past, now: datetime, width: int, *, is_suspect: bool) -> tuple[Row, ...]:
    """The rows above an event's record."""
    is_wide = width >= _WIDE
    room = width - _CALLER - 2 if is_wide else width
    left = (*_refusal(past.event, room), *_parameter_rows(past, room))
    right = caller_rows(past, now, _CALLER - 1 if is_wide else width - 2)
    top = (_title(past, width, is_suspect=is_suspect), ())
    below = ((), ((" ", ""), ("RECORD", "strong bold")))
    if not is_wide:
        return (*top, *left, (), *(((" ", ""), *row) for row in right), *below)
    body = (
        placed(width, [(0, one), (width - _CALLER, other)])
        for one, other in zip_longest(left, right, fillvalue=())
    )
    return (*top, *body, *below)


def _title(past: Past, width: int, *, is_suspect: bool) -> Row:
    """`◆ UpdateFunctionConfiguration payments  against the call before it, 2026-11-19 14:02:31`."""
    event = past.event
    name = short_resource(event.resources[0].name) if event.resources else ""
    spans: Row = (
        (" ", ""),
        mark_of(event, is_suspect=is_suspect),
        (f" {event.name}", "strong bold"),
        (f" {cut(name, 40)}  " if name else "  ", "text"),
    )
    if past.compared is not None:
        spans += (("against the call before it, ", "muted"), (_dated(past.compared.time), "text"))
    else:
        spans += ((f"{_dated(event.time)}", "text"),)
    return fitted(spans, width)


def _dated(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _refusal(event: TrailEvent, width: int) -> Iterator[Row]:
    """What AWS said when it refused."""
    if event.succeeded:
        return
    yield ((" ▲ ", "error bold"), (cut(event.error_code, width - 3), "error bold"))
    for line in wrapped(event.error_message, width - 4, 4):
        yield (("   ", ""), (line, "text"))
    yield ()


def _parameter_rows(past: Past, width: int) -> Iterator[Row]:
    if not past.parameters:
        yield ((" the request says nothing more", "muted"),)
        return
    middle = 3 + (width - 3) * 58 // 100
    if past.compared is None:
        yield _heads("parameter", "", "set to", middle, width)
        shown, rest = _halved(past.parameters, _MOST_CHANGED)
        yield from (_plain_row(one, middle, width) for one in shown)
        if rest:
            yield ((f" {len(rest):,} more, in the record", "muted"),)
        yield ()
        words = " no call like it on this resource is at hand: what was before is not known"
        yield ((cut(words, width), "muted"),)
        return
    changed = [one for one in past.parameters if one.is_changed]
    same = [one for one in past.parameters if not one.is_changed]
    yield _heads("parameter", "before", "after", middle, width)
    yield from _compared_rows(changed, same, middle, width)


def _compared_rows(
    changed: Sequence[Parameter], same: Sequence[Parameter], middle: int, width: int
) -> Iterator[Row]:
    shown, more = _halved(changed, _MOST_CHANGED)
    yield from (_changed_row(one, middle, width) for one in shown)
    if more:
        yield ((f" {len(more):,} more changed, in the record", "warning"),)
    if not changed:
        yield ((" nothing differs", "ok"),)
    shown, more = _halved(same, _MOST_SAME)
    yield from (_same_row(one, middle, width) for one in shown)
    if more:
        yield ()
        yield ((f" {len(more):,} more parameters, all the same", "muted"),)


def _halved(
    found: Sequence[Parameter], most: int
) -> tuple[Sequence[Parameter], Sequence[Parameter]]:
    return found[:most], found[most:]


def _heads(name: str, before: str, after: str, middle: int, width: int) -> Row:
    parts = [(1, ((name, "muted"),)), flush_right(((before, "muted"),), middle)]
    return placed(width, [*parts, (middle + 2, ((after, "muted"),))])


def _changed_row(one: Parameter, middle: int, width: int) -> Row:
    known = one.before is not None
    room = _before_room(middle)
    before: Row = ((cut(f"− {one.before}", room), "error"),) if known else (("absent", "muted"),)
    unit = unit_of(one.path)
    after = cut(f"+ {one.after or '–'}", width - middle - 4 - len(unit))
    return _row(
        ("▸", "warning bold"),
        (one.path, "strong bold"),
        before,
        ((after, "ok bold"), (f" {unit}" if unit else "", "muted")),
        (middle, width),
    )


def _same_row(one: Parameter, middle: int, width: int) -> Row:
    before: Row = ((cut(one.after, _before_room(middle)), "muted"),)
    same: Row = (("same", "muted"),)
    return _row((" ", ""), (one.path, "muted"), before, same, (middle, width))


def _plain_row(one: Parameter, middle: int, width: int) -> Row:
    after: Row = ((cut(one.after, width - middle - 4), "strong"),)
    return _row((" ", ""), (one.path, "text"), (), after, (middle, width))


def _before_room(middle: int) -> int:
    return max(8, middle // 3)


def _row(
    mark: tuple[str, str],
    name: tuple[str, str],
    before: Row,
    after: Row,
    cells: tuple[int, int],
) -> Row:
    middle, width = cells
    at, before = flush_right(before, middle)
    room = at - 5 if width_of(before) else middle - 3
    shown = ((_path(name[0], room), name[1]),)
    return placed(width, [(1, (mark,)), (3, shown), (at, before), (middle + 2, after)])


def _path(path: str, room: int) -> str:
    """The end of a long path tells more than its beginning."""
    return path if len(path) <= room else f"…{path[-max(1, room - 1) :]}"
