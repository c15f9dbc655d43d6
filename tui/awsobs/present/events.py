"""EventBridge as rows: rules with what they did and when they fire next, schedules, archives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from awsobs.domain.events import Archive, EventsBoard, Rule, RuleUse, TimedTask
from awsobs.domain.safe_text import safe_text
from awsobs.languages.event_pattern import EventPatternError
from awsobs.languages.event_pattern_words import pattern_words
from awsobs.languages.schedule import ScheduleError, first_fires
from awsobs.languages.schedule_words import schedule_words
from awsobs.present.durations import age
from awsobs.present.numbers import number
from awsobs.present.rows import Row, cut, fitted, flush_right, placed

_NAME, _WHAT = 3, 32
_NOTHING = RuleUse()
_NEXT = 3
_MB = 1024 * 1024
Thing = Rule | TimedTask | Archive


@dataclass(frozen=True, slots=True)
class EventLine:
    """One part of the list; `thing` is what `enter` opens, nothing for a heading."""

    key: str
    rows: tuple[Row, ...]
    thing: Thing | None = None


def event_lines(board: EventsBoard, now: datetime, width: int) -> Iterator[EventLine]:
    """What failed first, then what is on, then what is off; schedules and archives after it."""
    overview = board.overview
    yield _head("RULES", "matches, or runs", "next · fired, failed", width)
    if not board.rules:
        yield _none("rules", "no rules", width)
    for rule in sorted(board.rules, key=lambda one: _order(one, board)):
        use = use_of(rule, board)
        yield EventLine(f"rule {rule.key}", tuple(_rule_rows(rule, use, now, width)), rule)
    yield _head("SCHEDULES", "runs", "next", width)
    if not overview.tasks:
        yield _none("tasks", "no schedules of EventBridge Scheduler", width)
    for task in overview.tasks:
        yield EventLine(f"task {task.group} {task.name}", tuple(_task_rows(task, now, width)), task)
    yield _head("ARCHIVES", "keeps", "events", width)
    if not overview.archives:
        yield _none("archives", "no archives: nothing could be replayed", width)
    for archive in overview.archives:
        yield EventLine(f"archive {archive.name}", (_archive_row(archive, width),), archive)
    for place, words in enumerate(overview.missing):
        row = fitted(((f" ! {cut(words, max(20, width - 4))}", "warning"),), width)
        yield EventLine(f"missing {place}", (row,))


def use_of(rule: Rule, board: EventsBoard) -> RuleUse | None:
    """What a rule did in the window; None where the metrics could not be read."""
    uses = board.overview.uses
    return None if uses is None else uses.get(rule.key, _NOTHING)


def rule_words(rule: Rule) -> str:
    """What a rule waits for, in words; what cannot be read as it was written."""
    parts: list[str] = []
    if rule.schedule:
        parts.append(_scheduled(rule.schedule))
    if rule.pattern:
        try:
            parts.append(pattern_words(rule.pattern))
        except EventPatternError:
            parts.append(f"a pattern that cannot be read: {rule.pattern}")
    return safe_text(" · or ".join(parts)) or "nothing: it has no pattern and no schedule"


def next_of(rule: Rule, use: RuleUse | None, now: datetime, count: int = 1) -> tuple[datetime, ...]:
    """When it fires next; a rate is counted from when it fired last, if that is known."""
    if not rule.schedule or not rule.is_on:
        return ()
    try:
        return first_fires(rule.schedule, now, count, since=use.last if use else None)
    except ScheduleError:
        return ()


def task_next(task: TimedTask, now: datetime, count: int = 1) -> tuple[datetime, ...]:
    """When a schedule runs next; nothing where it is off, over, or cannot be read."""
    if not task.is_on:
        return ()
    try:
        found = first_fires(task.expression, now, count, zone=task.zone, since=task.since)
    except ScheduleError:
        return ()
    return tuple(at for at in found if task.end is None or at <= task.end)


def rule_head(rule: Rule, use: RuleUse | None, now: datetime) -> Iterator[Row]:
    """What stands above a rule's record."""
    yield _labelled("waits for", rule_words(rule))
    if fires := next_of(rule, use, now, _NEXT):
        yield _labelled("next", ", ".join(f"{at:%a %d %b %H:%M}Z" for at in fires))
    yield _labelled("sends to", _targets(rule))
    if use is not None:
        yield _labelled("did", _did(use), "fault" if use.failed else "text")
    if rule.managed_by:
        yield _labelled("managed by", rule.managed_by)


def task_head(task: TimedTask, now: datetime) -> Iterator[Row]:
    """What stands above a schedule's record."""
    yield _labelled("runs", _scheduled(task.expression, task.zone))
    if fires := task_next(task, now, _NEXT):
        yield _labelled("next", ", ".join(f"{at:%a %d %b %H:%M}Z" for at in fires))
    yield _labelled("calls", task.target or "unknown")


# --- rows ----------------------------------------------------------------------------------


