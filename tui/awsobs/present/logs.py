"""LOGS: the rows of log events, and what stands around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from awsobs.domain.accounting import Counts
from awsobs.domain.context import Context
from awsobs.domain.logs import Level, LogEvent, datetime_of
from awsobs.domain.source_state import SourceState
from awsobs.domain.window import Window
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.log_words import LogWords, left_out_of, words_of
from awsobs.present.numbers import number
from awsobs.present.rows import Row, Span, cut, left, placed, width_of
from awsobs.present.states import Asked, Told, dimmed, told
from awsobs.present.view import Header

_FULL_FROM = 60
_AROUND = 35
_TIMED_FROM = 40
_FIELDS_FROM = 130
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
_EARLY = 60_000
"""Milliseconds by which clocks may differ."""

_MOST_NAMED = 12
_NOWHERE = Context()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsFrame:
    """What stands around the lines: header, notice above, foot below; `faded` lines are old."""

    header: Header
    notice: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    faded: bool = False


def logs_frame(
    *,
    groups: Sequence[str],
    state: SourceState | None,
    now: datetime,
    window: Window,
    width: int,
    height: int,
    kind: str,
    lines: int,
    hidden: int = 0,
    searching: bool = False,
    following: bool = True,
    unseen: int = 0,
    rate: float | None = None,
    counts: Counts | None = None,
    lag: float | None = None,
    progress: str = "",
    context: Context = _NOWHERE,
    role: str = "",
) -> LogsFrame:
    """The frame for `height` rows under the header.

    `lines` are in view, `hidden` were left out by a filter, which may still be `searching`;
    `unseen` came in while the view did not follow. `rate` is lines a second, `lag` the newest
    line's age in seconds.
    """
    window = window.at(now)
    asked = Asked(
        pane="logs",
        now=now,
        width=width,
        height=height,
        has_data=lines + hidden > 0,
        window=window,
        progress=progress,
        context=context,
        role=role,
    )
    said = told(state, asked)
    lost = counts.lost_total if counts else 0
    if said.facts:
        facts = _troubled(said.facts, lost)
    elif not following:
        facts = _paused(unseen, lost)
    else:
        facts = _facts(rate, counts, lag, live=window.live, is_narrow=width < 100)
    scope = () if said.faded and width < 100 else _scope(groups, width_of(facts), width, said)
    header = Header(number="1", title="LOGS", scope=scope, facts=facts)
    notice = said.notice
    if not lines and not notice:
        notice = (
            no_match_row(hidden, width, searching=searching)
            if hidden
            else empty_row("logs", width, window=window),
        )
    return LogsFrame(header=header, notice=notice, foot=said.foot, faded=said.faded)


def log_row(
    event: LogEvent, width: int, *, kind: str, faded: bool = False, quiet: bool = False
) -> Row:
    """One event in one row.

    `faded` is for lines that are no longer current; `quiet` for a screen where nothing fails:
    then trace ids are faint.
    """
    words = words_of(event)
    if width >= _FULL_FROM:
        with_fields = kind == "wide" or width >= _FIELDS_FROM
        row = _full_row(event, words, width, with_fields=with_fields, quiet=quiet)
    else:
        row = _short_row(event, words, width)
    return dimmed(row, keep_gutter=True) if faded else row


def whole_log_row(event: LogEvent) -> Row:
    """One event in one row that is as wide as it has to be, with all its fields."""
    words = words_of(event)
    fields = 2 + max(8, cell_len(words.fields)) if words.fields else 0
    width = _AROUND + cell_len(words.text) + fields
    return _full_row(event, words, width, with_fields=True, quiet=False)


# --- one row -------------------------------------------------------------------------------


def _full_row(
    event: LogEvent, words: LogWords, width: int, *, with_fields: bool, quiet: bool
) -> Row:
    level, level_style, style = LEVEL_WORDS[event.level]
    room = width - _AROUND
    message = _message(event, words, room, style, with_fields=with_fields)
    return placed(
        width,
        [
            (0, (_tick(event.level),)),
            (1, (*_time(event), _ahead(event))),
            (14, ((level, level_style),)),
            (18, ((left(words.service, 9).rstrip(), style),)),
            (28, message),
            (width - 5, ((event.trace_id[-4:], "faint" if quiet else "info"),)),
        ],
    )


def _short_row(event: LogEvent, words: LogWords, width: int) -> Row:
    """Time without milliseconds, level, message; below forty cells the level and the message."""
    level, level_style, style = LEVEL_WORDS[event.level]
    level_at = 10 if width >= _TIMED_FROM else 1
    parts: list[tuple[int, Row]] = [(0, (_tick(event.level),))]
    if width >= _TIMED_FROM:
        parts.append((1, (_time(event)[0], _ahead(event))))
    room = width - level_at - 5
    return placed(
        width,
        [
            *parts,
            (level_at, ((level, level_style),)),
            (level_at + 4, _message(event, words, room, style, with_fields=False)),
        ],
    )


def _tick(level: Level) -> Span:
    if level >= Level.ERROR:
        return "▎", "fault"
    return ("▎", "warning") if level is Level.WARN else (" ", "")


def _time(event: LogEvent) -> Row:
    try:
        at = datetime_of(event.timestamp)
    except (ValueError, OverflowError, OSError):
        return ("        ", "muted"), ("    ", "faint")
    return (f"{at:%H:%M:%S}", "muted"), (f".{at.microsecond // 1000:03}", "faint")


def _ahead(event: LogEvent) -> Span:
    """A mark behind the time of an event that came before its time: somebody's clock is wrong."""
    early = event.ingestion_time > 0 and event.timestamp - event.ingestion_time > _EARLY
    return (">", "warning") if early else ("", "")


