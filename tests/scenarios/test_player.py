import asyncio
import json
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call
from awsobs.local.services.alarms import AlarmsState
from awsobs.scenarios.catalogue import named
from awsobs.scenarios.checkout.alarms import ALARMS
from awsobs.scenarios.player import Player, play

START = datetime(2026, 11, 25, 16, 0, 3, 250_000, tzinfo=UTC)
T0 = START.timestamp()


class Stage:
    """A cloud with a story in it, and a clock that only the test moves."""

    def __init__(self, *, speed: float = 1.0, whole: bool = False) -> None:
        self.clock = FrozenClock(START)
        self.cloud = Cloud(self.clock)
        self.datagrams: list[bytes] = []
        story = named("checkout", seed=1, start=START, speed=speed)
        self.player = Player(self.cloud, story, self.clock, self.datagrams.append)
        self.player.set_up()
        if whole:
            self.player.backfill()
        else:
            self.player.backfill_recent()
        self.engine = Engine()
        self.engine.tick(self.cloud, START)

    def go_to(self, second: float) -> None:
        """Let the story go on, ticking each second, to so long after the start."""
        while self.clock.now().timestamp() < T0 + second:
            self.clock.advance(timedelta(seconds=1))
            self.player.catch_up()
            self.engine.tick(self.cloud, self.clock.now())

    def state(self, name: str) -> AlarmState:
        alarm = self.cloud.alarms.alarm(name)
        assert alarm is not None
        return alarm.state.value

    def ask(self, service: str, operation: str, **parameters: Any) -> Any:
        return self.cloud.answer(Call(service=service, operation=operation, parameters=parameters))


def firing(alarms: AlarmsState) -> set[str]:
    return {alarm.name for alarm in alarms.alarms() if alarm.state.value is AlarmState.ALARM}


def without_data(alarms: AlarmsState) -> set[str]:
    return {
        alarm.name for alarm in alarms.alarms() if alarm.state.value is AlarmState.INSUFFICIENT_DATA
    }


def test_at_the_start_one_alarm_is_on_one_has_no_data_and_the_rest_are_well() -> None:
    stage = Stage()
    assert len(ALARMS) == 41
    assert firing(stage.cloud.alarms) == {"estimated-charges"}
    assert without_data(stage.cloud.alarms) == {"orders-dlq-depth"}
    since = {a.name: START - a.state.transitioned for a in stage.cloud.alarms.alarms()}
    assert since["estimated-charges"] == timedelta(minutes=95)
    assert since["orders-dlq-depth"] == timedelta(minutes=25)
    assert len({round(age.total_seconds()) for age in since.values()}) > 35


@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_two_alarms_go_off_in_time_and_are_over_after_the_roll_back(speed: float) -> None:
    stage = Stage(speed=speed)
    stage.go_to(59 / speed)
    assert firing(stage.cloud.alarms) == {"estimated-charges"}
    stage.go_to(30 + 60 / speed)
    both = {"checkout-5xx-rate", "payments-p99-latency"}
    assert firing(stage.cloud.alarms) == {"estimated-charges", *both}
    stage.go_to(295 / speed)
    assert firing(stage.cloud.alarms) == {"estimated-charges", *both}
    assert without_data(stage.cloud.alarms) == {"orders-dlq-depth"}
    stage.go_to(320 / speed + 85)
    assert firing(stage.cloud.alarms) == {"estimated-charges"}


def test_the_history_reaches_back_three_hours_in_every_service() -> None:
    stage = Stage(whole=True)
    cloud, oldest = stage.cloud, T0 - 3 * 3600
    for group in cloud.logs.groups.values():
        first = min(stream.first or 0 for stream in group.streams.values())
        assert 0 <= first / 1000 - oldest < 60
    starts = [trace.start for trace in cloud.xray.newest_first()]
    assert starts == sorted(starts, reverse=True)
    assert starts[-1] - oldest < 60
    requests = MetricKey("AWS/ApiGateway", "Count", (("ApiName", "gateway"),))
    minutes = cloud.metrics.buckets(requests, "Sum", 60, oldest - oldest % 60 + 60, T0 - T0 % 60)
    assert len(minutes) == 179
    assert all(300 < value < 600 for _, value in minutes)


