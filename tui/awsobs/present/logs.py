"""LOGS: what stands around the rows of log events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from awsobs.domain.accounting import Counts
from awsobs.domain.context import Context
from awsobs.domain.live_tail import LiveTailState
from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import SourceState
from awsobs.domain.window import Window
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.live_tail import live_tail_words
from awsobs.present.log_rows import LEVEL_WORDS, log_row, whole_log_row
from awsobs.present.numbers import number
from awsobs.present.rows import Row, Span, width_of
from awsobs.present.states import Asked, Told, told
from awsobs.present.view import Header

__all__ = ["LEVEL_WORDS", "LogsFrame", "braced", "lag_of", "log_row", "logs_frame", "whole_log_row"]

_MOST_NAMED = 12
_NOWHERE = Context()
_PAUSES = 10.0
"""Seconds up to which reads that go well may be apart."""


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
    live: LiveTailState | None = None,
    narrowed: bool = False,
) -> LogsFrame:
    """The frame for `height` rows under the header.

    `lines` are in view, `hidden` were left out by a filter, which may still be `searching`;
    `unseen` came in while the view did not follow, `narrowed` if the server keeps some back.
    `rate` is lines a second, `lag` the newest line's age in seconds.
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
    facts = (*live_tail_words(live, is_narrow=width < 100), *facts)
    scope = (
        () if said.faded and width < 100 else _scope(groups, width_of(facts), width, said, progress)
    )
    header = Header(number="1", title="LOGS", scope=scope, facts=facts)
    notice = said.notice
    if not lines and not notice:
        is_without = not groups and state is not None and state.is_current
        empty = "narrowed" if narrowed else "groups" if is_without else "logs"
        notice = (
            no_match_row(hidden, width, searching=searching)
            if hidden
            else empty_row(empty, width, window=window, region=context.region),
        )
    return LogsFrame(header=header, notice=notice, foot=said.foot, faded=said.faded)


def _scope(groups: Sequence[str], facts_width: int, width: int, said: Told, progress: str) -> Row:
    """`/aws/lambda/{gateway,checkout}` where it fits, else `4 groups`; or the turns they take."""
    if not groups:
        return ()
    if " every " in progress and cell_len(progress) <= width - facts_width - 18:
        return ((progress, "muted"),)
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


def lag_of(newest: LogEvent | None, state: SourceState | None, now: datetime) -> float | None:
    """Seconds by which the lines are behind: how long the newest took to come in.

    Where nothing was read for some time, as while every call is throttled, it is the time since.
    """
    if newest is None:
        return None
    since_read = 0.0
    if state is not None and state.data_until is not None:
        since_read = (now - state.data_until).total_seconds()
    took = max(0.0, (newest.ingestion_time - newest.timestamp) / 1000)
    return max(took, since_read) if since_read > _PAUSES else took


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
