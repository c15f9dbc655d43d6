import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.data_folder import FILE, DataError
from awsobs.local.data_keeper import DataKeeper
from awsobs.local.operations import Call, Fault
from awsobs.local.regions import Regions
from awsobs.local.services.logs_state import LogsState

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
HALF_A_CHARACTER = "\ud800 half"


def ask(cloud: Cloud, operation: str, **parameters: object) -> Mapping[str, Any]:
    reply = cloud.answer(Call(service="logs", operation=operation, parameters=parameters))
    assert isinstance(reply, Mapping)
    return reply


def answers(cloud: Cloud) -> list[Mapping[str, Any]]:
    """What a client can see of the logs."""
    return [
        ask(cloud, "DescribeLogGroups"),
        ask(cloud, "DescribeMetricFilters"),
        ask(cloud, "DescribeQueryDefinitions"),
        *(ask(cloud, "ListTagsLogGroup", logGroupName=name) for name in cloud.logs.groups),
        *(
            answer
            for name in cloud.logs.groups
            for answer in (
                ask(cloud, "DescribeLogStreams", logGroupName=name),
                ask(cloud, "FilterLogEvents", logGroupName=name),
            )
        ),
    ]


def filled(cloud: Cloud) -> None:
    for name in ("a", "b", "gone"):
        ask(cloud, "CreateLogGroup", logGroupName=name)
        for stream in ("1", "2"):
            ask(cloud, "CreateLogStream", logGroupName=name, logStreamName=stream)
            events = [{"timestamp": MS - at, "message": f"{name} {at}"} for at in (5, 3, 1)]
            ask(cloud, "PutLogEvents", logGroupName=name, logStreamName=stream, logEvents=events)
    ask(cloud, "DeleteLogGroup", logGroupName="gone")
    ask(cloud, "DeleteLogStream", logGroupName="b", logStreamName="1")
    ask(cloud, "PutRetentionPolicy", logGroupName="a", retentionInDays=7)
    ask(cloud, "TagLogGroup", logGroupName="a", tags={"team": "shop"})
    transformation = {"metricName": "m", "metricNamespace": "n", "metricValue": "1"}
    for name in ("errors", "none"):
        ask(
            cloud,
            "PutMetricFilter",
            logGroupName="a",
            filterName=name,
            filterPattern="{ $.level = ERROR }",
            metricTransformations=[transformation],
        )
    ask(cloud, "DeleteMetricFilter", logGroupName="a", filterName="none")
    for name in ("kept", "forgotten"):
        ask(cloud, "PutQueryDefinition", name=name, queryString="fields @message")
    (forgotten, _) = ask(cloud, "DescribeQueryDefinitions")["queryDefinitions"]
    ask(cloud, "DeleteQueryDefinition", queryDefinitionId=forgotten["queryDefinitionId"])


def test_everything_of_the_logs_is_there_again(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path / "new" / "folder")
    cloud = Cloud(FrozenClock(NOW), keeper=keeper)
    filled(cloud)
    cloud.logs.put("odd", HALF_A_CHARACTER, [(MS, HALF_A_CHARACTER)], MS)
    before, number = answers(cloud), cloud.logs.next_number
    keeper.close()
    again = DataKeeper.open(tmp_path / "new" / "folder")
    restored = Cloud(FrozenClock(NOW), keeper=again)
    assert answers(restored) == before
    assert [group["logGroupName"] for group in before[0]["logGroups"]] == ["a", "b", "odd"]
    assert restored.logs.next_number == number
    again.close()


