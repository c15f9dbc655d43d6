"""What stands below a waterfall: why a span failed, what it asked, what was logged."""

from collections.abc import Sequence
from textwrap import wrap

from awsobs.analysis.span_facts import (
    Cause,
    annotations_of,
    aws_of,
    causes_of,
    http_of,
    name_of,
    request_of,
    sql_of,
)
from awsobs.analysis.waterfall import Span, Waterfall
from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.present.log_rows import LEVEL_WORDS
from awsobs.present.log_words import words_of
from awsobs.present.rows import Row, cut, fitted, flush_right, left, placed, width_of

_WIDE_FROM = 100
_LEFT, _MIDDLE = 58, 30
_FRAMES = 4
_LABEL = 14

Pairs = Sequence[tuple[str, str]]


def detail_rows(
    span: Span, fall: Waterfall, lines: Sequence[LogEvent] | None, width: int, height: int
) -> tuple[Row, ...]:
    """Exactly `height` rows about one span; `lines` are those of the trace, None if unknown."""
    if height <= 0:
        return ()
    room = height - 1
    body = (
        _columns(span, fall, lines, width, room)
        if width >= _WIDE_FROM
        else _stacked(span, fall, lines, width, room)
    )
    rows = [_title(span, fall, width), *body[:room]]
    blank = fitted((), width)
    return (*rows, *[blank] * (height - len(rows)))


def _title(span: Span, fall: Waterfall, width: int) -> Row:
    """`─ remote charge  POST https://psp.example/charge ─────── 10 of 10 ─`."""
    method, url = request_of(span)
    place = f" {span.place + 1:,} of {len(fall.spans):,} "
    name = cut(name_of(span), max(1, width - len(place) - 8))
    asked = cut(f"{method} {url}".strip(), max(0, width - len(place) - width_of(((name, ""),)) - 9))
    start: Row = (("─ ", "rule"), (name, "strong bold"))
    start = (*start, (f"  {asked} " if asked else " ", "muted"))
    rest = max(0, width - width_of(start) - len(place) - 1)
    return fitted((*start, ("─" * rest, "rule"), (place, "muted"), ("─", "rule")), width)


def _columns(
    span: Span, fall: Waterfall, lines: Sequence[LogEvent] | None, width: int, height: int
) -> list[Row]:
    """Three columns beside each other, as far as they have something to say."""
    right = width - _LEFT - _MIDDLE - 5
    why = _exception(span, fall, _LEFT - 1)
    first = [*why, *([()] if why and lines else []), *_lines(lines, _LEFT - 2, height)]
    second = _pairs("ANNOTATIONS", _notes(span, fall), _MIDDLE - 1, height)
    third = _stack(
        [("HTTP", http_of(span)), ("SQL", sql_of(span)), ("AWS", aws_of(span))], right - 1, height
    )
    rows: list[Row] = []
    for index in range(height):
        parts: list[tuple[int, Row]] = [
            (1, _at(first, index)),
            (_LEFT, (("│", "rule"),)),
            (_LEFT + 2, _at(second, index)),
            (_LEFT + _MIDDLE + 2, (("│", "rule"),)),
            (_LEFT + _MIDDLE + 4, _at(third, index)),
        ]
        rows.append(placed(width, parts))
    return rows


def _at(rows: Sequence[Row], index: int) -> Row:
    return rows[index] if index < len(rows) else ()


def _notes(span: Span, fall: Waterfall) -> Pairs:
    """The annotations of a span, or of the nearest one above it that has any."""
    found = annotations_of(span)
    while not found and span.parent is not None:
        span = fall.spans[span.parent]
        found = annotations_of(span)
    return found


