"""The first row: where we are at the left; what it costs, how we follow, the time at the right."""

from datetime import datetime
from enum import Enum
from math import inf

from awsobs.domain.context import Context, Identity, short_account
from awsobs.domain.situation import Situation
from awsobs.present.durations import clock_minute, clock_time
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.rows import Row, Span, cut, fitted, width_of

_WORDS_FROM = 190
"""From this width on the words account, region, profile are spelled out."""

_MOST = 28
"""Cells of one name; an alias or a profile may be of any length."""


_PANES = ("logs", "metrics", "alarms", "trail", "map")
_SHORT = 3
"""Letters of a name where the whole names have no room."""


class Mode(Enum):
    """How the screen relates to what happens now."""

    LIVE = "live"
    PAUSED = "paused"
    REPLAY = "replay"
    DEMO = "demo"
    FILE = "file"
    OFFLINE = "offline"
    STALE = "stale"
    NO_DATA = "no data"
    PARTLY_LIVE = "partly live"


_MODES: dict[Mode, Row] = {
    Mode.LIVE: (("●", "ok"), (" ", ""), ("LIVE", "ok bold")),
    Mode.PAUSED: (("‖ PAUSED", "background bold on warning"),),
    Mode.REPLAY: (("▶ REPLAY", "throttle bold"),),
    Mode.DEMO: (("◆ DEMO", "throttle bold"),),
    Mode.FILE: (("●", "ok"), (" ", ""), ("FILE", "info bold")),
    Mode.OFFLINE: (("○ OFFLINE", "warning bold"),),
    Mode.STALE: (("◌ STALE", "warning bold"),),
    Mode.NO_DATA: (("? NO DATA", "muted bold"),),
    Mode.PARTLY_LIVE: (("◌ PARTLY LIVE", "warning bold"),),
}


def status_row(
    *,
    context: Context,
    identity: Identity | None,
    now: datetime,
    width: int,
    alias: str = "",
    mode: Mode = Mode.LIVE,
    detail: str = "",
    read_only: bool = True,
    rate: float | None = None,
    limit: float = 5.0,
    throttled: bool = False,
    catching_up: bool = False,
    usd_per_hour: float | None = None,
    reveal: bool = False,
    recording: bool | None = None,
    skewed: bool = False,
) -> Row:
    """The status line.

    `detail` stands behind the mode (`4x` of a replay, `52s` of a stale screen). Without a
    `rate` of requests a second the meter is left out, as is the word `rec` where `recording`
    is None; while `catching_up` a rate near the limit is as it should be, and no warning.
    `reveal` shows the whole account number; `skewed` warns that the time is the services',
    not this machine's.
    """
    account = identity.account if identity else context.account
    names = (
        alias or (identity.alias if identity else ""),
        account if reveal else short_account(account),
    )
    # nothing has to be done about a budget that is spent on what is still to be read
    warns_from = 0.8 * limit if limit > 0 and not catching_up else inf
    where = _spelled if width >= _WORDS_FROM else _dotted
    before = where(names, context, read_only=read_only, is_narrow=width < 100)
    after = [
        *_meter(rate, limit, warns_from, throttled=throttled, is_narrow=width < 100),
        *_cost(None if width < 100 else usd_per_hour),
        *_recording(recording),
        Piece((*_mode(mode, detail), ("  ", ""))),
        *([Piece((("! ", "warning bold"),))] if skewed else []),
        Piece(((clock_time(now), "strong bold"),)),
        Piece(((" ", ""), ("UTC", "muted")), 9),
    ]
    return two_sided([Piece(((" ", ""), ("awsobs", "strong bold")), 2), *before], after, width)


def tiny_row(situation: Situation, *, now: datetime, width: int) -> Row:
    """All that is left where nothing else fits."""
    parts: list[tuple[str, str]] = []
    if situation.firing:
        parts.append((f"✖{len(situation.firing)} ALARM", "fault bold"))
    if situation.warnings:
        parts.append((f"!{len(situation.warnings)}", "warning bold"))
    if situation.without_data:
        parts.append((f"?{situation.without_data}", "muted"))
    if not parts:
        parts.append((f"✔{situation.ok} OK", "ok"))
    spaced = [span for part in parts for span in (part, (" ", ""))]
    words = f"· {clock_minute(now)}Z · awsobs needs 40x10"
    return fitted((*spaced, (words, "muted")), width)


