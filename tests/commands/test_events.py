"""`awsobs events`: rules, schedules and archives, and what an event would set off."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def rules(shop: Any) -> None:
    pattern = json.dumps({"source": ["aws.lambda"], "detail": {"eventName": [{"prefix": "Up"}]}})
    shop.put("events:PutRule", Name="deploys", EventPattern=pattern)
    shop.put("events:PutRule", Name="nightly", ScheduleExpression="cron(0 3 * * ? *)")


@pytest.mark.usefixtures("rules")
async def test_each_thing_is_an_object_with_when_it_comes_next(ask: Ask) -> None:
    told = await ask("events", "--json")
    assert told.status == 0
    found = {one["Name"]: one for one in told.objects}
    assert found["nightly"]["waits_for"] == "every day at 03:00 UTC"
    assert len(found["nightly"]["next"]) == 3
    assert found["deploys"]["next"] == []
    assert found["deploys"]["failed"] == 0


@pytest.mark.usefixtures("rules")
async def test_people_get_rows(ask: Ask) -> None:
    told = await ask("events", "--text", "--width", "100")
    assert told.status == 0
    assert any("nightly" in line and "every day at 03:00 UTC" in line for line in told.lines)
    assert all(len(line) <= 100 for line in told.lines)


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("is_bare", [True, False])
async def test_an_event_is_held_against_the_rules(ask: Ask, tmp_path: Path, is_bare: bool) -> None:
    record = {
        "eventID": "1",
        "eventTime": "2026-11-25T12:00:00Z",
        "eventName": "UpdateFunctionCode",
        "eventSource": "lambda.amazonaws.com",
    }
    kind = "AWS API Call via CloudTrail"
    event = {"source": "aws.lambda", "detail-type": kind, "detail": record}
    path = tmp_path / "event.json"
    path.write_text(json.dumps(record if is_bare else event))
    told = await ask("events", "--json", "--test", str(path))
    assert told.status == 0
    assert [(one["rule"], one["matches"]) for one in told.objects] == [
        ("deploys", True),
        ("nightly", None),
    ]
    assert "1 of 2 rules would fire" in told.err


@pytest.mark.parametrize("text", ["", "[]", "{}", "3", '{"a": 1}', "[" * 100_000])
async def test_what_is_no_event_is_refused(ask: Ask, tmp_path: Path, text: str) -> None:
    path = tmp_path / "event.json"
    path.write_text(text)
    told = await ask("events", "--json", "--test", str(path))
    assert told.status == 2
    assert "event.json" in told.err


async def test_what_is_denied_is_told(ask: Ask, refuse: Callable[[str, str], None]) -> None:
    refuse("events:ListRules", "AccessDeniedException")
    told = await ask("events", "--json")
    assert told.status == 3
    assert "events:ListRules" in told.err