def _stacked(
    span: Span, fall: Waterfall, lines: Sequence[LogEvent] | None, width: int, height: int
) -> list[Row]:
    """One below the other, the reason of a failure first."""
    inner = width - 2
    rows = list(_exception(span, fall, inner))[: max(3, height // 2)]
    for name, pairs in (
        ("http", http_of(span)),
        ("sql", sql_of(span)),
        ("aws", aws_of(span)),
        ("notes", _notes(span, fall)),
    ):
        if pairs:
            rows.append(_one_line(name, pairs, inner))
    if len(rows) < height:
        rows += _lines(lines, inner, height - len(rows))
    return [placed(width, [(1, row)]) for row in rows]


def _one_line(name: str, pairs: Pairs, width: int) -> Row:
    told = "  ".join(f"{key}={value}" for key, value in pairs)
    return (f"{name:<6}", "muted"), (cut(told, width - 6), "text")


def _exception(span: Span, fall: Waterfall, width: int) -> list[Row]:
    """The first exception with its stack; how many more there are."""
    causes = causes_of(span, fall.spans)
    if not causes:
        return []
    rows: list[Row] = [(("EXCEPTION", "strong bold"),)]
    rows += cause_rows(causes[0], width)
    if len(causes) > 1:
        more = len(causes) - 1
        rows.append(((f"  {more} more exception{'s' * (more > 1)}, v shows all", "faint"),))
    return rows


def cause_rows(cause: Cause, width: int) -> list[Row]:
    """An exception with the top of its stack."""
    lead: Row = (("✖ ", "fault"), (cut(cause.type, width // 2), "fault bold"), ("  ", ""))
    room = max(10, width - width_of(lead))
    first, *more = wrap(cause.message, room, max_lines=2, placeholder="…") or [""]
    rows: list[Row] = [(*lead, (cut(first, room), "text"))]
    rows += [(("  ", ""), (cut(one, width - 2), "text")) for one in more]
    if cause.span:
        rows.append(((f"  from {cut(cause.span, width - 8)}", "muted"),))
    room = max(10, min(28, width // 2))
    for frame in cause.frames[:_FRAMES]:
        place = left(frame.place, room)
        rows.append(
            (("  ", ""), (place, "muted"), ("  ", ""), (cut(frame.label, width - room - 4), "text"))
        )
    rest = max(0, len(cause.frames) - _FRAMES) + cause.left_out
    if rest:
        rows.append(((f"  {rest:,} frames folded", "faint"),))
    return rows


def _lines(lines: Sequence[LogEvent] | None, width: int, height: int) -> list[Row]:
    """The trace's log lines among those that are kept."""
    if lines is None:
        return []
    if not lines:
        return [(("no line of this trace is kept", "faint"),)]
    count = f"{len(lines):,} line{'s' * (len(lines) != 1)}"
    title = placed(
        width,
        [(0, (("LOGS OF THIS TRACE", "strong bold"),)), flush_right(((count, "muted"),), width)],
    )
    return [title, *(_line(event, width) for event in lines[: max(0, height)])]


def _line(event: LogEvent, width: int) -> Row:
    level, level_style, style = LEVEL_WORDS[event.level]
    words = words_of(event)
    time = f"{datetime_of(event.timestamp):%H:%M:%S.%f}"[:-3]
    told = cut(f"{words.service} {words.text}", max(1, width - 17))
    return (time, "muted"), (" ", ""), (level, level_style), (" ", ""), (told, style)


def _stack(parts: Sequence[tuple[str, Pairs]], width: int, height: int) -> list[Row]:
    """Tables one below the other, with a blank row between."""
    rows: list[Row] = []
    for title, pairs in parts:
        if pairs and rows:
            rows.append(())
        rows += _pairs(title, pairs, width, height)
    return rows[:height]


def _pairs(title: str, pairs: Pairs, width: int, height: int) -> list[Row]:
    """A name at the left, its value at the right."""
    if not pairs:
        return []
    rows: list[Row] = [((title, "strong bold"),)]
    for key, value in pairs[: max(0, height - 1)]:
        name = cut(key.rpartition(".")[2] if len(key) > _LABEL else key, _LABEL)
        shown = cut(value, max(1, width - width_of(((name, ""),)) - 2))
        told = flush_right(((shown, "text"),), width)
        rows.append(placed(width, [(0, ((name, "muted"),)), told]))
    return rows
