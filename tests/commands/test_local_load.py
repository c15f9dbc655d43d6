"""Records of CloudTrail from files, loaded into the local AWS."""

import asyncio
import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.commands.load_specs import spec_of
from awsobs.commands.local_load import Loaded, load
from awsobs.commands.local_load_data import load_data
from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.regions import Regions
from awsobs.local.services import trail

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


@pytest.fixture
def regions() -> Regions:
    return Regions(Cloud(FrozenClock(NOW), quotas=False))


def record(name: str, *, ago: timedelta = timedelta(minutes=5), **more: Any) -> dict[str, Any]:
    time = f"{NOW - ago:%Y-%m-%dT%H:%M:%SZ}"
    source = "ec2.amazonaws.com"
    return {
        "eventVersion": "1.08",
        "eventTime": time,
        "eventName": name,
        "eventSource": source,
    } | more


async def loaded(regions: Regions, *paths: Path, as_new: bool = False) -> Loaded:
    return await load(paths, regions, asyncio.Event(), as_new=as_new)


def names(regions: Regions, region: str = "us-east-1") -> list[str]:
    """What the event history of a region shows, newest first."""
    call = Call(service="cloudtrail", operation="LookupEvents", parameters={})
    reply: Any = regions.cloud_in(region).answer(call)
    return [event["EventName"] for event in reply["Events"]]


async def test_every_form_of_record_is_read_and_what_is_broken_is_counted(
    regions: Regions, tmp_path: Path
) -> None:
    folder = tmp_path / "AWSLogs" / "1"
    folder.mkdir(parents=True)
    delivered = json.dumps({"Records": [record("InFile"), {"no": "record"}]}).encode()
    (folder / "a.json.gz").write_bytes(gzip.compress(delivered))
    envelope = {"detail-type": "AWS API Call via CloudTrail", "detail": record("InEnvelope")}
    row = {"EventName": "InRow", "CloudTrailEvent": json.dumps(record("InRow"))}
    reply = {"Events": [row]}
    lines = [json.dumps(envelope), json.dumps(reply), "{broken", '{"eventName": "NoTime"}']
    (folder / "b.jsonl").write_text("\n".join(lines))
    result = await loaded(regions, tmp_path)
    assert set(names(regions)) == {"InFile", "InEnvelope", "InRow"}
    assert list(result.lines()) == [
        "records of CloudTrail loaded: 3 (us-east-1 3)",
        "left out as broken: 3",
    ]


async def test_a_file_cut_short_gives_what_is_whole_in_it(regions: Regions, tmp_path: Path) -> None:
    many = b"\n".join(json.dumps(record(f"E{n}")).encode() for n in range(3_000))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(many)[:-4_000])
    result = await loaded(regions, tmp_path)
    assert 0 < result.regions.total() < 3_000
    assert "cut.jsonl.gz is no whole gzip file" in list(result.lines())[-1]


async def test_a_record_goes_to_the_trail_of_its_region(regions: Regions, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([record("There", awsRegion="eu-west-1")]))
    result = await loaded(regions, tmp_path)
    assert (names(regions), names(regions, "eu-west-1")) == ([], ["There"])
    assert list(result.lines()) == ["records of CloudTrail loaded: 1 (eu-west-1 1)"]


async def test_old_records_are_told_of_and_can_be_moved_to_now(
    regions: Regions, tmp_path: Path
) -> None:
    for year in (1, 2):
        first = record(f"First{year}", ago=timedelta(days=365 * year + 1))
        last = record(f"Last{year}", ago=timedelta(days=365 * year))
        (tmp_path / f"{year}.json").write_text(json.dumps([first, last]))
    result = await loaded(regions, tmp_path)
    assert "does not show: 4; --load-shift now" in list(result.lines())[-1]
    assert names(regions) == []
    paths = (tmp_path / "1.json", tmp_path / "2.json")
    result = await loaded(regions, *paths, as_new=True)
    assert result.too_old == 0
    assert set(names(regions)[:2]) == {"Last1", "Last2"}
    assert set(names(regions)[2:]) == {"First1", "First2"}


async def test_what_a_trail_cannot_hold_is_told_of(
    regions: Regions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "_MOST_RECORDS", 2)
    many = [record(f"E{n}", ago=timedelta(minutes=n)) for n in range(5)]
    (tmp_path / "a.json").write_text(json.dumps(many))
    result = await loaded(regions, tmp_path)
    assert names(regions) == ["E0", "E1"]
    assert list(result.lines())[-1].endswith("the oldest were dropped: 3")