def _order(rule: Rule, board: EventsBoard) -> tuple[int, str, str]:
    use = use_of(rule, board)
    rank = 0 if use is not None and use.failed else 1 if rule.is_on else 2
    return rank, rule.bus, rule.name


def _rule_rows(rule: Rule, use: RuleUse | None, now: datetime, width: int) -> Iterator[Row]:
    failed = use is not None and use.failed > 0
    mark = ("✖", "fault bold") if failed else ("●", "ok") if rule.is_on else ("○", "faint")
    style = "strong bold" if rule.is_on else "faint"
    name = rule.name if rule.bus == "default" else f"{rule.bus}/{rule.name}"
    yield _line(mark, name, style, rule_words(rule), _right(rule, use, now), width)
    more = [f"→ {_targets(rule)}"]
    if not rule.is_on:
        more.append("off")
    if rule.managed_by:
        more.append(f"managed by {rule.managed_by}")
    if rule.description:
        more.append(rule.description)
    words = cut(safe_text(" · ".join(more)), width - _WHAT - 1)
    yield placed(width, [(_WHAT, ((words, "muted"),))])


def _right(rule: Rule, use: RuleUse | None, now: datetime) -> Row:
    spans: list[tuple[str, str]] = []
    if fires := next_of(rule, use, now):
        spans.append((f"in {age(fires[0] - now)}", "info"))
    if use is None:
        spans.append(("unknown", "warning"))
    elif use.failed:
        spans.append((f"{number(use.triggered)} fired", "text"))
        spans.append((f"{number(use.failed)} failed", "fault bold"))
    elif use.triggered or use.invocations:
        spans.append((f"{number(use.triggered or use.invocations)} fired", "text"))
    elif not fires:
        spans.append(("–", "faint"))
    joined: list[tuple[str, str]] = []
    for span in spans:
        joined += [("  ", ""), span] if joined else [span]
    return tuple(joined)


def _did(use: RuleUse) -> str:
    words = f"{number(use.triggered)} times fired, {number(use.invocations)} calls of targets"
    return f"{words}, {number(use.failed)} failed" if use.failed else words


def _targets(rule: Rule) -> str:
    if rule.targets is None:
        return "targets not known"
    if rule.managed_by and not rule.targets:
        return "what its owner does"
    return ", ".join(_tail(one.arn) for one in rule.targets) or "no target: nothing happens"


def _task_rows(task: TimedTask, now: datetime, width: int) -> Iterator[Row]:
    mark = ("●", "ok") if task.is_on else ("○", "faint")
    fires = task_next(task, now)
    right: Row = ((f"in {age(fires[0] - now)}" if fires else "never again", "info"),)
    if not task.is_on:
        right = (("off", "faint"),)
    name = task.name if task.group == "default" else f"{task.group}/{task.name}"
    words = _scheduled(task.expression, task.zone)
    yield _line(mark, name, "strong bold" if task.is_on else "faint", words, right, width)
    target = cut(safe_text(f"→ {_tail(task.target)}"), width - _WHAT - 1)
    yield placed(width, [(_WHAT, ((target, "muted"),))])


def _archive_row(archive: Archive, width: int) -> Row:
    kept = f"{archive.days} days" if archive.days else "for ever"
    words = f"what {archive.source or 'a bus'} gets, {kept}"
    size = f"{number(archive.events)} · {archive.size / _MB:.1f} MB"
    mark = ("●", "ok") if archive.state in ("ENABLED", "") else ("○", "faint")
    return _line(mark, archive.name, "strong bold", words, ((size, "text"),), width)


def _line(mark: tuple[str, str], name: str, style: str, words: str, right: Row, width: int) -> Row:
    at, shown = flush_right(right, width - 1)
    return placed(
        width,
        [
            (1, (mark,)),
            (_NAME, ((cut(safe_text(name), _WHAT - _NAME - 1), style),)),
            (_WHAT, ((cut(words, max(0, at - _WHAT - 2)), "text"),)),
            (at, shown),
        ],
    )


def _head(title: str, what: str, right: str, width: int) -> EventLine:
    parts = [
        (1, ((title, "strong bold"),)),
        (_WHAT, ((what, "muted"),)),
        flush_right(((right, "muted"),), width - 1),
    ]
    return EventLine(f"head {title}", (fitted((), width), placed(width, parts)))


def _none(key: str, words: str, width: int) -> EventLine:
    return EventLine(f"none {key}", (placed(width, [(_NAME, ((words, "muted"),))]),))


def _scheduled(expression: str, zone: str = "UTC") -> str:
    try:
        return schedule_words(expression, zone)
    except ScheduleError:
        return safe_text(f"{expression} (cannot be read)")


def _tail(arn: str) -> str:
    """The service and the last part of an ARN: `lambda backup`."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return arn
    return f"{parts[2]} {parts[5].rpartition(':')[2].rpartition('/')[2]}"


def _labelled(label: str, words: str, style: str = "text") -> Row:
    return ((f" {label:<11}", "muted"), (safe_text(words), style))
