"""Who is told of an alarm: its composites, what mutes it, each action and how it went."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from awsobs.analysis.alarm_telling import Action, actions_of, why_nobody
from awsobs.analysis.alarm_tree import Branch
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.present.alarm_rows import WORDS, class_of
from awsobs.present.durations import dated_minute
from awsobs.present.rows import Row, cut, flush_right, left, placed
from awsobs.present.wrapping import wrapped

_SERVICES = {
    "sns": "sns",
    "lambda": "lambda",
    "ssm": "ops item",
    "ssm-incidents": "incident",
    "automate": "ec2",
    "swf": "ec2",
    "autoscaling": "scaling",
    "aiops": "investigation",
}
_STATES = (
    (AlarmState.ALARM, "ALARM"),
    (AlarmState.OK, "OK"),
    (AlarmState.INSUFFICIENT_DATA, "NODATA"),
)
_TARGET_AT = 8


def target_of(arn: str) -> str:
    """`sns oncall-sns`: the service and the name in an action's ARN."""
    parts = arn.split(":")
    service = parts[2] if len(parts) > 2 else ""
    name = arn.rsplit(":", 1)[-1].rsplit("/", 1)[-1] or arn
    return f"{_SERVICES.get(service, service)} {name}".strip()


def told_rows(
    alarm: Alarm,
    history: Sequence[AlarmChange],
    parents: Sequence[Alarm],
    now: datetime,
    width: int,
) -> Iterator[Row]:
    """What mutes it, then each state's actions."""
    for words in why_nobody(alarm, history, parents):
        for line in wrapped(f"! nobody is told: {words}", width, 3):
            yield ((line, "warning"),)
    for parent in parents:
        glyph, style = mark_of(parent)
        yield (("part of ", "muted"), (f"{glyph} ", style), (cut(parent.name, width - 10), "text"))
    if alarm.suppressor:
        words, style = ("muted now", "warning") if alarm.suppressed else ("not now", "ok")
        yield (
            ("mutes it: ", "muted"),
            (cut(alarm.suppressor, width - 22), "text"),
            (f"  {words}", style),
        )
    actions = actions_of(alarm, history)
    for state, word in _STATES:
        yield from _of_state(word, [a for a in actions if a.state is state], now, width)
    is_on = alarm.actions_enabled
    word, style = ("enabled", "text") if is_on else ("disabled", "warning")
    yield ((left("actions", _TARGET_AT), "muted"), (word, style))


def _of_state(word: str, actions: Sequence[Action], now: datetime, width: int) -> Iterator[Row]:
    label = left(word, _TARGET_AT)
    if not actions:
        yield ((label, "muted"), ("nobody", "warning" if word == "ALARM" else "muted"))
    for action in actions:
        parts: list[tuple[int, Row]] = [
            (0, ((label, "muted"),)),
            (_TARGET_AT, ((cut(target_of(action.arn), width - _TARGET_AT - 10), "text"),)),
        ]
        if action.at is not None:
            glyph, style = ("✖", "fault") if action.failed else ("✔", "ok")
            ran: Row = ((f"{glyph} ", style), (dated_minute(action.at, now), "muted"))
            parts.append(flush_right(ran, width))
        yield placed(width, parts)
        label = " " * _TARGET_AT


def branch_row(branch: Branch, now: datetime, width: int) -> Row:
    """One alarm of a composite's tree, under what names it."""
    stem = "  " * (branch.depth - 1) + ("└ " if branch.is_last else "├ ")
    alarm = branch.alarm
    if alarm is None:
        unknown = f"{branch.name}  not in this account and region"
        return placed(width, [(1, ((stem, "rule"), (unknown, "muted")))])
    glyph, style = mark_of(alarm)
    words = "  stands above already" if branch.repeats else ""
    muted = "  muted" if alarm.suppressed else ""
    parts: list[tuple[int, Row]] = [
        (
            1,
            (
                (stem, "rule"),
                (f"{glyph} ", style),
                (alarm.name, "text"),
                (muted, "warning"),
                (words, "muted"),
            ),
        )
    ]
    if alarm.since is not None:
        parts.append(flush_right(((dated_minute(alarm.since, now), "muted"),), width - 1))
    return placed(width, parts)


def mark_of(alarm: Alarm) -> tuple[str, str]:
    """The glyph of an alarm's class, and its style."""
    word, style = WORDS[class_of(alarm)]
    return word[0], style
