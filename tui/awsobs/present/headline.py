"""The second row: what is broken, since when, and what changed before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from awsobs.domain.alarms import Alarm
from awsobs.domain.situation import Share, Situation, Suspect
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.trail import Coverage
from awsobs.domain.window import Window
from awsobs.present.change_words import first_words, short_resource
from awsobs.present.durations import (
    age,
    age_words,
    clock_minute,
    clock_time,
    distance,
    width_words,
)
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.numbers import alarm_unit, latency, measured, percent
from awsobs.present.rows import Row, Span, cut
from awsobs.present.states import not_current

_WIDE = 160
_NARROW = 100
_NAME = 30
_NO_STATES: Mapping[str, SourceState] = {}
_VICTIMS = 4
"""More names than this say less than a number."""


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
) -> Row:
    """The verdict in one row.

    `states` are those of all sources by name, so that what is not current is told;
    `last_alarm` is the one that went back to OK last, for a healthy screen; `root_p99` is
    in seconds, of the root's own requests.
    """
    expired = next((s for s in states.values() if s.condition is Condition.EXPIRED), None)
    if expired is not None:
        return _expired(expired, now, width)
    if situation.firing:
        before = _broken(situation, now, width, root_p99)
        after = _suspect(situation, window, width, coverage)
        after += _trouble(states, "on tint", follows=bool(after))
        return two_sided(before, after, width, fill="on tint")
    if situation.warnings:
        return _warnings(situation, window, width, coverage, states)
    if situation.ok or situation.without_data:
        return _healthy(situation, now, window, width, coverage, states, last_alarm)
    return _no_data(states, now, width)


# --- forms ---------------------------------------------------------------------------------


def _expired(state: SourceState, now: datetime, width: int) -> Row:
    command = state.hint.removeprefix("run: ")
    if command == state.hint:
        # no command helps: the region is missing, the clock is wrong, the key is unknown
        return _signed_out(state, width)
    before = [
        Piece(_on((" ✖ SIGN-IN EXPIRED ", "background bold on fault"), (" ", ""))),
        Piece(_on((cut(command, 80), "strong bold"))),
    ]
    after = [Piece(_on((f"ended {clock_time(state.since)}", "muted")), 2)]
    if state.next_try is not None:
        wait = age_words(state.next_try - now)
        after.append(Piece(_on((" ", ""), ("again in", "muted"), (f" {wait}", "text")), 1))
    return two_sided(before, after, width, fill="on tint")


def _signed_out(state: SourceState, width: int) -> Row:
    before = [
        Piece(_on((" ✖ NOT SIGNED IN ", "background bold on fault"), (" ", ""))),
        Piece(_on((cut(state.what or "no credentials", 80), "strong bold"))),
    ]
    after = [Piece(_on((cut(state.hint, 80), "muted")), 1)] if state.hint else []
    return two_sided(before, after, width, fill="on tint")


def _broken(situation: Situation, now: datetime, width: int, root_p99: float | None) -> list[Piece]:
    count = len(situation.firing)
    chip = f" ✖ {count} ALARM{'S' if count > 1 else ''} "
    root = situation.root
    if root is None:
        sentence = _alarm_names(situation)
    else:
        sentence = _root(root, situation, now, width, root_p99)
    return [Piece(_on((chip, "background bold on fault"), (" ", ""))), *sentence]


def _root(
    root: Share, situation: Situation, now: datetime, width: int, p99: float | None
) -> list[Piece]:
    is_wide = width >= _WIDE
    pieces = [
        Piece(
            _on(
                (cut(root.key.name, _NAME), "strong bold"),
                (" faults ", "text"),
                (percent(root.total), "fault bold"),
            )
        )
    ]
    if is_wide:
        pieces.append(Piece(_on((" of its own requests", "text")), 20))
    if situation.onset is not None:
        since = clock_minute(situation.onset)
        pieces.append(Piece(_on((" since ", "text"), (since, "strong bold"))))
        if is_wide:
            pieces.append(Piece(_on((f" ({age(now - situation.onset)})", "text")), 19))
    if is_wide and p99 is not None:
        pieces.append(Piece(_on((f", p99 {latency(p99)}", "text")), 18))
    if width >= _NARROW:
        pieces += _victims(situation.victims, is_wide=is_wide)
    return pieces


def _victims(victims: tuple[Share, ...], *, is_wide: bool) -> list[Piece]:
    if not victims:
        return []
    named = victims[:_VICTIMS]
    if is_wide:
        names = ", ".join(f"{cut(v.key.name, _NAME)} {percent(v.total)}" for v in named)
    else:
        names = " ".join(cut(v.key.name, _NAME) for v in named)
    more = f" +{len(victims) - len(named)}" if len(victims) > len(named) else ""
    gap = "   " if is_wide else "  "
    return [Piece(_on((gap, ""), ("victims", "muted"), (f" {names}{more}", "text")), 10)]


def _alarm_names(situation: Situation) -> list[Piece]:
    """The plain form, where no root is known: which alarms, since when."""
    alarms = situation.firing
    pieces = [Piece(_on((cut(alarms[0].name, 48), "strong bold")))]
    for index, alarm in enumerate(alarms[1:_VICTIMS], 1):
        pieces.append(Piece(_on((", ", "text"), (cut(alarm.name, 48), "strong bold")), 10 + index))
    if len(alarms) > _VICTIMS:
        pieces.append(Piece(_on((f" +{len(alarms) - _VICTIMS}", "text")), 20))
    pieces.append(Piece(_on((" in ALARM", "text")), 9))
    if situation.onset is not None:
        since = clock_minute(situation.onset)
        pieces.append(Piece(_on((" since ", "text"), (since, "strong bold"))))
    return pieces


def _suspect(
    situation: Situation, window: Window, width: int, coverage: Coverage | None
) -> list[Piece]:
    suspect, onset = situation.suspect, situation.onset
    if suspect is None:
        # "no change" may be said only of a trail that has been read
        return _no_suspect(situation, window) if width >= _NARROW and coverage else []
    is_wide = width >= _WIDE
    pieces = [Piece(_on(("◆", "warning"), (" ", "")), 3)]
    if width >= _NARROW:
        pieces.append(Piece(_on(("suspect", "muted"), (" ", "")), 14))
    if is_wide and suspect.resource:
        name = cut(short_resource(suspect.resource), _NAME)
        pieces.append(Piece(_on((f"{name} ", "warning bold")), 13))
    pieces.append(Piece(_on((_what(suspect), "warning bold")), 3))
    if width >= _NARROW:
        pieces.append(Piece(_on((" ", ""), (f"by {cut(suspect.event.who, 20)}", "muted")), 15))
    if is_wide:
        pieces.append(Piece(_on((f" {clock_time(suspect.event.time)}", "muted")), 16))
    if onset is not None:
        style = "text" if width >= _NARROW else "muted"
        pieces.append(Piece(_on((" ", ""), (distance(suspect.event.time, onset), style)), 3))
    if is_wide:
        pieces.append(
            Piece(_on(("   ", ""), ("o", "accent bold"), (" ", ""), ("why", "muted")), 17)
        )
    return pieces


def _what(suspect: Suspect) -> str:
    words = first_words(suspect)
    return cut(words.sentence("→") if words else suspect.event.name, 40)


def _no_suspect(situation: Situation, window: Window) -> list[Piece]:
    """Nothing to suspect is said too, with what was looked at."""
    count, span = situation.changes_in_window, width_words(window.width)
    if count:
        words = f"no suspect among {count} change{'s' if count > 1 else ''} in {span}"
    else:
        words = f"no change in {span}"
    return [Piece(_on((words, "muted")), 15)]


def _warnings(
    situation: Situation,
    window: Window,
    width: int,
    coverage: Coverage | None,
    states: Mapping[str, SourceState],
) -> Row:
    count, fill = len(situation.warnings), "on surface"
    first = situation.warnings[0]
    shown = measured(first.value, alarm_unit(first))
    chip = f" ! {count} WARNING{'S' if count > 1 else ''} "
    value = f" at {shown.number} {shown.unit}".rstrip()
    before = [
        Piece(_on((chip, "background bold on warning"), (" ", ""), fill=fill)),
        Piece(_on((cut(first.name, 40), "strong bold"), fill=fill)),
        Piece(_on((value, "text"), fill=fill), 6),
    ]
    if first.since is not None:
        since = clock_minute(first.since)
        before.append(Piece(_on((" since ", "text"), (since, "text"), fill=fill), 5))
    before += [
        Piece(_on(("   nothing else is failing", "text"), fill=fill), 8),
        *_looked_at(situation, window, coverage),
    ]
    return two_sided(before, _trouble(states, fill), width, fill=fill)


def _healthy(
    situation: Situation,
    now: datetime,
    window: Window,
    width: int,
    coverage: Coverage | None,
    states: Mapping[str, SourceState],
    last_alarm: Alarm | None,
) -> Row:
    fill = "on surface"
    chip: Span = (f" ✔ {situation.ok} OK ", "background bold on ok")
    sentence = " nothing is failing"
    if not situation.ok:
        chip = ("? NO DATA", "muted bold on surface")
    before = [Piece((chip,)), Piece(_on((sentence, "text"), fill=fill))]
    if situation.without_data:
        silent = f"   {situation.without_data} without data"
        before.append(Piece(_on((silent, "muted"), fill=fill), 9))
    before += _looked_at(situation, window, coverage)
    after = _trouble(states, fill) or _last_alarm(last_alarm, now)
    return two_sided(before, after, width, fill=fill)


def _looked_at(situation: Situation, window: Window, coverage: Coverage | None) -> list[Piece]:
    """Never just OK: which stretch was looked at, and how far the trail reaches."""
    fill, span = "on surface", width_words(window.width)
    count = situation.changes_in_window
    words = f"{count} change{'s' if count > 1 else ''} in" if count else "no change in"
    change = Piece(_on(("   ", ""), (words, "muted"), (f" {span}", "text"), fill=fill), 10)
    if coverage is None:
        return [Piece(_on(("   trail not read yet", "muted"), fill=fill), 11)]
    if coverage.is_complete:
        label, at = "trail complete to", coverage.newest or coverage.end
    else:
        label, at = "trail read back to", coverage.complete_from
    reach = (("   ", ""), (label, "muted"), (f" {clock_time(at)}", "text"))
    return [change, Piece(_on(*reach, fill=fill), 11)]


def _last_alarm(alarm: Alarm | None, now: datetime) -> list[Piece]:
    if alarm is None or alarm.since is None or now - alarm.since > timedelta(days=7):
        return []
    ago = f"{age_words(now - alarm.since)} ago"
    name = f" {cut(alarm.name, _NAME)} "
    spans: tuple[Span, ...] = (("last alarm", "muted"), (name, "text"), (ago, "muted"))
    return [Piece(_on(*spans, fill="on surface"), 12)]


def _no_data(states: Mapping[str, SourceState], now: datetime, width: int) -> Row:
    """While nothing has loaded, or there is no alarm at all."""
    fill = "on surface"
    state = states.get("alarms")
    chip = Piece(_on((" ? NO DATA ", "muted bold"), fill=fill))
    if state is None or state.condition is Condition.LOADING:
        spent = "" if state is None else f" {age_words(now - state.since)}"
        words = f"connecting…{spent if spent != ' 0 s' else ''}"
    elif state.is_current:
        words = "no alarms here, so nothing says what is broken"
    else:
        words = state.what or state.condition.value
    said = Piece(_on((" ", ""), (cut(words, 100), "muted"), fill=fill))
    return two_sided([chip, said], _trouble(states, fill), width, fill=fill)


def _trouble(states: Mapping[str, SourceState], fill: str, *, follows: bool = False) -> list[Piece]:
    count = len(not_current(states))
    if not count:
        return []
    words = f"{count} pane{'s' if count > 1 else ''} not current"
    spans: tuple[Span, ...] = (
        ("!", "warning bold"),
        (" ", ""),
        (words, "warning"),
        ("  ", ""),
        ("press", "muted"),
        (" ", ""),
        ("!", "accent bold"),
    )
    lead: tuple[Span, ...] = (("   ", ""),) if follows else ()
    return [Piece(_on(*lead, *spans, fill=fill), 8)]


def _on(*spans: Span, fill: str = "on tint") -> Row:
    """Spans on the row's ground, unless they have a fill of their own."""
    return tuple(
        (text, style if " on " in style else f"{style} {fill}".strip()) for text, style in spans
    )
