"""What a pane says about its source: in the header, above its rows, and below them.

An error never blanks good data: the data stays, with its age.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.domain.context import Context
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.window import Window
from awsobs.present.durations import age, age_words, clock_minute, clock_time
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.refusals import denied_rows, unsupported_rows
from awsobs.present.rows import Row, Span, cut, fitted

SPINNER = "▖▘▝▗"
PANE_SOURCES = ("logs", "metrics", "alarms", "trail", "traces")
_SPIN_AFTER = timedelta(milliseconds=200)
_LONG = timedelta(seconds=5)
_FAILS_AFTER = timedelta(minutes=1)
_QUIET = frozenset({Condition.LOADING, Condition.UNSUPPORTED})
_FADED = frozenset({Condition.STALE, Condition.OFFLINE, Condition.EXPIRED})
_NOWHERE = Context()
_ROOM = 6
"""Rows from which on a pane spares one for words about its source."""

_NARROW = 44
"""Cells below which whole times are too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a pane adds to its view, or shows instead of it.

    `facts` replace those of the header; empty means that the pane tells its own. With
    `faded` its rows are to be drawn through `dimmed`.
    """

    facts: Row = ()
    notice: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    faded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which pane asks, about how much room, at which moment.

    `pane` is logs, metrics, alarms, trail or map; `has_data` whether there are rows to keep;
    `progress` is the source's own word for how far it is.
    """

    pane: str
    now: datetime
    width: int
    height: int
    has_data: bool
    window: Window | None = None
    progress: str = ""
    context: Context = _NOWHERE
    role: str = ""


def not_current(states: Mapping[str, SourceState]) -> tuple[str, ...]:
    """The panes' sources that are in trouble; loading is none, nor is what does not exist here."""
    return tuple(
        name
        for name in PANE_SOURCES
        if (state := states.get(name)) is not None
        and not state.is_current
        and state.condition not in _QUIET
    )


def can_cancel(state: SourceState | None, now: datetime) -> bool:
    """Whether the first answer has been waited for so long that esc ends the waiting."""
    return state is not None and state.condition is Condition.LOADING and now - state.since >= _LONG


def dimmed(row: Row, *, keep_gutter: bool = False) -> Row:
    """A row of old data: all faint, fills on the surface; its first cell may keep its colour."""
    faint: list[Span] = [
        (text, "faint on surface" if " on " in style else "faint") for text, style in row
    ]
    if keep_gutter and faint and row[0][0].strip():
        faint[0] = row[0]
    return tuple(faint)


def spinner(now: datetime) -> str:
    """The spinner's glyph at a moment."""
    return SPINNER[int(now.timestamp() * 4) % len(SPINNER)]


def told(state: SourceState | None, asked: Asked) -> Told:
    """What to say about a source in one pane."""
    if state is None:
        return Told() if asked.has_data else _loading(None, asked)
    match state.condition:
        case Condition.READY:
            return Told()
        case Condition.PARTIAL:
            return _partial(state, asked)
        case Condition.LOADING:
            return _loading(state, asked)
        case Condition.THROTTLED:
            return _throttled(state, asked)
        case Condition.OFFLINE:
            return _offline(state, asked)
        case Condition.STALE | Condition.EXPIRED:
            return _stale(state, asked)
        case Condition.FAILING:
            return _failing(state, asked)
        case Condition.DENIED | Condition.UNSUPPORTED:
            return _refused(state, asked)


# --- one condition each --------------------------------------------------------------------


def _loading(state: SourceState | None, asked: Asked) -> Told:
    spent = asked.now - state.since if state else timedelta()
    if asked.has_data:
        busy = ((spinner(asked.now), "info"), (" loading", "muted"))
        return Told(facts=busy if spent > _SPIN_AFTER else ())
    glyph = f"{spinner(asked.now)} " if spent > _SPIN_AFTER else ""
    words = f"{glyph}{_first_words(asked)}"
    pieces = [Piece(((" ", ""), (cut(words, max(1, asked.width - 2)), "muted")))]
    if spent >= timedelta(seconds=1):
        seconds = spent.total_seconds()
        shown = f"{seconds:.1f}s" if seconds < 10 else age(spent)
        pieces.append(Piece(((f" {shown}", "muted"),), 1))
    after = [Piece((("esc", "accent bold"), (" cancels", "muted")), 2)]
    is_long = can_cancel(state, asked.now)
    return Told(notice=(two_sided(pieces, after if is_long else (), asked.width),))


def _first_words(asked: Asked) -> str:
    progress = cut(asked.progress, 40)
    match asked.pane:
        case "logs":
            return f"connecting to {progress or 'AWS'}…"
        case "metrics":
            return f"{progress or 'series'}…"
        case "alarms":
            return f"listing alarms… {progress}".rstrip()
        case "trail":
            return f"events {_span(asked.window)}… {progress}".rstrip()
        case _:
            return f"traces… {progress}".rstrip()


def _partial(state: SourceState, asked: Asked) -> Told:
    words = f"…  {cut(state.what, 200)}"
    if not state.what:
        return Told()
    if asked.height < _ROOM:
        return Told(facts=((words, "muted"),))
    return Told(foot=(fitted(((" ", ""), (words, "muted")), asked.width),))


