import json
from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.analysis.event_matching import verdicts
from awsobs.domain.events import (
    Archive,
    EventsBoard,
    EventsOverview,
    Rule,
    RuleUse,
    Target,
    TimedTask,
)
from awsobs.present.event_verdicts import summary, verdict_lines
from awsobs.present.events import event_lines, next_of, rule_head, rule_words, task_next
from awsobs.present.rows import text_of

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:report"
PATTERN = json.dumps({"source": ["aws.lambda"]})


def shown(board: EventsBoard, width: int = 120) -> list[str]:
    rows = [row for line in event_lines(board, NOW, width) for row in line.rows]
    assert all(len(text_of(row)) <= width for row in rows)
    return [text_of(row).rstrip() for row in rows]


def board(*rules: Rule, **overview: Any) -> EventsBoard:
    return EventsBoard(rules=rules, overview=EventsOverview(**overview))


def test_an_account_without_any_says_so() -> None:
    text = "\n".join(shown(board()))
    assert "no rules" in text
    assert "no schedules of EventBridge Scheduler" in text
    assert "no archives: nothing could be replayed" in text


def test_what_failed_comes_first_and_what_is_off_last() -> None:
    rules = (
        Rule(name="off", schedule="rate(1 hour)", state="DISABLED"),
        Rule(name="calm", pattern=PATTERN, targets=(Target(id="1", arn=LAMBDA),)),
        Rule(name="failing", schedule="cron(0 3 * * ? *)"),
    )
    uses = {("default", "failing"): RuleUse(triggered=4, invocations=4, failed=3)}
    lines = shown(board(*rules, uses=uses))
    names = [line.split()[1] for line in lines if line[1:2] in ("✖", "●", "○")]
    assert names == ["failing", "calm", "off"]
    failing = next(line for line in lines if "failing" in line)
    assert "every day at 03:00 UTC" in failing
    assert failing.endswith("in 14h  4 fired  3 failed") or "3 failed" in failing
    assert any("→ lambda report" in line for line in lines)


def test_what_could_not_be_read_is_named_and_not_taken_for_nothing() -> None:
    lines = shown(board(Rule(name="one", pattern=PATTERN, targets=None), missing=("x: denied",)))
    text = "\n".join(lines)
    assert "unknown" in text
    assert "targets not known" in text
    assert " ! x: denied" in text


def test_schedules_and_archives_have_rows() -> None:
    task = TimedTask(
        name="weekly",
        group="ops",
        state="ENABLED",
        expression="cron(0 6 ? * MON *)",
        zone="Europe/Berlin",
        target=LAMBDA,
    )
    archive = Archive(name="month", source="default", state="ENABLED", events=1_200, days=30)
    text = "\n".join(shown(board(tasks=(task,), archives=(archive,))))
    assert "ops/weekly" in text
    assert "every Mon at 06:00 Europe/Berlin" in text
    assert "what default gets, 30 days" in text


def test_next_times_are_known_only_where_they_can_be() -> None:
    hourly = Rule(name="h", schedule="rate(1 hour)")
    assert next_of(hourly, None, NOW) == ()
    last = NOW - timedelta(minutes=50)
    assert next_of(hourly, RuleUse(last=last), NOW) == (NOW + timedelta(minutes=10),)
    assert next_of(Rule(name="x", schedule="every now and then"), None, NOW) == ()
    over = TimedTask(
        name="t",
        group="default",
        state="ENABLED",
        expression="cron(0 13 * * ? *)",
        end=NOW,
    )
    assert task_next(over, NOW) == ()


def test_hostile_texts_are_words_and_no_more() -> None:
    escape = "\x1b]0;x\x07"
    rule = Rule(name=f"n{escape}", pattern=f"{{{escape}", description=escape, schedule=escape)
    text = "\n".join(shown(board(rule), 80))
    assert "\x1b" not in text
    assert "cannot be read" in rule_words(rule)
    assert "\x1b" not in "".join(text_of(row) for row in rule_head(rule, None, NOW))


def test_verdicts_tell_what_keeps_a_rule_from_matching() -> None:
    rules = [
        Rule(name="hit", pattern=PATTERN),
        Rule(name="off", pattern=PATTERN, state="DISABLED"),
        Rule(name="miss", pattern=json.dumps({"detail": {"code": [503]}})),
    ]
    found = verdicts(rules, {"source": "aws.lambda", "detail": {}})
    assert summary(found) == "1 of 3 rules would fire, 1 more but for being off"
    text = "\n".join(text_of(row) for line in verdict_lines(found, 100) for row in line.rows)
    assert "would match, but is off" in text
    assert "detail.code wants 503; the event has none" in text