def test_the_services_agree_on_what_failed() -> None:
    stage = Stage()
    stage.go_to(120)
    cloud = stage.cloud
    ended = (T0 + 120) // 60 * 60
    window = {"startTime": int((ended - 60) * 1000), "endTime": int(ended * 1000) - 1}
    told = stage.ask(
        "logs", "FilterLogEvents", logGroupName="/aws/lambda/gateway",
        filterPattern='"POST /checkout 502"', **window,
    )  # fmt: skip
    failed = MetricKey("AWS/ApiGateway", "5XXError", (("ApiName", "gateway"),))
    ((_, count),) = cloud.metrics.buckets(failed, "Sum", 60, ended - 60, ended)
    assert len(told["events"]) == count > 10


def test_segments_of_the_present_are_sent_as_datagrams_and_not_put() -> None:
    stage = Stage()
    held = len(stage.cloud.xray)
    stage.go_to(20)
    assert len(stage.cloud.xray) == held
    header, _, body = stage.datagrams[0].partition(b"\n")
    assert json.loads(header) == {"format": "json", "version": 1}
    assert json.loads(body)["trace_id"].startswith("1-")


def test_sampled_visits_and_summaries_are_as_many() -> None:
    stage = Stage()
    window = {"StartTime": START - timedelta(minutes=20), "EndTime": START - timedelta(minutes=10)}
    rows: list[Mapping[str, Any]] = []
    token: dict[str, str] = {}
    while True:
        page = stage.ask("xray", "GetTraceSummaries", **window, **token)
        rows += page["TraceSummaries"]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    lines = [
        json.loads(sent.document)
        for sent in named("checkout", seed=1, start=START).happenings(T0 - 1300, T0 - 500).segments
    ]
    roots = {body["trace_id"]: body["start_time"] for body in lines if "parent_id" not in body}
    expected = {trace for trace, at in roots.items() if T0 - 1200 <= at <= T0 - 600}
    assert {row["Id"] for row in rows} == expected


def test_the_account_is_furnished_with_rules_and_a_dashboard() -> None:
    stage = Stage()
    rules = {rule["Name"]: rule for rule in stage.ask("events", "ListRules")["Rules"]}
    assert rules["nightly-report"]["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert rules["old-cart-cleanup"]["State"] == "DISABLED"
    (target,) = stage.ask("events", "ListTargetsByRule", Rule="alarms-to-oncall")["Targets"]
    assert target["Arn"].endswith(":oncall-sns")
    body = json.loads(
        stage.ask("cloudwatch", "GetDashboard", DashboardName="checkout")["DashboardBody"]
    )
    assert {widget["type"] for widget in body["widgets"]} == {"text", "metric", "alarm", "log"}


def test_the_trail_tells_of_the_story_alone_and_of_nothing_that_set_it_up() -> None:
    stage = Stage()
    rows = stage.ask("cloudtrail", "LookupEvents")["Events"]
    assert rows
    assert all(row["EventTime"] < START for row in rows)


async def test_a_story_plays_in_real_sockets_and_stops(
    until: Callable[[Callable[[], object]], "asyncio.Future[None]"],
) -> None:
    clock = FrozenClock(START)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.setblocking(False)
        address = f"127.0.0.1:{daemon.getsockname()[1]}"
        playing = await play(
            Cloud(clock), name="checkout", seed=1, speed=1, clock=clock, daemon_address=address
        )
        datagram = await asyncio.get_running_loop().sock_recv(daemon, 65_536)
        await playing.stop()
    assert b'"trace_id"' in datagram
    assert playing.lost_segments == 0


async def test_a_story_that_is_not_there_is_refused() -> None:
    clock = FrozenClock(START)
    with pytest.raises(ValueError, match="checkout"):
        await play(
            Cloud(clock), name="y", seed=1, speed=1, clock=clock, daemon_address="127.0.0.1:1"
        )
