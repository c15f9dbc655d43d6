from datetime import UTC, datetime, timedelta

import pytest

from awsobs.analysis.alarm_queries import groups_of, queries_of, window_about
from awsobs.analysis.alarm_telling import actions_of, flaps, parents_of, share_in_alarm, why_nobody
from awsobs.analysis.alarm_tree import children_of, rule_words, tree_of
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState
from awsobs.domain.metrics import MetricKey
from awsobs.domain.window import Window

NOW = datetime(2026, 3, 2, 7, 45, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-west-1:123456789012:oncall-sns"
ON = Alarm(name="on", state=AlarmState.ALARM, since=NOW, alarm_actions=(TOPIC,))


def composite(name: str, rule: str, **more: object) -> Alarm:
    return Alarm(name=name, kind=AlarmKind.COMPOSITE, rule=rule, alarm_actions=(TOPIC,), **more)  # type: ignore[arg-type] # only states are given here


def moved(minutes: float, old: AlarmState, new: AlarmState, alarm: str = "on") -> AlarmChange:
    at = NOW - timedelta(minutes=minutes)
    return AlarmChange(alarm=alarm, at=at, kind="StateUpdate", summary="", old=old, new=new)


def acted(seconds: float, summary: str) -> AlarmChange:
    at = NOW + timedelta(seconds=seconds)
    return AlarmChange(alarm="on", at=at, kind="Action", summary=summary)


OK, ALARM = AlarmState.OK, AlarmState.ALARM


def with_(**fields: object) -> Alarm:
    from dataclasses import replace

    return replace(ON, **fields)  # type: ignore[arg-type] # the cases below name real fields


@pytest.mark.parametrize(
    ("alarm", "why"),
    [
        (ON, ()),
        (with_(actions_enabled=False), ("its actions are disabled",)),
        (with_(alarm_actions=()), ("it has no action for ALARM",)),
        (with_(suppressed_by="Alarm", suppressor="night"), ("muted by night",)),
        (
            with_(suppressed_by="WaitPeriod", suppressor="night"),
            ("held back, in case night goes off",),
        ),
        (with_(suppressed_by="Odd"), ("held back by its suppressor",)),
    ],
)
def test_why_nobody_is_told(alarm: Alarm, why: tuple[str, ...]) -> None:
    assert why_nobody(alarm) == why


def test_a_composite_tells_of_a_child_without_actions() -> None:
    child = with_(alarm_actions=())
    assert why_nobody(child, (), [composite("all", "ALARM(on)")]) == ()
    silent = composite("all", "ALARM(on)", suppressed_by="Alarm")
    assert why_nobody(child, (), [silent]) == ("it has no action for ALARM",)


def test_actions_that_failed_tell_nobody_until_one_works() -> None:
    changes = [acted(1, f"Failed to execute action {TOPIC}"), moved(0, OK, ALARM)]
    assert why_nobody(ON, changes) == ("every action failed",)
    worked = [acted(1, f"Successfully executed action {TOPIC}"), moved(0, OK, ALARM)]
    assert why_nobody(ON, worked) == ()
    (action,) = actions_of(ON, worked)
    assert (action.at, action.failed) == (NOW + timedelta(seconds=1), False)


def test_what_failed_an_alarm_ago_is_no_reason_now() -> None:
    old = AlarmChange(
        alarm="on",
        at=NOW - timedelta(hours=1),
        kind="Action",
        summary=f"Failed to execute action {TOPIC}",
    )
    assert why_nobody(ON, [moved(0, OK, ALARM), old]) == ()


def test_flaps_are_counted_within_the_hour() -> None:
    changes = [moved(1, OK, ALARM), moved(59, ALARM, OK), moved(61, OK, ALARM), acted(0, "")]
    assert flaps(changes, NOW) == 2


def test_the_share_in_alarm_is_what_lies_between_the_changes() -> None:
    start = NOW - timedelta(minutes=100)
    changes = [moved(10, OK, ALARM), moved(60, ALARM, OK), moved(70, OK, ALARM)]
    assert share_in_alarm(ON, changes, start, NOW) == pytest.approx(0.2)
    assert share_in_alarm(Alarm(name="calm", state=OK), (), start, NOW) == 0.0
    before = [moved(200, OK, ALARM)]
    assert share_in_alarm(ON, before, start, NOW) == 1.0


@pytest.mark.parametrize(
    ("rule", "names", "words"),
    [
        ('ALARM("a b") OR ALARM(c)', ("a b", "c"), "any of"),
        ("ALARM('a') AND NOT OK(b)", ("a", "b"), "by its rule"),
        ("ALARM(a) AND INSUFFICIENT_DATA(b)", ("a", "b"), "all of"),
        ("ALARM(arn:aws:cloudwatch:eu-west-1:1:alarm:far)", ("far",), "the state of"),
        ("AT_LEAST(2, ALARM, (a, b, 'c d'))", ("a", "b", "c d"), "at least 2 of"),
        ("what is this(", (), "the state of"),
        (r'ALARM("with \" in it")', ('with " in it',), "the state of"),
    ],
)
def test_the_names_in_a_rule(rule: str, names: tuple[str, ...], words: str) -> None:
    alarm = composite("all", rule)
    assert children_of(alarm) == names
    assert rule_words(alarm) == words


def test_a_tree_ends_where_composites_name_each_other() -> None:
    one, two = composite("one", "ALARM(two) OR ALARM(on)"), composite("two", "ALARM(one)")
    known = {"one": one, "two": two, "on": ON}
    branches = tree_of(one, known)
    assert [(b.depth, b.name, b.repeats) for b in branches] == [
        (1, "two", False),
        (2, "one", True),
        (1, "on", False),
    ]
    assert parents_of("on", known.values()) == (one,)
    assert tree_of(composite("far", "ALARM(gone)"), known)[0].alarm is None


METRIC = MetricKey("AWS/Lambda", "Errors", (("FunctionName", "checkout"),))


def test_an_alarm_is_shown_over_the_common_window_where_that_shows_its_change() -> None:
    alarm = with_(metric=METRIC, period=timedelta(minutes=1), since=NOW - timedelta(minutes=9))
    shown = Window(start=NOW - timedelta(minutes=30), end=NOW)
    assert window_about(alarm, shown, NOW) == shown
    old = with_(metric=METRIC, period=timedelta(minutes=1), since=NOW - timedelta(days=2))
    about = window_about(old, shown, NOW)
    assert about.start < NOW - timedelta(days=2) < about.end < NOW
    bill = with_(metric=METRIC, period=timedelta(hours=6))
    assert window_about(bill, shown, NOW).width == timedelta(hours=180)


def test_the_groups_where_its_resource_logs() -> None:
    alarm = with_(metric=METRIC)
    assert groups_of(alarm, ["/shop/checkout", "/shop/cart"]) == (
        "/shop/checkout",
        "/aws/lambda/checkout",
    )
    assert groups_of(ON, ["/shop/checkout"]) == ()


def test_a_metric_is_asked_for_as_the_alarm_asks() -> None:
    alarm = with_(
        metric=METRIC, statistic="Sum", period=timedelta(minutes=5), threshold=3.0, comparison="<"
    )
    (query,) = queries_of(alarm)
    assert (query.statistic, query.period, query.threshold) == ("Sum", timedelta(minutes=5), 3.0)