def test_what_comes_after_a_restart_joins_what_was_kept(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    for turn in range(3):
        keeper = DataKeeper.open(tmp_path)
        cloud = Cloud(clock, keeper=keeper)
        cloud.logs.put("g", f"s{turn % 2}", [(MS, f"turn {turn}")], MS + turn)
        events = ask(cloud, "FilterLogEvents", logGroupName="g")["events"]
        assert [event["message"] for event in events] == [f"turn {at}" for at in range(turn + 1)]
        assert len({event["eventId"] for event in events}) == turn + 1
        keeper.close()


def test_a_filter_that_was_kept_still_emits(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    filled(Cloud(FrozenClock(NOW), keeper=keeper))
    keeper.close()
    again = DataKeeper.open(tmp_path)
    cloud = Cloud(FrozenClock(NOW), keeper=again)
    rows = [{"timestamp": MS, "message": json.dumps({"level": "ERROR"})}]
    ask(cloud, "PutLogEvents", logGroupName="a", logStreamName="1", logEvents=rows)
    listed = cloud.answer(Call(service="cloudwatch", operation="ListMetrics", parameters={}))
    assert isinstance(listed, Mapping)
    assert [metric["MetricName"] for metric in listed["Metrics"]] == ["m"]
    again.close()


def test_each_region_has_its_own(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    regions = Regions(Cloud(FrozenClock(NOW), keeper=keeper))
    for region in ("us-east-1", "eu-west-1"):
        regions.cloud_in(region).logs.put("g", "s", [(MS, region)], MS)
    keeper.close()
    again = DataKeeper.open(tmp_path)
    assert again.regions == ["eu-west-1", "us-east-1"]
    kept = Regions(Cloud(FrozenClock(NOW), keeper=again))
    for region in ("us-east-1", "eu-west-1"):
        (event,) = ask(kept.cloud_in(region), "FilterLogEvents", logGroupName="g")["events"]
        assert event["message"] == region
    again.close()


def test_what_the_bounds_push_out_leaves_the_file_too(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    cloud = Cloud(FrozenClock(NOW))
    cloud.logs = LogsState(group_memory=20_000)
    keeper.keep(cloud)
    for turn in range(50):
        cloud.logs.put("g", "s", [(MS + turn, "x" * 1000)], MS)
    held = len(cloud.logs.groups["g"].columns)
    keeper.close()
    assert 0 < held < 50
    assert count(tmp_path, "events") == held


def test_events_that_expire_leave_the_file_too(tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    keeper = DataKeeper.open(tmp_path)
    cloud = Cloud(clock, keeper=keeper)
    filled(cloud)
    clock.advance(timedelta(days=8))
    later = [{"timestamp": MS + 8 * 86_400_000, "message": "later"}]
    ask(cloud, "PutLogEvents", logGroupName="a", logStreamName="1", logEvents=later)
    keeper.close()
    assert count(tmp_path, "events") == 1 + 3


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(rows)


def refused(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        DataKeeper.open(folder)
    return str(caught.value)


def test_a_folder_in_use_is_refused_with_the_pid(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    assert refused(tmp_path) == f"{tmp_path}: in use by awsobs local, pid {os.getpid()}"
    keeper.close()
    DataKeeper.open(tmp_path).close()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert refused(tmp_path / "file") == f"{tmp_path / 'file'}: not a folder"
    assert (tmp_path / "file").read_text() == "mine"


def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)
    assert refused(tmp_path) == f"{tmp_path / FILE}: file is not a database"
    assert (tmp_path / FILE).read_bytes() == b"not a database" * 1000


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = (tmp_path / FILE).read_bytes()
    assert refused(tmp_path) == f"{tmp_path / FILE}: not a file of awsobs local"
    assert (tmp_path / FILE).read_bytes() == before


def test_a_file_of_a_newer_awsobs_is_refused(tmp_path: Path) -> None:
    DataKeeper.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version = 9")
    why = "written by a newer awsobs (format 9, this one reads 2)"
    assert refused(tmp_path) == f"{tmp_path / FILE}: {why}"


def test_a_file_of_the_first_format_is_taken_over(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    Cloud(FrozenClock(NOW), keeper=keeper).logs.put("g", "s", [(MS, "kept")], MS)
    keeper.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("ALTER TABLE groups DROP COLUMN tags")
        connection.execute("PRAGMA user_version = 1")
    keeper = DataKeeper.open(tmp_path)
    cloud = Cloud(FrozenClock(NOW), keeper=keeper)
    assert ask(cloud, "ListTagsLogGroup", logGroupName="g") == {"tags": {}}
    (event,) = ask(cloud, "FilterLogEvents", logGroupName="g")["events"]
    assert event["message"] == "kept"
    keeper.close()


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    cloud = Cloud(FrozenClock(NOW), keeper=keeper)
    for turn in range(200):
        cloud.logs.put("g", "s", [(MS + turn, "x" * 1000)], MS)
    keeper.close()
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[: len(whole) // 2])
    assert "malformed" in refused(tmp_path)


def test_rows_that_nobody_can_read_are_told_as_damage(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    filled(Cloud(FrozenClock(NOW), keeper=keeper))
    keeper.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("UPDATE groups SET filters = '{'")
    again = DataKeeper.open(tmp_path)
    with pytest.raises(DataError, match=f"{FILE}: damaged: "):
        Cloud(FrozenClock(NOW), keeper=again)
    again.close()


def test_a_disk_that_does_not_take_it_is_told(tmp_path: Path) -> None:
    keeper = DataKeeper.open(tmp_path)
    cloud = Cloud(FrozenClock(NOW), keeper=keeper)
    filled(cloud)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("DROP TABLE events")
    while not keeper.has_failed:
        cloud.logs.put("a", "1", [(MS, "x")], MS)
    with pytest.raises(DataError, match="no such table: events"):
        keeper.check()
    rows = [{"timestamp": MS, "message": "x"}]
    with pytest.raises(Fault, match="ServiceUnavailableException"):
        ask(cloud, "PutLogEvents", logGroupName="a", logStreamName="1", logEvents=rows)
    keeper.close()
