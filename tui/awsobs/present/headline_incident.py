"""The headline while something fails: root, share, since, victims; and the suspected change."""

from datetime import datetime

from awsobs.domain.situation import Share, Situation, Suspect
from awsobs.domain.trail import Coverage
from awsobs.domain.window import Window
from awsobs.present.change_words import first_words, short_resource
from awsobs.present.durations import age, clock_minute, clock_time, distance, width_words
from awsobs.present.fitting import Piece
from awsobs.present.numbers import latency, percent
from awsobs.present.rows import Row, Span, cut

_WIDE = 160
_NARROW = 100
NAME = 30
"""Cells of one name."""

_VICTIMS = 4
"""More names than this say less than a number."""


def broken(situation: Situation, now: datetime, width: int, root_p99: float | None) -> list[Piece]:
    """The chip, then the root with its share, since when, and its victims; or the alarms."""
    count = len(situation.firing)
    chip = f" ✖ {count} ALARM{'S' if count > 1 else ''} "
    root = situation.root
    if root is None:
        sentence = _alarm_names(situation)
    elif situation.tells_apart:
        sentence = [*_alarm_names(situation), *_apart(root, situation)]
    else:
        sentence = _root(root, situation, now, width, root_p99)
    return [Piece(on_ground((chip, "background bold on fault"), (" ", ""))), *sentence]


def _root(
    root: Share, situation: Situation, now: datetime, width: int, p99: float | None
) -> list[Piece]:
    is_wide = width >= _WIDE
    pieces = [Piece(on_ground(*_faults(root, situation)))]
    if is_wide and not situation.few_traces:
        pieces.append(Piece(on_ground((" of its own requests", "text")), 20))
    if situation.onset is not None:
        since = clock_minute(situation.onset)
        pieces.append(Piece(on_ground((" since ", "text"), (since, "strong bold"))))
        if is_wide:
            pieces.append(Piece(on_ground((f" ({age(now - situation.onset)})", "text")), 19))
    if situation.few_traces:
        pieces.append(Piece(on_ground(("  few traces yet", "muted")), 4))
    if is_wide and p99 is not None:
        pieces.append(Piece(on_ground((f", p99 {latency(p99)}", "text")), 18))
    if width >= _NARROW:
        with_shares = not situation.few_traces
        pieces += _victims(situation.victims, is_wide=is_wide, with_shares=with_shares)
    return pieces


def _faults(root: Share, situation: Situation) -> Row:
    """`payments faults 34 %`; while few requests are known since the onset, no share."""
    name, faults = (cut(root.key.name, NAME), "strong bold"), (" faults", "text")
    if situation.few_traces:
        return (name, faults)
    return (name, faults, (" ", ""), (percent(root.total), "fault bold"))


def _apart(root: Share, situation: Situation) -> list[Piece]:
    """What fails on the map and has no alarm of its own: a statement beside that of the alarms."""
    return [Piece(on_ground(("   ", ""), *_faults(root, situation)), 8)]


def _victims(victims: tuple[Share, ...], *, is_wide: bool, with_shares: bool) -> list[Piece]:
    if not victims:
        return []
    named = victims[:_VICTIMS]
    if is_wide and with_shares:
        names = ", ".join(f"{cut(v.key.name, NAME)} {percent(v.total)}" for v in named)
    else:
        names = " ".join(cut(v.key.name, NAME) for v in named)
    more = f" +{len(victims) - len(named)}" if len(victims) > len(named) else ""
    gap = "   " if is_wide else "  "
    return [Piece(on_ground((gap, ""), ("victims", "muted"), (f" {names}{more}", "text")), 10)]


def _alarm_names(situation: Situation) -> list[Piece]:
    """The plain form, where no root is known: which alarms, since when."""
    alarms = situation.firing
    pieces = [Piece(on_ground((cut(alarms[0].name, 48), "strong bold")))]
    for index, alarm in enumerate(alarms[1:_VICTIMS], 1):
        pieces.append(
            Piece(on_ground((", ", "text"), (cut(alarm.name, 48), "strong bold")), 10 + index)
        )
    if len(alarms) > _VICTIMS:
        pieces.append(Piece(on_ground((f" +{len(alarms) - _VICTIMS}", "text")), 20))
    pieces.append(Piece(on_ground((" in ALARM", "text")), 9))
    if situation.onset is not None:
        since = clock_minute(situation.onset)
        pieces.append(Piece(on_ground((" since ", "text"), (since, "strong bold"))))
    return pieces


def suspected(
    situation: Situation, window: Window, width: int, coverage: Coverage | None, why_key: str
) -> list[Piece]:
    """The change that is suspected, or that there is none among those that were read."""
    suspect, onset = situation.suspect, situation.onset
    if suspect is None:
        # "no change" may be said only of a trail that has been read
        return _no_suspect(situation, window) if width >= _NARROW and coverage else []
    far = distance(suspect.event.time, onset) if onset is not None else ""
    if width < _NARROW:
        change = (("◆", "warning"), (" ", ""), (_what(suspect), "warning bold"))
        return [Piece(on_ground(*change, (" ", ""), (far, "muted")), 3)]
    by = f"by {cut(suspect.event.who, 20)}"
    pieces = [
        Piece(on_ground(("◆", "warning"), (" ", "")), 3),
        Piece(on_ground(("suspect", "muted"), (" ", "")), 14),
        Piece(on_ground((_what(suspect), "warning bold")), 3),
        Piece(on_ground((" ", ""), (by, "muted")), 15),
        Piece(on_ground((" ", ""), (far, "text")), 3),
    ]
    return _at_length(pieces, suspect, why_key) if width >= _WIDE else pieces


def _at_length(pieces: list[Piece], suspect: Suspect, why_key: str) -> list[Piece]:
    """The same with the resource, the time, and the key that tells why."""
    mark, word, what, by, far = pieces
    name = cut(short_resource(suspect.resource), NAME)
    clock = Piece(on_ground((f" {clock_time(suspect.event.time)}", "muted")), 16)
    longer = [mark, word, what, by, clock, far]
    if name:
        longer.insert(2, Piece(on_ground((f"{name} ", "warning bold")), 13))
    if why_key:
        hint = (("   ", ""), (why_key, "accent bold"), (" ", ""), ("why", "muted"))
        longer.append(Piece(on_ground(*hint), 17))
    return longer


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
    return [Piece(on_ground((words, "muted")), 15)]


def on_ground(*spans: Span, fill: str = "on tint") -> Row:
    """Spans on the row's ground, unless they have a fill of their own."""
    return tuple(
        (text, style if " on " in style else f"{style} {fill}".strip()) for text, style in spans
    )
