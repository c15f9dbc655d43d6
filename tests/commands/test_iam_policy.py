import json

import pytest

from awsobs.cli import run
from awsobs.domain.permissions import NEEDS_NONE, policy
from awsobs.sources.allowed import DAEMON, READS, RETRIEVAL

LARGEST = 6144
"""Characters of a managed policy, blanks left out."""


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(["iam-policy", *options]) == 0
    return capsys.readouterr().out


def test_the_policy_allows_exactly_what_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys))
    allowed: list[str] = []
    for statement in document["Statement"]:
        assert statement["Effect"] == "Allow"
        actions = statement["Action"]
        allowed += [actions] if isinstance(actions, str) else actions
    assert sorted(allowed) == sorted(READS - NEEDS_NONE)


def test_the_policy_fits_into_a_managed_one(capsys: pytest.CaptureFixture[str]) -> None:
    line = printed(capsys, "--json")
    assert line.count("\n") == 1
    assert len(line) < LARGEST
    assert json.loads(line) == json.loads(printed(capsys))


def test_reading_is_limited_to_the_groups_that_are_followed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    groups = ["--log-group", "/shop", "--log-group", "/aws/lambda/*", "--region", "cn-north-1"]
    statements = json.loads(printed(capsys, *groups))["Statement"]
    (narrow,) = [s["Resource"] for s in statements if "logs:FilterLogEvents" in s["Action"]]
    prefix = "arn:aws-cn:logs:*:*:log-group:"
    assert narrow == [f"{prefix}{name}" for name in ("/shop", "/shop:*", "/aws/lambda/*")] + [
        f"{prefix}/aws/lambda/*:*"
    ]
    assert all(s["Resource"] == "*" for s in statements if "ReadGroups" not in s["Sid"])


def test_a_choice_of_characters_becomes_any_group() -> None:
    document = policy(["logs:FilterLogEvents"], log_groups=["/a[bc]"])
    (only,) = json.loads(json.dumps(document))["Statement"]
    assert only["Resource"] == ["arn:aws:logs:*:*:log-group:*", "arn:aws:logs:*:*:log-group:*:*"]


def test_names_of_statements_are_what_iam_takes(capsys: pytest.CaptureFixture[str]) -> None:
    sids = [statement["Sid"] for statement in json.loads(printed(capsys))["Statement"]]
    assert all(sid.isascii() and sid.isalnum() for sid in sids)
    assert len(set(sids)) == len(sids)


def test_the_live_tail_is_allowed_only_when_asked_for_and_for_the_same_groups(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def narrowed(*options: str) -> list[str]:
        statements = json.loads(printed(capsys, "--log-group", "/shop", *options))["Statement"]
        (actions,) = [s["Action"] for s in statements if "/shop" in str(s["Resource"])]
        return list(actions)

    assert set(narrowed("--live-tail")) - set(narrowed()) == {"logs:StartLiveTail"}


def actions_of(line: str) -> set[str]:
    found: set[str] = set()
    for statement in json.loads(line)["Statement"]:
        actions = statement["Action"]
        found |= {actions} if isinstance(actions, str) else set(actions)
    return found


def test_traces_that_are_not_indexed_are_allowed_only_when_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = actions_of(printed(capsys, "--trace-retrieval"))
    assert asked - actions_of(printed(capsys)) == RETRIEVAL


def test_the_daemon_gets_its_own_policy_with_what_it_writes_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = printed(capsys, "--for", "xray-daemon")
    assert actions_of(line) == DAEMON
    by_sid = {row["Sid"]: row["Action"] for row in json.loads(line)["Statement"]}
    assert by_sid["XRayWrite"] == ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    assert by_sid["XRayRead"] == ["xray:GetSamplingRules", "xray:GetSamplingTargets"]