def _throttled(state: SourceState, asked: Asked) -> Told:
    is_narrow = asked.width < _NARROW
    until = ""
    if state.next_try is not None:
        at, left = clock_time(state.next_try), _wait(state, asked.now)
        until = f", {left} left" if is_narrow else f" until {at}"
    facts: Row = (("↯ throttled", "throttle bold"), (until, "muted"))
    wait = (
        f" next try in {_wait(state, asked.now)}" if state.next_try else " it will be tried again"
    )
    shown: Row = ()
    if asked.has_data and state.data_until:
        as_of = clock_time(state.data_until)
        shown = ((", as of " if is_narrow else ", shown as of ", "text"), (as_of, "strong"))
    row = fitted(((" ", ""), ("↯", "throttle bold"), (wait, "text"), *shown), asked.width)
    if not asked.has_data:
        return Told(facts=facts, notice=(row,))
    return Told(facts=facts, foot=(row,) if asked.height >= _ROOM else ())


def _offline(state: SourceState, asked: Asked) -> Told:
    facts: Row = ((f"○ offline {age(asked.now - state.since)}", "warning bold"),)
    until = state.data_until
    foot: tuple[Row, ...] = ()
    if asked.pane == "logs" and until is not None:
        gap = clock_time(until)
        facts = (*facts, (f"  gap {gap}–now", "muted"))
        whole = f"  {gap} – now not received yet; it is fetched when the line is back, and counted"
        words = whole if len(whole) + 14 <= asked.width else f"  {gap} – now not received yet"
        foot = (fitted(((" ", ""), ("╌" * 12, "warning"), (words, "muted")), asked.width),)
    notice = _interrupted("○", "warning bold", state.what or "no connection", state, asked)
    return Told(facts=facts, notice=notice, foot=foot, faded=True)


def _stale(state: SourceState, asked: Asked) -> Told:
    if not asked.has_data:
        # only what was here once can be stale
        what = state.what or "nothing was read"
        notice = _interrupted("!", "warning bold", what, state, asked)
        return Told(facts=(("? no data", "muted bold"),), notice=notice)
    since = state.data_until or state.since
    at, is_expired = clock_time(since), state.condition is Condition.EXPIRED
    facts: Row = ((f"◌ stale {age(asked.now - since)}", "warning bold"),)
    if is_expired and asked.pane == "logs" and state.data_until is not None:
        facts = (*facts, (f"  gap {at}–now", "muted"))
    if is_expired or asked.height < _ROOM + 2:
        return Told(facts=facts, faded=True)
    words: Row = ((" ", ""), ("(stale)", "warning"), (f" numbers are from {at}", "muted"))
    if asked.width >= 50:
        facts = (*facts, (f"  {at}", "muted"))
    return Told(facts=facts, foot=(fitted(words, asked.width),), faded=True)


def _failing(state: SourceState, asked: Asked) -> Told:
    spent = asked.now - state.since
    is_long = spent >= _FAILS_AFTER
    glyph, style = ("✖", "fault bold") if is_long else ("!", "warning bold")
    words = f"failing {age(spent)}" if is_long else _failure(state) or f"failing {age(spent)}"
    facts: Row = ((f"{glyph} {words}", style),)
    if is_long:
        facts = (*facts, (" · ", "muted"), ("!", "accent bold"), (" health", "muted"))
    notice = _interrupted(glyph, style, state.what or "the service fails", state, asked)
    return Told(facts=facts, notice=notice, faded=is_long)


def _failure(state: SourceState) -> str:
    """`503 ×3`, `bad reply (3)`: what came instead of an answer, and how often in a row."""
    first = state.what.split(" ", 1)[0]
    if first == "cancelled":
        return first
    if len(first) == 3 and first.isdecimal():
        return f"{first} ×{max(1, state.tries)}"
    return f"bad reply ({max(1, state.tries)})" if state.what.startswith("bad reply") else ""


def _refused(state: SourceState, asked: Asked) -> Told:
    if state.condition is Condition.DENIED:
        facts: Row = (("✖ denied", "fault bold"),)
        rows = denied_rows(
            state,
            pane=asked.pane,
            role=asked.role,
            context=asked.context,
            now=asked.now,
            width=asked.width,
            height=1 if asked.has_data else asked.height,
        )
    else:
        facts = (("! not available", "warning bold"),)
        rows = unsupported_rows(state, now=asked.now, width=asked.width, height=asked.height)
    return Told(facts=facts, notice=rows)


# --- words that several share --------------------------------------------------------------


def _interrupted(
    glyph: str, style: str, what: str, state: SourceState, asked: Asked
) -> tuple[Row, ...]:
    """What happened, when it is tried next, and until when what is shown was current."""
    if asked.has_data and asked.height < _ROOM:
        return ()
    what = cut(what, max(8, asked.width - 6))
    before = [Piece(((" ", ""), (glyph, style), (" ", ""), (what, "strong")))]
    if state.next_try is not None:
        before.append(Piece(((f"   next try in {_wait(state, asked.now)}", "muted"),), 2))
        if state.tries > 1:
            before.append(Piece(((f", try {state.tries}", "muted"),), 4))
    if asked.has_data and state.data_until is not None:
        until = clock_time(state.data_until)
        before.append(Piece((("   kept until ", "muted"), (until, "strong")), 3))
    after = [Piece((("r", "accent bold"), (" ", ""), ("try now", "muted")), 5)]
    return (two_sided(before, after, asked.width),)


def _wait(state: SourceState, now: datetime) -> str:
    return age_words(state.next_try - now) if state.next_try else "a while"


def _span(window: Window | None) -> str:
    return f"{clock_minute(window.start)}-{clock_minute(window.end)}" if window else "of the trail"
