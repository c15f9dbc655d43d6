"""A story as a scenario file would tell it: what local AWS holds two minutes after the onset."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call
from awsobs.scenarios.catalogue import named
from awsobs.scenarios.gameday.phases import Phases
from awsobs.scenarios.gameday.plan import ONSET, Plan
from awsobs.scenarios.gameday.trail import truth
from awsobs.scenarios.player import Player

START: Final = datetime(2026, 3, 2, 7, 40, tzinfo=UTC)

_LOOKED_AT: Final = 180  # seconds after the start
_BEFORE: Final = timedelta(minutes=35)
_TICK: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a verdict should find: the events, the service and a part of the new line."""

    events: frozenset[str]
    root: str
    line: str


def document_of(name: str, seed: int) -> Mapping[str, Any]:
    """The scenario of a story, with alarms as the local CloudWatch evaluated them.

    Raises:
        ValueError: as `named` does.
    """
    clock = FrozenClock(START)
    cloud = Cloud(clock, quotas=False)
    story = named(name, seed=seed, start=START)
    player = Player(cloud, story, clock, lambda _datagram: None)
    player.set_up()
    engine = Engine()
    engine.tick(cloud, START)
    end = START + timedelta(seconds=_LOOKED_AT)
    while clock.now() < end:
        clock.advance(_TICK)
        player.catch_up()
        engine.tick(cloud, clock.now())
    reply: Any = cloud.answer(
        Call(
            service="cloudwatch",
            operation="DescribeAlarms",
            parameters={"StateValue": AlarmState.ALARM.value},
        )
    )
    told = story.happenings((START - _BEFORE).timestamp(), end.timestamp())
    lines = [
        {"logGroup": line.group, "timestamp": line.at, "message": line.message}
        for line in told.lines
    ]
    first = (START - story.history).timestamp()
    return {
        "id": story.name,
        "onset": (START + timedelta(seconds=ONSET)).isoformat(),
        "alarms": reply["MetricAlarms"],
        "logs": lines,
        "segments": [sent.document for sent in told.segments],
        "cloudtrail": story.records(first, end.timestamp()),
    }


def truth_of(plan: Plan, seed: int) -> Truth:
    """What is known of a plan. No verdict looks at it."""
    phases = Phases(START.timestamp(), plan.mended)
    words = plan.failure.says.split("{", 1)[0].strip().rstrip(",")
    return Truth(events=frozenset(truth(plan, seed, phases)), root=plan.failure.service, line=words)
