"""The second row: what is broken, since when, and what changed before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.domain.alarms import Alarm
from awsobs.domain.situation import Situation
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.trail import Coverage
from awsobs.domain.window import Window
from awsobs.present.durations import (
    age_words,
    apart,
    clock_minute,
    clock_time,
    width_words,
)
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.headline_incident import NAME, broken, on_ground, suspected
from awsobs.present.numbers import alarm_unit, measured
from awsobs.present.rows import Row, Span, cut
from awsobs.present.states import PANE_SOURCES, not_current

_NO_STATES: Mapping[str, SourceState] = {}
_NO_SKEW = timedelta()


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What keeps the screen from being as true as it looks."""

    states: Mapping[str, SourceState]
    skew: timedelta

    @property
    def doubt(self) -> str:
        """That the alarms are those of before; empty while they are current."""
        state = self.states.get("alarms")
        if state is None or state.is_current or state.condition is Condition.LOADING:
            return ""
        if state.data_until is None:
            return "alarms not read"
        return f"alarms not read since {clock_time(state.data_until)}"

    def pieces(self, fill: str, *, follows: bool = False) -> list[Piece]:
        """That the clock is wrong, and how many panes are not current."""
        found: list[Piece] = []
        if self.skew:
            words = f"clock differs {apart(self.skew)}"
            found.append(_warned(words, fill, "", follows=follows))
        if count := len(not_current(self.states)):
            words = f"{count} pane{'s' if count > 1 else ''} not current"
            found.append(_warned(words, fill, "!", follows=follows or bool(found)))
        return found


def _warned(words: str, fill: str, key: str, *, follows: bool) -> Piece:
    spans: list[Span] = [("   ", "")] if follows else []
    spans += [("!", "warning bold"), (" ", ""), (words, "warning")]
    if key:
        spans += [("  ", ""), ("press", "muted"), (" ", ""), (key, "accent bold")]
    return Piece(on_ground(*spans, fill=fill), 8 if key else 4)


def headline_row(
    situation: Situation,
    *,
    now: datetime,
    window: Window,
    width: int,
    coverage: Coverage | None = None,
    states: Mapping[str, SourceState] = _NO_STATES,
    last_alarm: Alarm | None = None,
    root_p99: float | None = None,
    why_key: str = "",
    skew: timedelta = _NO_SKEW,
    of_demo: bool = False,
) -> Row:
    """The verdict in one row.

    `states` are those of all sources by name, so that what is not current is told;
    `last_alarm` is the one that went back to OK last, for a healthy screen; `root_p99` is
    in seconds, of the root's own requests; `why_key` opens the suspect's reasons; `skew` is
    how far the services' clock is from ours, where that matters. The AWS `of_demo` is on
    this machine: where none of it answers, it is gone.
    """
    expired = next((s for s in states.values() if s.condition is Condition.EXPIRED), None)
    if expired is not None:
        return _expired(expired, now, width)
    if of_demo and _is_gone(states):
        return _ended(width)
    trouble = _Trouble(states, skew)
    if situation.firing:
        before = broken(situation, now, width, root_p99)
        after = suspected(situation, window, width, coverage, why_key)
        after += trouble.pieces("on tint", follows=bool(after))
        return two_sided(before, after, width, fill="on tint")
    if situation.warnings:
        return _warnings(situation, window, width, coverage, trouble)
    if situation.ok or situation.without_data:
        return _healthy(situation, now, window, width, coverage, trouble, last_alarm)
    return _no_data(trouble, now, width)


# --- forms ---------------------------------------------------------------------------------


def _is_gone(states: Mapping[str, SourceState]) -> bool:
    asked = [state for name in PANE_SOURCES if (state := states.get(name)) is not None]
    return bool(asked) and all(state.condition is Condition.OFFLINE for state in asked)


def _ended(width: int) -> Row:
    before = [
        Piece(on_ground((" ○ ENDED ", "background bold on warning"), (" ", ""))),
        Piece(on_ground(("the demo's AWS has ended", "strong bold"))),
    ]
    keys = (("q", "accent bold"), (", then start it again", "muted"))
    return two_sided(before, [Piece(on_ground(*keys), 1)], width, fill="on tint")


def _expired(state: SourceState, now: datetime, width: int) -> Row:
    command = state.hint.removeprefix("run: ")
    if command == state.hint:
        # no command helps: the region is missing, the clock is wrong, the key is unknown
        return _signed_out(state, width)
    before = [
        Piece(on_ground((" ✖ SIGN-IN EXPIRED ", "background bold on fault"), (" ", ""))),
        Piece(on_ground((cut(command, 80), "strong bold"))),
    ]
    after = [Piece(on_ground((f"ended {clock_time(state.since)}", "muted")), 2)]
    if state.next_try is not None:
        wait = age_words(state.next_try - now)
        after.append(Piece(on_ground((" ", ""), ("again in", "muted"), (f" {wait}", "text")), 1))
    return two_sided(before, after, width, fill="on tint")