def strip_row(situation: Situation, *, focused: str, width: int) -> Row:
    """All panes in one row, where one is shown at a time: `1LOGS 2METRICS 3ALARMS✖2 …`.

    Where there is no room for that it is `1LOG 2MET 3ALA✖2 4TRA 5MAP`.
    """
    whole = _strip(situation, focused, max(map(len, _PANES)))
    if width_of(whole) > width:
        whole = _strip(situation, focused, _SHORT)
    return fitted(whole, width)


def _strip(situation: Situation, focused: str, letters: int) -> list[Span]:
    spans: list[Span] = [(" ", "")]
    for number, name in enumerate(_PANES, 1):
        firing = len(situation.firing) if name == "alarms" else 0
        mark = f"✖{firing}" if firing else ""
        label = f" {number}{name[:letters].upper()}"
        if name == focused:
            spans.append((f"{label}{mark} ", "background bold on accent"))
        else:
            spans += [(label, "muted"), (mark, "fault bold"), (" ", "")]
    return spans


def _dotted(
    names: tuple[str, str], context: Context, *, read_only: bool, is_narrow: bool
) -> list[Piece]:
    """`prod 1234…9012 · eu-west-1 · ops-ro · read-only`."""
    alias, account = names
    if is_narrow and alias:
        account = ""
    first = " ".join(part for part in (cut(alias, _MOST), account) if part)
    words = [(first, 4, "text"), (context.region, 1, "text"), (context.profile, 5, "text")]
    if read_only and not is_narrow:
        words.append(("read-only", 7, "muted"))
    pieces: list[Piece] = []
    for text, rank, style in words:
        if text:
            lead: Row = ((" ", ""), ("·", "faint"), (" ", "")) if pieces else (("  ", ""),)
            pieces.append(Piece((*lead, (cut(text, _MOST), style)), rank))
    return pieces


def _spelled(
    names: tuple[str, str], context: Context, *, read_only: bool, is_narrow: bool
) -> list[Piece]:
    """`account prod 1234…9012   region eu-west-1   profile ops-ro   read-only`."""
    del is_narrow
    account = " ".join(part for part in (cut(names[0], _MOST), names[1]) if part)
    words = (
        ("account", account, 4),
        ("region", context.region, 1),
        ("profile", context.profile, 5),
    )
    pieces = [
        Piece((("   ", ""), (label, "muted"), (f" {cut(text, _MOST)}", "text")), rank)
        for label, text, rank in words
        if text
    ]
    if read_only:
        pieces.append(Piece((("   ", ""), ("read-only", "muted")), 7))
    return pieces


def _meter(
    rate: float | None, limit: float, warns_from: float, *, throttled: bool, is_narrow: bool
) -> list[Piece]:
    if rate is None:
        return []
    reading = f"{rate:.1f}/{limit:g}"
    if throttled:
        shown, style = f"↯ {reading}", "throttle bold"
    elif rate >= warns_from:
        shown, style = f"! {reading}", "warning bold"
    else:
        shown, style = reading, "text"
    spans: Row = (("api", "muted"), (" ", ""), (shown, style))
    if is_narrow:
        return [Piece((*spans, ("  ", "")), 6)]
    return [Piece(spans, 6), Piece(((" ", ""), ("rps", "muted")), 8), Piece((("   ", ""),), 6)]


def _cost(usd_per_hour: float | None) -> list[Piece]:
    if usd_per_hour is None:
        return []
    amount = f" ${usd_per_hour:.2f}" if usd_per_hour < 100 else f" ${usd_per_hour:,.0f}"
    return [Piece((("est", "muted"), (amount, "text"), ("/h", "muted"), ("   ", "")), 10)]


def _recording(recording: bool | None) -> list[Piece]:
    if recording is None:
        return []
    dot: tuple[str, str] = ("●", "fault") if recording else ("○", "faint")
    return [Piece((("rec", "muted"), (" ", ""), dot, ("   ", "")), 9)]


def _mode(mode: Mode, detail: str) -> Row:
    spans = _MODES[mode]
    if not detail:
        return spans
    text, style = spans[-1]
    return (*spans[:-1], (f"{text} {detail}", style))
