"""`awsobs triage`: suspects, root, victims and new errors, of a scenario and of an account."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus

Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., Awaitable[Any]]


def change(minute: int, name: str, function: str, event_id: str) -> dict[str, Any]:
    return {
        "eventID": event_id,
        "eventTime": f"2026-03-03T14:{minute:02}:00Z",
        "eventName": name,
        "eventSource": "lambda.amazonaws.com",
        "sourceIPAddress": "203.0.113.51",
        "readOnly": False,
        "userIdentity": {"type": "IAMUser", "userName": "ann"},
        "requestParameters": {"functionName": function, "timeout": minute},
    }


def line(minute: int, message: str) -> dict[str, Any]:
    at = f"2026-03-03T14:{minute:02}:30Z"
    return {"logGroup": "/aws/lambda/pay-api", "timestamp": at, "message": message}


SCENARIO: dict[str, Any] = {
    "id": "bad-timeout",
    "onset": "2026-03-03T14:22:00Z",
    "alarm": {
        "AlarmName": "pay-errors",
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "pay-api"}],
        "StateValue": "ALARM",
        "StateTransitionedTimestamp": "2026-03-03T14:22:00Z",
        "StateReason": "Threshold Crossed",
    },
    "logs": [line(minute, f"accepted order {minute}") for minute in range(1, 16)]
    + [line(20, "[ERROR] KeyError: 'basket'"), line(21, "[ERROR] KeyError: 'basket'")],
    "service_map": {
        "nodes": [
            {"name": "web", "type": "AWS::ApiGateway::Stage", "fault_pct": 34},
            {"name": "pay-api", "type": "AWS::Lambda::Function", "fault_pct": 36},
            {"name": "orders", "type": "AWS::DynamoDB::Table", "fault_pct": 0},
        ],
        "edges": [
            {"from": "web", "to": "pay-api", "fault_pct": 34},
            {"from": "pay-api", "to": "orders", "fault_pct": 0},
        ],
    },
    "cloudtrail": [
        change(17, "UpdateFunctionConfiguration", "pay-api", "planted"),
        change(19, "UpdateFunctionConfiguration", "mail-out", "decoy"),
        change(25, "UpdateAlias", "pay-api", "after"),
    ],
    "truth": ["planted"],
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("COLUMNS", raising=False)

    def ran(*arguments: object) -> tuple[int, str, str]:
        status = cli.run(["triage", "--no-config", *map(str, arguments)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(SCENARIO), "utf-8")
    return path


def test_json_answers_every_question_of_the_contract(run: Run, file: Path) -> None:
    status, out, _ = run("--scenario", file, "--json")
    told = json.loads(out)
    verdict = told["verdict"]
    assert status == ExitStatus.OK
    assert told["anchor"] == {"alarm": "pay-errors", "at": "2026-03-03T14:22:00Z"}
    assert verdict["suspects"][0]["eventID"] == "planted"
    assert "after" not in [one["eventID"] for one in verdict["suspects"]]
    assert any("alarm pay-errors watches it" in why for why in verdict["suspects"][0]["reasons"])
    assert [one["name"] for one in verdict["root_services"]] == ["pay-api"]
    assert [one["name"] for one in verdict["victims"]] == ["web"]
    assert verdict["first_failure"]["source"] == "log"
    assert verdict["first_failure"]["entity"] == "pay-api"
    assert verdict["impact"]["services"] == ["web"]
    assert verdict["impact"]["requests"] is None
    assert verdict["impact"]["fault_share"] == pytest.approx(0.34)
    assert [one["template"][:9] for one in told["patterns"]["new"]] == ["KeyError:"]
    assert told["coverage"]["logs"] == {"lines": 2, "baseline_lines": 15}
    assert (told["api_calls"], told["estimated_cost_usd"]) == (0, 0)


def test_text_and_markdown_tell_the_same(run: Run, file: Path) -> None:
    _, text, _ = run("--scenario", file, "--text")
    _, document, _ = run("--scenario", file, "--md")
    for words in ("pay-errors in ALARM", "UpdateFunctionConfiguration", "web: 34 %"):
        assert words in text
        assert words in document
    assert document.startswith("# Triage of bad-timeout")
    assert "## Suspected changes" in document


def test_an_alarm_fails_a_pipeline_that_asked_for_it(run: Run, file: Path) -> None:
    assert run("--scenario", file, "--json", "--fail-on", "alarm")[0] == ExitStatus.ALARM


def test_half_a_scenario_is_read_as_far_as_it_goes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    broken: dict[str, Any] = {
        "onset": "2026-03-03T14:22:00Z",
        "alarms": [{"no": "name"}],
        "logs": ["no", {"message": "no time"}],
        "cloudtrail": [{"eventName": "NoTime"}, 7],
        "segments": ["{", {"trace_id": 1}],
        "service_map": {"nodes": [{"name": "a", "fault_pct": "x"}], "edges": [{"from": "a"}]},
    }
    path.write_text(json.dumps(broken), "utf-8")
    status, out, err = run("--scenario", path, "--json")
    assert status == ExitStatus.OK
    assert json.loads(out)["verdict"]["suspects"] == []
    assert "7 records are broken" in err


@pytest.mark.parametrize("content", ["", "[]", "{}", "{" * 2000, '{"onset": 5e30}'])
def test_what_is_no_scenario_is_refused(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "none.json"
    path.write_text(content, "utf-8")
    assert run("--scenario", path)[0] == ExitStatus.USAGE


async def test_an_account_is_looked_at_around_its_firing_alarm(ask: Ask) -> None:
    told = await ask("triage", "--json", "--fail-on", "alarm")
    assert told.status == ExitStatus.ALARM
    (shape,) = told.objects
    assert shape["anchor"]["alarm"] == "pay-errors"
    assert [one["name"] for one in shape["verdict"]["root_services"]] == ["pay"]
    assert shape["api_calls"] > 0
    missing = await ask("triage", "--alarm", "nothing", "--json")
    assert missing.status == ExitStatus.USAGE


def test_the_planted_changes_of_the_stories_come_first(run: Run, shared: Path) -> None:
    ranks: list[int] = []
    for path in sorted((shared / "data" / "incidents").glob("*.json")):
        _, out, _ = run("--scenario", path, "--json")
        found = [one["eventID"] for one in json.loads(out)["verdict"]["suspects"]]
        truth = json.loads(path.read_text("utf-8"))["truth"]
        ranks.append(min(found.index(event) + 1 for event in truth))
    assert ranks.count(1) >= 5
    assert max(ranks) <= 3
