"""One log event as rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from awsobs.domain.logs import Level, LogEvent
from awsobs.present.cells import chopped, overlaid, scrolled
from awsobs.present.log_columns import column_cells, column_heads, fitting
from awsobs.present.log_look import PLAIN, LogLook, TimeStyle
from awsobs.present.log_stacks import folded_rows, lines_word, unfolded_rows
from awsobs.present.log_times import short_time_spans, time_spans
from awsobs.present.log_words import LogWords, left_out_of, words_of
from awsobs.present.rows import Row, Span, cut, fitted, left, placed, width_of
from awsobs.present.states import dimmed

_FULL_FROM = 60
_AROUND = 35
_TIMED_FROM = 40
_FIELDS_FROM = 130
_MESSAGE = 28
_MOST_WRAPPED = 60
LEVEL_WORDS = {
    Level.FATAL: ("FTL", "fault bold", "text"),
    Level.ERROR: ("ERR", "fault bold", "text"),
    Level.WARN: ("WRN", "warning", "text"),
    Level.INFO: ("INF", "muted", "muted"),
    Level.DEBUG: ("DBG", "faint", "faint"),
    Level.UNKNOWN: ("   ", "muted", "muted"),
}
_AMOUNT = re.compile(r"\b\d[\d,.]* ?(?:ms|s|sec|seconds|min|minutes|%|[kKMG]i?B|bytes)(?!\w)")
_MOST_AMOUNTS = 8
_WHOLE = LogLook(whole=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """What a line is on the screen; `faded` if it is no longer current.

    `quiet` is for a screen where nothing fails: then trace ids are faint. An `unfolded`
    line shows all of its stack trace.
    """

    faded: bool = False
    quiet: bool = False
    marked: bool = False
    unfolded: bool = False


_USUAL = LineState()


def log_row(
    event: LogEvent,
    width: int,
    *,
    kind: str,
    faded: bool = False,
    quiet: bool = False,
    look: LogLook = PLAIN,
) -> Row:
    """One event in one row."""
    state = LineState(faded=faded, quiet=quiet)
    return log_rows(event, width, kind=kind, look=look, state=state)[0]


def log_rows(
    event: LogEvent,
    width: int,
    *,
    kind: str,
    look: LogLook = PLAIN,
    state: LineState = _USUAL,
    now: datetime | None = None,
) -> tuple[Row, ...]:
    """One event in as many rows as its look asks for; one in a plain look."""
    words = words_of(event)
    first, rest = (
        _full_rows(event, words, width, kind, look, state, now)
        if width >= _FULL_FROM
        else _short_rows(event, words, width, look, state, now)
    )
    rows = (first, *rest)
    return tuple(dimmed(row, keep_gutter=True) for row in rows) if state.faded else rows


def whole_log_row(event: LogEvent) -> Row:
    """One event in one row that is as wide as it has to be, with all its fields."""
    words = words_of(event, whole=True)
    words = words._replace(text="␊".join((words.text, *words.stack)), stack=())
    fields = 2 + max(8, cell_len(words.fields)) if words.fields else 0
    width = _AROUND + cell_len(words.text) + fields
    return _full_rows(event, words, width, "wide", _WHOLE, _USUAL, None)[0]


def heads_row(width: int, look: LogLook) -> Row:
    """The names of the columns of full rows."""
    columns = fitting(look.columns, width - _AROUND, dict(look.widths))
    heads = column_heads(columns)
    name = "time" if look.times is TimeStyle.UTC else look.times.value
    return placed(
        width,
        [
            (1, ((name, "muted"),)),
            (14, (("lvl", "muted"),)),
            (18, (("service", "muted"),)),
            (_MESSAGE, (("message", "muted"),)),
            (width - 7 - width_of(heads), heads),
            (width - 6, (("trace", "muted"),)),
        ],
    )


# --- one row -------------------------------------------------------------------------------


def _full_rows(
    event: LogEvent,
    words: LogWords,
    width: int,
    kind: str,
    look: LogLook,
    state: LineState,
    now: datetime | None,
) -> tuple[Row, list[Row]]:
    level, level_style, style = LEVEL_WORDS[event.level]
    columns = fitting(look.columns, width - _AROUND, dict(look.widths))
    values = column_cells(event, columns, style)
    room = width - _AROUND - width_of(values)
    with_fields = kind == "wide" or width >= _FIELDS_FROM
    message = _Message(event, words, style, look, with_fields=with_fields)
    first, *rest = message.rows(room, unfolded=state.unfolded)
    row = placed(
        width,
        [
            (0, (_gutter(event.level, state),)),
            (1, time_spans(event, look, now)),
            (14, ((level, level_style),)),
            (18, ((left(words.service, 9).rstrip(), style),)),
            (_MESSAGE, first),
            *([(width - 7 - width_of(values), values)] if values else []),
            (width - 5, ((event.trace_id[-4:], "faint" if state.quiet else "info"),)),
        ],
    )
    tick = (_gutter(event.level, state),)
    return row, [placed(width, [(0, tick), (_MESSAGE, one)]) for one in rest]


def _short_rows(
    event: LogEvent,
    words: LogWords,
    width: int,
    look: LogLook,
    state: LineState,
    now: datetime | None,
) -> tuple[Row, list[Row]]:
    """Time without milliseconds, level, message; below forty cells the level and the message."""
    level, level_style, style = LEVEL_WORDS[event.level]
    level_at = 10 if width >= _TIMED_FROM else 1
    message_at = level_at + 4
    tick = (_gutter(event.level, state),)
    parts: list[tuple[int, Row]] = [(0, tick)]
    if width >= _TIMED_FROM:
        parts.append((1, short_time_spans(event, look, now)))
    message = _Message(event, words, style, look, with_fields=False)
    first, *rest = message.rows(width - message_at - 1, unfolded=state.unfolded)
    row = placed(width, [*parts, (level_at, ((level, level_style),)), (message_at, first)])
    return row, [placed(width, [(0, tick), (message_at, one)]) for one in rest]


def _gutter(level: Level, state: LineState) -> Span:
    if state.marked:
        return "m", "accent bold"
    if level >= Level.ERROR:
        return "▎", "fault"
    return ("▎", "warning") if level is Level.WARN else (" ", "")


class _Message:
    """What an event says, in rows of some width."""

    def __init__(
        self, event: LogEvent, words: LogWords, style: str, look: LogLook, *, with_fields: bool
    ) -> None:
        self._words = words
        self._style = style
        self._look = look
        self._more = "" if look.whole else left_out_of(event, look.key)
        self._has_amounts = event.level >= Level.ERROR
        self._with_fields = with_fields

    def rows(self, room: int, *, unfolded: bool) -> Sequence[Row]:
        """The message, then its stack folded or not."""
        stack = self._words.stack
        if stack and not unfolded and not self._look.roomy:
            return self._told(room, f" … {lines_word(stack)}")
        below: list[Row] = []
        if stack:
            rows = unfolded_rows(stack) if unfolded else folded_rows(stack)
            below = [one for row in rows for one in self._arranged(row, room)]
        return [*self._told(room, ""), *below]

    def _told(self, room: int, note: str) -> Sequence[Row]:
        text = self._words.text
        tail = self._more or note
        if not self._look.wrapped and not self._look.shift:
            return [self._cut(room, tail)]
        fields = self._words.fields if self._with_fields else ""
        whole = (*self._styled(text), ("  " if fields else "", ""), (fields, "faint"))
        return self._arranged((*self._marked(whole), (tail, "faint")), room)

    def _arranged(self, row: Row, room: int) -> Sequence[Row]:
        """A row of any width in rows of `room` cells, or in one."""
        if self._look.wrapped:
            return chopped(row, max(1, room))[:_MOST_WRAPPED]
        if self._look.shift:
            return [scrolled(row, self._look.shift, room)]
        return [row if width_of(row) <= room else fitted(row, room)]

    def _cut(self, room: int, tail: str) -> Row:
        text = cut(self._words.text, room - cell_len(tail))
        if tail:
            return (*self._marked(self._styled(text.removesuffix("…"))), (tail, "faint"))
        spans = self._styled(text)
        used = width_of(spans)
        if self._with_fields and self._words.fields and room - used >= 8:
            spans = (*spans, ("  ", ""), (cut(self._words.fields, room - used - 2), "faint"))
        return self._marked(spans)

    def _styled(self, text: str) -> Row:
        return _with_amounts(text, self._style) if self._has_amounts else ((text, self._style),)

    def _marked(self, row: Row) -> Row:
        return overlaid(row, self._look.highlights)


def _with_amounts(text: str, style: str) -> Row:
    """Numbers with a unit stand out in what went wrong: `timeout after 2000 ms`."""
    spans: list[Span] = []
    done = 0
    for index, found in enumerate(_AMOUNT.finditer(text)):
        if index == _MOST_AMOUNTS:
            break
        if found.start() > done:
            spans.append((text[done : found.start()], style))
        spans.append((found[0], "strong bold"))
        done = found.end()
    if done < len(text):
        spans.append((text[done:], style))
    return tuple(spans)