def _signed_out(state: SourceState, width: int) -> Row:
    chip = " ✖ NO REGION " if state.what.startswith("no region") else " ✖ NOT SIGNED IN "
    before = [
        Piece(on_ground((chip, "background bold on fault"), (" ", ""))),
        Piece(on_ground((cut(state.what or "no credentials", 80), "strong bold"))),
    ]
    after = [Piece(on_ground((cut(state.hint, 80), "muted")), 1)] if state.hint else []
    return two_sided(before, after, width, fill="on tint")


def _warnings(
    situation: Situation,
    window: Window,
    width: int,
    coverage: Coverage | None,
    trouble: _Trouble,
) -> Row:
    count, fill = len(situation.warnings), "on surface"
    first = situation.warnings[0]
    shown = measured(first.value, alarm_unit(first))
    chip = f" ! {count} WARNING{'S' if count > 1 else ''} "
    value = f" at {shown.number} {shown.unit}".rstrip()
    before = [
        Piece(on_ground((chip, "background bold on warning"), (" ", ""), fill=fill)),
        Piece(on_ground((cut(first.name, 40), "strong bold"), fill=fill)),
        Piece(on_ground((value, "text"), fill=fill), 6),
    ]
    if first.since is not None:
        since = clock_minute(first.since)
        before.append(Piece(on_ground((" since ", "text"), (since, "text"), fill=fill), 5))
    before += [
        Piece(
            on_ground((f"   {trouble.doubt or 'nothing else is failing'}", "text"), fill=fill), 8
        ),
        *_looked_at(situation, window, coverage),
    ]
    return two_sided(before, trouble.pieces(fill), width, fill=fill)


def _healthy(
    situation: Situation,
    now: datetime,
    window: Window,
    width: int,
    coverage: Coverage | None,
    trouble: _Trouble,
    last_alarm: Alarm | None,
) -> Row:
    fill = "on surface"
    chip: Span = (f" ✔ {situation.ok} OK ", "background bold on ok")
    sentence = f" {trouble.doubt or 'nothing is failing'}"
    if not situation.ok:
        chip = ("? NO DATA", "muted bold on surface")
    elif trouble.doubt:
        chip = (f" ? {situation.ok} OK ", "muted bold on surface")
    before = [Piece((chip,)), Piece(on_ground((sentence, "text"), fill=fill))]
    if situation.without_data:
        silent = f"   {situation.without_data} without data"
        before.append(Piece(on_ground((silent, "muted"), fill=fill), 9))
    before += _looked_at(situation, window, coverage)
    after = trouble.pieces(fill) or _last_alarm(last_alarm, now)
    return two_sided(before, after, width, fill=fill)


def _looked_at(situation: Situation, window: Window, coverage: Coverage | None) -> list[Piece]:
    """Never just OK: which stretch was looked at, and how far the trail reaches."""
    fill, span = "on surface", width_words(window.width)
    count = situation.changes_in_window
    words = f"{count} change{'s' if count > 1 else ''} in" if count else "no change in"
    change = Piece(on_ground(("   ", ""), (words, "muted"), (f" {span}", "text"), fill=fill), 10)
    if coverage is None:
        return [Piece(on_ground(("   trail not read yet", "muted"), fill=fill), 11)]
    if coverage.is_complete:
        label, at = "trail complete to", coverage.newest or coverage.end
    else:
        label, at = "trail read back to", coverage.complete_from
    reach = (("   ", ""), (label, "muted"), (f" {clock_time(at)}", "text"))
    return [change, Piece(on_ground(*reach, fill=fill), 11)]


def _last_alarm(alarm: Alarm | None, now: datetime) -> list[Piece]:
    if alarm is None or alarm.since is None or now - alarm.since > timedelta(days=7):
        return []
    ago = f"{age_words(now - alarm.since)} ago"
    name = f" {cut(alarm.name, NAME)} "
    spans: tuple[Span, ...] = (("last alarm", "muted"), (name, "text"), (ago, "muted"))
    return [Piece(on_ground(*spans, fill="on surface"), 12)]


def _no_data(trouble: _Trouble, now: datetime, width: int) -> Row:
    """While nothing has loaded, or there is no alarm at all."""
    fill = "on surface"
    state = trouble.states.get("alarms")
    chip = Piece(on_ground((" ? NO DATA ", "muted bold"), fill=fill))
    if state is None or state.condition is Condition.LOADING:
        spent = "" if state is None else f" {age_words(now - state.since)}"
        words = f"connecting…{spent if spent != ' 0 s' else ''}"
    elif state.is_current:
        words = "no alarms here, so nothing says what is broken"
    else:
        words = state.what or state.condition.value
    said = Piece(on_ground((" ", ""), (cut(words, 100), "muted"), fill=fill))
    return two_sided([chip, said], trouble.pieces(fill), width, fill=fill)
