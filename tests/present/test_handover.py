from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.context import Context
from awsobs.domain.logs import LogEvent
from awsobs.domain.situation import Suspect
from awsobs.domain.timeline import Group, Kind, Lane, Mark, Timeline
from awsobs.domain.trail import Coverage
from awsobs.domain.triage import Failure, Impact, Verdict
from awsobs.domain.window import Window
from awsobs.present.handover import (
    MOST_LINES,
    Handover,
    Note,
    handover_lines,
    handover_shape,
)
from awsobs.present.verdict import Told

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ONSET = NOON - timedelta(minutes=5)
DEPLOY = event_of(
    {
        "eventID": "e1",
        "eventTime": (ONSET - timedelta(minutes=1)).isoformat(),
        "eventName": "UpdateFunctionConfiguration",
        "sourceIPAddress": "203.0.113.9",
        "userIdentity": {"type": "IAMUser", "userName": "ci-deploy"},
        "requestParameters": {"functionName": "pay", "timeout": 2},
    }
)
SUSPECT = Suspect(event=DEPLOY, resource="pay", score=9.5, terms=(("alarm watches it", 9.5),))
ALARM = Alarm(name="pay-5xx", state=AlarmState.ALARM, since=ONSET, reason="3 of 3")


def handover(**more: Any) -> Handover:
    lane = Lane(
        group=Group.CHANGES,
        name="ci-deploy",
        marks=(Mark(at=DEPLOY.time, kind=Kind.SUSPECT, record=SUSPECT),),
    )
    verdict = Verdict(
        suspects=(SUSPECT,),
        first_failure=Failure(at=ONSET, source="log", text="timeout", entity="pay"),
        roots=(),
        victims=(),
        impact=Impact(services=()),
    )
    window = Window(start=NOON - timedelta(minutes=30), end=NOON, live=False)
    coverage = Coverage(start=window.start, end=NOON, complete_from=window.start)
    given: dict[str, Any] = {
        "at": NOON,
        "context": Context(account="123456789012", region="eu-west-1"),
        "timeline": Timeline(window=window, onset=ONSET, lanes=(lane,)),
        "told": Told(verdict=verdict, onset=ONSET, coverage=coverage, scanned=40),
        "anchor": ALARM,
    }
    return Handover(**given | more)


def text(one: Handover) -> str:
    return "\n".join(handover_lines(one))


def test_whoever_reads_it_learns_what_fails_since_when_and_who_changed_what() -> None:
    told = text(handover(notes=[Note(at=NOON, text="rolled back")], unknown=["metrics: denied"]))
    assert told.startswith("# Hand-over: pay-5xx, 123456789012 eu-west-1, 2026-11-25 12:00Z")
    assert "pay-5xx in ALARM since 2026-11-25 11:55:00Z" in told
    assert "UpdateFunctionConfiguration  pay" in told
    assert "by ci-deploy from 203.0.113.9" in told
    assert "+9.5 alarm watches it" in told
    assert "40 events of the trail, complete from 2026-11-25 11:30Z to 12:00Z" in told
    assert "11:54:00Z −1m00 suspect: UpdateFunctionConfiguration" in told
    assert "12:00:00Z rolled back" in told
    assert "metrics: denied" in told


def test_without_an_onset_it_says_so() -> None:
    told = text(handover(told=None, anchor=None))
    assert "nothing fires" in told
    assert "there is no onset to explain" in told


def test_what_was_not_written_down_has_no_heading() -> None:
    told = text(handover())
    for heading in ("## Notes", "## Marked lines", "## Map", "## Not looked at"):
        assert heading not in told


def test_hostile_lines_stay_in_their_block_and_hostile_texts_are_no_markup() -> None:
    line = LogEvent(
        timestamp=0,
        ingestion_time=0,
        group="/g",
        stream="s",
        message="~~~~\n# not a heading\x1b[31m",
    )
    told = text(handover(marked=[line] * (MOST_LINES + 5), notes=[Note(at=NOON, text="# <b>")]))
    fences = [row for row in told.splitlines() if row.startswith("~~~~")]
    assert fences == ["~~~~text", "~~~~"]
    assert "\x1b" not in told
    assert r"\# \<b\>" in told
    assert told.count("not a heading") == MOST_LINES


def test_programs_get_the_same() -> None:
    shape = handover_shape(handover(notes=[Note(at=NOON, text="rolled back")]))
    assert shape["schema"] == 1
    assert (shape["alarm"], shape["onset"]) == ("pay-5xx", "2026-11-25T11:55:00Z")
    assert [one["eventID"] for one in shape["suspects"]] == ["e1"]
    assert shape["timeline"][0]["lane"] == "ci-deploy"
    assert shape["notes"] == [{"at": "2026-11-25T12:00:00Z", "text": "rolled back"}]
    assert handover_shape(handover(told=None))["suspects"] == []