async def test_nothing_more_is_read_once_it_is_to_leave(regions: Regions, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([record("E")]))
    leaving = asyncio.Event()
    leaving.set()
    result = await load([tmp_path], regions, leaving, as_new=False)
    assert result.regions.total() == 0


async def test_all_the_public_records_are_loaded(regions: Regions, shared: Path) -> None:
    result = await loaded(regions, shared / "data" / "cloudtrail")
    assert (result.regions.total(), result.broken, result.trouble) == (3_388, 12, [])


def test_a_path_that_is_not_there_is_named() -> None:
    command = [sys.executable, "-m", "awsobs", "local", "--port", "0", "--xray-port", "0"]
    done = subprocess.run(
        [*command, "--load", "/none"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "awsobs local: --load: /none: No such file or directory\n"


# --- lines, datapoints, segments ----------------------------------------------------------------


async def put(regions: Regions, text: str, *, as_new: bool = False) -> list[str]:
    return list(await load_data(spec_of(text), regions.clouds[0], as_new=as_new))


async def test_lines_of_a_file_are_those_of_a_group_at_their_times(
    regions: Regions, tmp_path: Path
) -> None:
    path = tmp_path / "app=1.log"
    path.write_text("2024-03-01T10:00:00Z INFO one\n  at two\n2024-03-01T10:00:05Z ERROR three\n")
    assert await put(regions, f"/shop/pay={path}") == ["log lines loaded: 3 into /shop/pay"]
    call = Call(
        service="logs", operation="FilterLogEvents", parameters={"logGroupName": "/shop/pay"}
    )
    reply: Any = regions.clouds[0].answer(call)
    first = int(datetime(2024, 3, 1, 10, tzinfo=UTC).timestamp() * 1000)
    assert [event["timestamp"] - first for event in reply["events"]] == [0, 0, 5_000]
    await put(regions, f"/shop/new={path}", as_new=True)
    newest: Any = regions.clouds[0].answer(
        Call(service="logs", operation="FilterLogEvents", parameters={"logGroupName": "/shop/new"})
    )
    assert newest["events"][-1]["timestamp"] == int(NOW.timestamp() * 1000)


async def test_datapoints_of_a_file_are_those_of_a_metric(regions: Regions, tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    path.write_text("timestamp,value\n2026-11-25T15:00:00Z,3\n2026-11-25T15:01:00Z,4\nno,no\n")
    told = await put(regions, f"AWS/Lambda/Errors[FunctionName=pay]={path}")
    assert told == [
        "datapoints loaded: 2 of AWS/Lambda/Errors",
        "lines that are no timestamp and number: 1",
    ]
    asked = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "pay"}],
        "StartTime": NOW - timedelta(hours=2),
        "EndTime": NOW,
        "Period": 3600,
        "Statistics": ["Sum"],
    }
    call = Call(service="cloudwatch", operation="GetMetricStatistics", parameters=asked)
    reply: Any = regions.clouds[0].answer(call)
    assert [point["Sum"] for point in reply["Datapoints"]] == [7.0]


async def test_segments_are_told_by_their_first_and_moved_whole(
    regions: Regions, tmp_path: Path
) -> None:
    path = tmp_path / "traces.jsonl"
    start = 1_700_000_000.0
    inner = {"id": "b" * 16, "name": "db", "start_time": start, "end_time": start + 1}
    document = {
        "trace_id": f"1-{int(start):08x}-{1:024x}",
        "id": "a" * 16,
        "name": "pay",
        "start_time": start,
        "end_time": start + 2,
        "subsegments": [inner],
    }
    path.write_text(f"{json.dumps(document)}\nbroken\n")
    assert spec_of(str(path)).is_traces
    told = await put(regions, str(path), as_new=True)
    assert told == ["segment documents loaded: 1", "left out as broken: 1"]
    asked = {"StartTime": NOW - timedelta(minutes=1), "EndTime": NOW}
    call = Call(service="xray", operation="GetTraceSummaries", parameters=asked)
    reply: Any = regions.clouds[0].answer(call)
    (summary,) = reply["TraceSummaries"]
    assert summary["Id"].startswith(f"1-{int(NOW.timestamp()) - 2:08x}-")


def test_what_is_to_be_loaded_must_be_there_and_have_a_name(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("x")
    (tmp_path / "a.csv").write_text("x")
    for wrong, kind in (
        (str(tmp_path / "none"), OSError),
        (f"/shop={tmp_path}/none", OSError),
        (f"={tmp_path}/a.log", ValueError),
        (f"Errors={tmp_path}/a.csv", ValueError),
    ):
        with pytest.raises(kind):
            spec_of(wrong)