def _message(event: LogEvent, words: LogWords, room: int, style: str, *, with_fields: bool) -> Row:
    more = left_out_of(event)
    text = cut(words.text, room - len(more))
    if more:
        return (text.removesuffix("…"), style), (more, "faint")
    is_error = event.level >= Level.ERROR
    spans = _with_amounts(text, style) if is_error else ((text, style),)
    used = width_of(spans)
    if with_fields and words.fields and room - used >= 8:
        spans = (*spans, ("  ", ""), (cut(words.fields, room - used - 2), "faint"))
    return spans


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


# --- around the rows -----------------------------------------------------------------------


def _scope(groups: Sequence[str], facts_width: int, width: int, said: Told) -> Row:
    """`/aws/lambda/{gateway,checkout}` where it fits, else `4 groups`."""
    if not groups:
        return ()
    count = f"{len(groups)} group{'s' if len(groups) > 1 else ''}"
    if width < 100 or said.facts or len(groups) > _MOST_NAMED:
        return ((count, "muted"),)
    whole = braced(groups)
    fits = cell_len(whole) <= width - facts_width - 18
    return ((whole if fits else count, "muted"),)


def braced(groups: Sequence[str]) -> str:
    """Names of groups as a shell would write them: the shared path, then the rest in braces."""
    if len(groups) == 1:
        return groups[0]
    parts = [group.split("/") for group in groups]
    shared = 0
    while all(len(part) > shared + 1 for part in parts) and len({p[shared] for p in parts}) == 1:
        shared += 1
    path = "".join(f"{part}/" for part in parts[0][:shared])
    return f"{path}{{{','.join('/'.join(part[shared:]) for part in parts)}}}"


def _facts(
    rate: float | None, counts: Counts | None, lag: float | None, *, live: bool, is_narrow: bool
) -> Row:
    """`follow ●  212/s  seen 381,204  lost 0  lag 2.1 s`."""
    parts: list[Row] = []
    if live:
        parts.append((("follow", "muted"), (" ", ""), ("●", "ok")))
        if rate is not None:
            parts.append(((f"{number(rate)}/s", "muted"),))
    if counts is not None:
        if not is_narrow:
            parts.append(((f"seen {counts.received - counts.duplicate:,}", "muted"),))
        parts.append((_lost(counts.lost_total),))
    if live and lag is not None:
        parts.append(((f"lag {_lag(lag)}", "muted"),))
    spaced = [span for part in parts for span in (("  ", ""), *part)]
    return tuple(spaced[1:])


def _lag(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.0f} m"


def _paused(unseen: int, lost: int) -> Row:
    spans: Row = (
        (f"‖ paused · {unseen:,} new · ", "muted"),
        ("space", "accent bold"),
        ("  ", ""),
        _lost(lost),
    )
    return spans if lost else spans[:2]


def _troubled(facts: Row, lost: int) -> Row:
    """What is wrong and until when, then what was lost, then the gap."""
    gap = next((at for at, (text, _) in enumerate(facts) if "gap" in text), len(facts))
    return (*facts[:gap], ("  ", ""), _lost(lost), *facts[gap:])


def _lost(count: int) -> Span:
    return (f"lost {count:,}", "background bold on fault" if count else "muted")
