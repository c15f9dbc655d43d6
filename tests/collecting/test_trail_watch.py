from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.collecting.trail_watch import TrailWatch
from awsobs.domain.trail import TrailEvent
from awsobs.settings import Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def event(name: str, number: int = 0, **more: Any) -> TrailEvent:
    return event_of(
        {
            "eventVersion": "1.11",
            "eventID": f"{name}-{number}",
            "eventTime": NOON.isoformat(),
            "eventName": name,
            "eventSource": "cloudtrail.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": "bob", "principalId": "AIDA1"},
            **more,
        }
    )


def test_each_event_is_looked_at_once_and_what_was_found_stays() -> None:
    watch = TrailWatch(Settings())
    first = watch.look([event("StopLogging")], 0)
    again = watch.look([event("ListTrails"), event("StopLogging")], 0)
    assert [one.rule for one in first.findings] == ["trail-off"]
    assert again.findings == first.findings
    assert (first.records, again.records) == (1, 2)


def test_another_account_begins_with_nothing() -> None:
    watch = TrailWatch(Settings())
    watch.look([event("StopLogging")], 0)
    assert watch.look([], 1).findings == ()


def test_a_folder_of_rules_that_is_not_there_is_told_and_our_own_rules_still_run(
    tmp_path: Path,
) -> None:
    (tmp_path / "broken.yml").write_text("title: [", encoding="utf-8")
    settings = Settings(rule_folders=(str(tmp_path / "gone"), str(tmp_path)))
    found = TrailWatch(settings).look([event("StopLogging")], 0)
    assert len(found.findings) == 1
    assert ["gone" in found.notes[0], "broken.yml" in found.notes[1]] == [True, True]
