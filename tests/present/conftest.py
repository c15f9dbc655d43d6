"""One incident, as the pictures show it: payments' timeout lowered, two alarms, one root."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.context import Context
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.situation import Change, Share, Situation, Suspect
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.trail import Coverage, Resource, TrailEvent
from awsobs.domain.window import Window, live_window

NOW = datetime(2026, 3, 3, 7, 45, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGER = ("arn:aws:sns:eu-west-1:123456789012:oncall-sns",)


def moment(text: str) -> datetime:
    """A time of this morning."""
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return NOW.replace(hour=hours, minute=minutes, second=seconds)


def alarm(
    name: str,
    state: AlarmState,
    since: datetime,
    metric: MetricKey,
    *,
    statistic: str,
    threshold: float,
    value: float | None,
    actions: tuple[str, ...] = (),
) -> Alarm:
    return Alarm(
        name=name,
        arn=f"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{name}",
        state=state,
        since=since,
        metric=metric,
        statistic=statistic,
        period=MINUTE,
        threshold=threshold,
        comparison="GreaterThanThreshold",
        value=value,
        alarm_actions=actions,
    )


def ok_alarm(name: str, ago: timedelta, value: float = 0.0) -> Alarm:
    key = MetricKey("Shop", "5xx")
    return alarm(name, AlarmState.OK, NOW - ago, key, statistic="Sum", threshold=5, value=value)


def event(text: str, name: str, who: str, resource: str = "", **more: object) -> TrailEvent:
    given: dict[str, object] = {
        "id": f"{text} {name}",
        "time": moment(text),
        "name": name,
        "source": "lambda.amazonaws.com",
        "who": who,
        "where": "203.0.113.9",
        "resources": (Resource(name=resource),) if resource else (),
        "read_only": False,
        "record": {},
    }
    return TrailEvent(**{**given, **more})  # type: ignore[arg-type] # fields by name, for brevity


def log_event(text: str, level: Level, service: str, message: str, trace: str) -> LogEvent:
    clock, milliseconds = text.split(".")
    at = int(moment(clock).timestamp() * 1000) + int(milliseconds)
    fields = {"level": level.name, "service": service, "message": message, "attempt": 3}
    body = json.dumps({**fields, "ver": "1182", "az": "eu-west-1b", "xray_trace_id": trace})
    return LogEvent(
        timestamp=at,
        ingestion_time=at,
        group=f"/aws/lambda/{service}",
        stream="one",
        message=body,
        level=level,
        trace_id=trace,
    )


def series(label: str, unit: str, values: list[float], limit: float | None = None) -> Series:
    """One value a minute, the last one a minute ago."""
    namespace = "AWS/Billing" if unit == "$" else "Shop"
    query = SeriesQuery(
        id=label,
        label=label,
        metric=MetricKey(namespace, label),
        unit=unit,
        threshold=limit,
        comparison="" if limit is None else "GreaterThanThreshold",
    )
    first = NOW - MINUTE * len(values)
    return Series(query=query, points=tuple((first + MINUTE * i, v) for i, v in enumerate(values)))


@dataclass(frozen=True, kw_only=True)
class Incident:
    """Everything that the panes are given."""

    now: datetime
    window: Window
    context: Context
    alarms: tuple[Alarm, ...]
    history: dict[str, tuple[AlarmChange, ...]]
    series: tuple[Series, ...]
    events: tuple[TrailEvent, ...]
    coverage: Coverage
    situation: Situation
    lines: tuple[LogEvent, ...]
    groups: tuple[str, ...]
    ready: SourceState

    @property
    def suspect(self) -> Suspect:
        assert self.situation.suspect is not None
        return self.situation.suspect


@pytest.fixture(scope="session")
def incident() -> Incident:
    alarms, events = _alarms(), _events()
    suspect = Suspect(
        event=events[0],
        resource="payments",
        changes=(Change(path="timeout", before="10", after="2"),),
    )
    situation = Situation(
        firing=(alarms[1], alarms[0]),
        warnings=(alarms[2],),
        without_data=1,
        ok=37,
        onset=moment("07:41:00"),
        root=_share("payments", 0.34, 0.34),
        victims=(_share("checkout", 0.18, 0.0), _share("gateway", 0.09, 0.0)),
        suspect=suspect,
        changes_in_window=4,
    )
    back = AlarmChange(
        alarm="web-cpu-high",
        at=moment("06:35:00"),
        kind="StateUpdate",
        summary="",
        old=AlarmState.ALARM,
        new=AlarmState.OK,
    )
    return Incident(
        now=NOW,
        window=live_window(NOW),
        context=Context(account="123456789012", region="eu-west-1", profile="ops-ro"),
        alarms=alarms,
        history={"web-cpu-high": (back,)},
        series=_series(),
        events=events,
        coverage=Coverage(
            start=moment("07:02:00"),
            end=NOW,
            complete_from=moment("07:02:00"),
            newest=moment("07:40:50"),
        ),
        situation=situation,
        lines=_lines(),
        groups=tuple(f"/aws/lambda/{n}" for n in ("gateway", "checkout", "payments", "orders")),
        ready=SourceState(condition=Condition.READY, since=NOW),
    )


def _share(name: str, total: float, own: float) -> Share:
    return Share(key=NodeKey("123456789012", name, "AWS::Lambda"), total=total, own=own)


def _alarms() -> tuple[Alarm, ...]:
    shop = MetricKey("Shop", "5xx")
    duration, charges = MetricKey("AWS/Lambda", "Duration"), MetricKey("AWS/Billing", "Charges")
    depth = MetricKey("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    firing, silent = AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA
    return (
        alarm(
            "payments-p99-latency",
            firing,
            moment("07:41:40"),
            duration,
            statistic="p99",
            threshold=800,
            value=2310,
            actions=PAGER,
        ),
        alarm(
            "checkout-5xx-rate",
            firing,
            moment("07:41:00"),
            shop,
            statistic="Sum",
            threshold=5,
            value=41,
            actions=PAGER,
        ),
        alarm(
            "estimated-charges",
            firing,
            moment("06:10:00"),
            charges,
            statistic="Maximum",
            threshold=800,
            value=812,
        ),
        alarm(
            "orders-dlq-depth",
            silent,
            moment("07:20:00"),
            depth,
            statistic="Maximum",
            threshold=0,
            value=None,
        ),
        ok_alarm("web-cpu-high", timedelta(minutes=70)),
        *(ok_alarm(f"quiet-{n}", timedelta(days=n + 1)) for n in range(36)),
    )


def _series() -> tuple[Series, ...]:
    return (
        series("orders dlq depth", "", []),
        series("checkout 5xx", "/min", [2.0] * 26 + [22.0, 41.0, 41.0, 41.0], 5),
        series("payments p99", "ms", [388.0] * 26 + [1500.0, 2310.0, 2310.0, 2310.0], 800),
        series("gateway requests", "/min", [612.0] * 26 + [530.0, 456.0, 456.0, 456.0]),
        series("checkout errors", "%", [0.6] * 26 + [9.0, 18.2, 18.2, 18.2], 2),
        series("lambda throttles", "/min", [0.0] * 30),
        series("estimated charges", "$", [690.0] * 20 + [790.0] * 8 + [812.0] * 2, 800),
    )


def _events() -> tuple[TrailEvent, ...]:
    changed = "arn:aws:lambda:eu-west-1:123456789012:function:payments"
    root: dict[str, object] = {"is_root": True, "mfa": False}
    refused: dict[str, object] = {
        "error_code": "AccessDenied",
        "source": "cloudtrail.amazonaws.com",
        "where": "192.0.2.77",
    }
    return (
        event("07:39:12", "UpdateFunctionConfiguration", "ci-deploy", changed),
        event("07:38:55", "AssumeRole", "ci-deploy", read_only=True),
        event("07:33:00", "DescribeAlarms", "alice", read_only=True),
        event("07:31:02", "PutMetricAlarm", "alice", where="198.51.100.4"),
        event("07:30:41", "ConsoleLogin", "root", "", **root),
        event("07:21:17", "UpdateService", "ci-deploy", "web"),
        event("07:12:44", "StopLogging", "bob", "", **refused),
        event("06:58:30", "ModifyDBInstance", "alice", "carts"),
        event("06:40:00", "PutObject", "ci-deploy", "releases/payments"),
    )


def _lines() -> tuple[LogEvent, ...]:
    slow = "timeout after 2000 ms  POST /charge  order=8820"
    return (
        log_event("07:45:01.149", Level.WARN, "checkout", "retry 2/3  order=8820", "1-69a-d411"),
        log_event("07:45:01.156", Level.ERROR, "payments", slow, "1-69a-d411"),
        log_event("07:45:01.980", Level.INFO, "gateway", "GET /catalog 200 17 ms", "1-69b-e5d2"),
    )
