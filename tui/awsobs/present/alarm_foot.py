"""Whether a human knows: who was paged, who has acknowledged, what flaps."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from awsobs.analysis.alarm_telling import MANY, flaps
from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.present.durations import dated_minute
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.rows import Row, cut


def paged_row(
    firing: Sequence[Alarm],
    width: int,
    *,
    now: datetime,
    acked: frozenset[str] = frozenset(),
    history: Mapping[str, Sequence[AlarmChange]] | None = None,
) -> Row:
    """`paged oncall-sns 07:41   acked nobody   flapping none`, about the firing alarms."""
    pieces = [Piece(((" ", ""), *_paged(firing, now)))]
    names = [alarm.name for alarm in firing if alarm.name in acked]
    pieces.append(Piece((("   acked", "muted"), (f" {_named(names, 'nobody')}", "text")), 2))
    if history is not None:
        flapping = [name for name, changes in history.items() if is_flapping(changes, now)]
        shown = _named(flapping, "none")
        style = "warning" if flapping else "text"
        pieces.append(Piece((("   flapping", "muted"), (f" {shown}", style)), 3))
    return two_sided(pieces, (), width)


def is_flapping(changes: Sequence[AlarmChange], now: datetime) -> bool:
    """Whether an alarm has changed its state so often that it says little."""
    return flaps(changes, now) >= MANY


def _paged(firing: Sequence[Alarm], now: datetime) -> Row:
    """Where the firing alarms were sent, and when the first of them was."""
    told = [alarm for alarm in firing if alarm.actions_enabled and not alarm.suppressed]
    targets = list(dict.fromkeys(_target(arn) for alarm in told for arn in alarm.alarm_actions))
    if not targets:
        return (("paged", "muted"), (" nobody", "warning"))
    moments = [alarm.since for alarm in told if alarm.alarm_actions and alarm.since]
    at = f" {dated_minute(min(moments), now)}" if moments else ""
    return (("paged", "muted"), (f" {_named(targets, 'nobody')}", "text"), (at, "muted"))


def _target(arn: str) -> str:
    """The name in an action's ARN: the topic, the function, the automation."""
    return arn.rsplit(":", 1)[-1].rsplit("/", 1)[-1] or arn


def _named(names: Sequence[str], nobody: str) -> str:
    if not names:
        return nobody
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return f"{cut(names[0], 24)}{more}"
