from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.analysis.timeline import alarm_lanes, change_lanes, first_of, pattern_lanes
from awsobs.analysis.timeline_data import lines_lane, trail_lane
from awsobs.analysis.trail_records import event_of
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.logs import Level
from awsobs.domain.situation import Suspect
from awsobs.domain.timeline import Kind, Lane
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import Window

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WINDOW = Window(start=NOON - timedelta(minutes=30), end=NOON, live=False)


def ago(minutes: float) -> datetime:
    return NOON - timedelta(minutes=minutes)


def alarm(name: str, state: AlarmState, since: float) -> Alarm:
    return Alarm(name=name, state=state, since=ago(since))


def change(name: str, minutes: float, old: AlarmState, new: AlarmState) -> AlarmChange:
    return AlarmChange(
        alarm=name, at=ago(minutes), kind="StateUpdate", summary="", old=old, new=new
    )


def kinds(lane: Lane) -> list[tuple[Kind, float, float]]:
    """Each stretch as its kind and how many minutes before noon it began and ended."""
    return [
        (one.kind, (NOON - one.start).total_seconds() / 60, (NOON - one.end).total_seconds() / 60)
        for one in lane.stretches
    ]


def test_states_of_an_alarm_follow_its_history() -> None:
    history = [
        change("a", 20, AlarmState.OK, AlarmState.ALARM),
        change("a", 15, AlarmState.ALARM, AlarmState.OK),
        change("a", 5, AlarmState.OK, AlarmState.ALARM),
    ]
    (lane,) = alarm_lanes([alarm("a", AlarmState.ALARM, 5)], history, WINDOW, ago(5))
    assert kinds(lane) == [
        (Kind.OK, 30, 20),
        (Kind.ALARM, 20, 15),
        (Kind.OK, 15, 5),
        (Kind.ALARM, 5, 0),
    ]
    assert [mark.kind for mark in lane.marks] == [Kind.ALARM, Kind.ALARM]
    assert lane.is_bad
    assert lane.total == 300


def test_alarms_that_were_well_all_the_time_have_no_lane() -> None:
    alarms = [
        alarm("well", AlarmState.OK, 600),
        alarm("old", AlarmState.ALARM, 90),
        alarm("new", AlarmState.ALARM, 3),
        alarm("over", AlarmState.OK, 10),
    ]
    history = [
        change("over", 20, AlarmState.OK, AlarmState.ALARM),
        change("over", 10, AlarmState.ALARM, AlarmState.OK),
    ]
    lanes = alarm_lanes(alarms, history, WINDOW, ago(3))
    assert [lane.name for lane in lanes] == ["new", "old", "over"]


def event(name: str, who: str, minutes: float, **more: Any) -> TrailEvent:
    return event_of(
        {
            "eventID": f"{name}{minutes}",
            "eventTime": ago(minutes).isoformat(),
            "eventName": name,
            "readOnly": False,
            "userIdentity": {"type": "IAMUser", "userName": who},
        }
        | more
    )


def test_each_principal_that_changed_something_has_a_lane_and_the_suspects_is_first() -> None:
    deploy = event("UpdateFunctionConfiguration", "ci", 6)
    events = [
        event("PutThing", "alice", 2),
        event("GetThing", "carol", 2, readOnly=True),
        event("StopLogging", "bob", 9, errorCode="AccessDenied"),
        event("PutThing", "dave", 45),
        deploy,
    ]
    lanes = change_lanes(events, Suspect(event=deploy, resource="f"), WINDOW)
    assert lanes[0].name == "ci"
    assert {lane.name for lane in lanes} == {"ci", "alice", "bob"}
    by_name = {lane.name: [mark.kind for mark in lane.marks] for lane in lanes}
    assert by_name == {"ci": [Kind.SUSPECT], "alice": [Kind.CHANGE], "bob": [Kind.DENIED]}


def pattern(name: str, level: Level, kind: Change, minutes: float) -> PatternCount:
    return PatternCount(
        id=name,
        key=name,
        is_wide=False,
        template=name,
        level=level,
        now=7,
        before=0,
        change=kind,
        ratio=2.0,
        first=ago(minutes),
        last=NOON,
        cells=(0, 3, 4),
    )


def test_patterns_that_tell_something_have_a_lane_errors_first() -> None:
    found = [
        pattern("new info", Level.INFO, Change.NEW, 4),
        pattern("more info", Level.INFO, Change.SURGED, 4),
        pattern("more errors", Level.ERROR, Change.SURGED, 4),
        pattern("new errors", Level.ERROR, Change.NEW, 3),
        pattern("early errors", Level.ERROR, Change.NEW, 60),
    ]
    lanes = pattern_lanes(found, WINDOW)
    assert [lane.name for lane in lanes] == [
        "more errors",
        "new errors",
        "early errors",
        "new info",
    ]
    assert [len(lane.marks) for lane in lanes] == [0, 1, 0, 1]
    assert lanes[1].values == (0.0, 3.0, 4.0)


def test_no_more_lanes_than_there_is_room_for_and_the_rest_is_counted() -> None:
    lanes = pattern_lanes([pattern(str(n), Level.ERROR, Change.NEW, 3) for n in range(9)], WINDOW)
    kept = first_of(lanes, 5)
    assert (len(kept.shown), kept.hidden) == (5, 4)


def test_what_we_do_not_know_is_told_as_such() -> None:
    gaps = [(int(ago(20).timestamp() * 1000), int(ago(18).timestamp() * 1000))]
    lines = lines_lane(WINDOW, ago(27), gaps)
    assert (Kind.GAP, 20, 18) in kinds(lines)
    assert kinds(lines)[0] == (Kind.PENDING, 30, 27)
    assert lines.total is not None
    assert abs(lines.total - 25 / 30) < 0.001
    coverage = Coverage(start=ago(60), end=NOON, complete_from=ago(20), newest=ago(5))
    trail = trail_lane(WINDOW, coverage)
    assert kinds(trail) == [
        (Kind.PENDING, 30, 20),
        (Kind.COMPLETE, 20, 5),
        (Kind.PENDING, 5, 0),
    ]
    assert trail_lane(WINDOW, None).total == 0
