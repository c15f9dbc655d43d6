"""`awsobs trail findings`: records in every form, rules of folders, and what is printed."""

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli
from awsobs.sources.trail_documents import trail_records

RECORD: dict[str, Any] = {
    "eventVersion": "1.08",
    "eventID": "e-1",
    "eventTime": "2026-03-02T12:00:00Z",
    "eventName": "StopLogging",
    "eventSource": "cloudtrail.amazonaws.com",
    "sourceIPAddress": "198.51.100.7",
    "awsRegion": "us-east-1",
    "userAgent": "aws-cli/2",
    "userIdentity": {"type": "IAMUser", "userName": "ann", "arn": "arn:aws:iam::1:user/ann"},
    "requestParameters": {"name": "main-trail"},
}
RULE = """
title: Anything by Ann
id: 11111111-2222-3333-4444-555555555555
level: low
author: Bob
logsource: {product: aws, service: cloudtrail}
detection: {ann: {userIdentity.userName: ANN}, condition: ann}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command without a file of settings, unless one is named."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("COLUMNS", raising=False)

    def ran(*arguments: object) -> tuple[int, str, str]:
        given = list(map(str, arguments))
        config = [] if "--config" in given else ["--no-config"]
        status = cli.run(["trail", "findings", *config, *given])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


def written(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_json_is_one_object_a_finding_in_the_shape_that_is_promised(
    run: Run, tmp_path: Path
) -> None:
    status, out, err = run(written(tmp_path / "a.json", {"Records": [RECORD]}), "--json")
    (line,) = out.splitlines()
    told = json.loads(line)
    promised = {
        "schema": 1,
        "eventID": "e-1",
        "time": "2026-03-02T12:00:00Z",
        "rule": "trail-off",
        "title": "CloudTrail was stopped or deleted",
        "severity": "high",
        "who": "ann",
        "what": "StopLogging",
        "where": "198.51.100.7",
        "resources": ["main-trail"],
        "count": 1,
        "eventIDs": ["e-1"],
    }
    assert promised.items() <= told.items()
    assert told["why"]
    assert told["next"]
    assert status == 0
    assert "1 finding (1 high) in 1 records" in err


def test_a_table_tells_why_and_what_next(run: Run, tmp_path: Path) -> None:
    _, out, _ = run(written(tmp_path / "a.json", RECORD), "--width", 60)
    assert "CloudTrail was stopped or deleted" in out
    assert "Why: " in out
    assert "Next: " in out
    assert max(map(len, out.splitlines())) <= 60


FORMS: Mapping[str, object] = {
    "a record": RECORD,
    "a delivered file": {"Records": [RECORD]},
    "a reply of LookupEvents": {"Events": [{"CloudTrailEvent": json.dumps(RECORD)}]},
    "an envelope of EventBridge": {"detail-type": "AWS API Call via CloudTrail", "detail": RECORD},
    "a labelled one": {"label": "x", "record": RECORD},
    "a list": [RECORD],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_of_a_record_is_read(form: str, packed: bool, tmp_path: Path) -> None:
    content = json.dumps(FORMS[form], indent=2 if form == "a delivered file" else None).encode()
    path = tmp_path / "records.json"
    path.write_bytes(gzip.compress(content) if packed else content)
    assert list(trail_records([str(path)], print)) == [RECORD]


def test_what_is_broken_is_counted_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps(RECORD), "{broken", "[]", "7", json.dumps({"no": "record"}), '{"eventName"']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "b.json").write_text("not JSON at all", "utf-8")
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(json.dumps(RECORD).encode() * 50)[:-9])
    (tmp_path / "notes.txt").write_text("no record", "utf-8")
    status, out, err = run(tmp_path, "--json")
    assert status == 0
    assert json.loads(out)["eventIDs"] == ["e-1"]
    assert "records are broken" in err
    assert "c.json.gz is no whole gzip file" in err


def test_a_path_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    status, out, err = run(tmp_path / "nowhere.json")
    assert (status, out) == (2, "")
    assert "nowhere.json: No such file" in err


def test_rules_of_a_folder_are_added_and_broken_ones_named(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules" / "deep"
    rules.mkdir(parents=True)
    (rules / "ann.yml").write_text(RULE, "utf-8")
    (rules / "bad.yaml").write_text("title: [", "utf-8")
    (rules / "latin.yml").write_bytes(b"title: \xff")
    file = written(tmp_path / "a.json", RECORD)
    _, out, err = run(file, "--rules", tmp_path / "rules", "--json")
    told = {json.loads(line)["rule"]: json.loads(line) for line in out.splitlines()}
    assert told.keys() == {"trail-off", "11111111-2222-3333-4444-555555555555"}
    assert told["11111111-2222-3333-4444-555555555555"]["author"] == "Bob"
    assert "bad.yaml" in err
    assert "latin.yml: is not UTF-8" in err
    assert "2 rules were skipped" in err


def test_the_file_of_settings_may_name_folders_with_rules(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ann.yml").write_text(RULE, "utf-8")
    config = tmp_path / "config.toml"
    config.write_text(f"[findings]\nrules = [{json.dumps(str(tmp_path))}]\n", "utf-8")
    file = written(tmp_path / "a.json", RECORD)
    _, out, _ = run(file, "--config", config, "--json")
    assert len(out.splitlines()) == 2
    config.write_text('[findings]\nrules = ["/no/such/folder"]\n', "utf-8")
    status, _, err = run(file, "--config", config)
    assert status == 2
    assert "rules in /no/such/folder: no such file or folder" in err


def test_a_filter_narrows_what_is_looked_at(run: Run, tmp_path: Path) -> None:
    other = {**RECORD, "eventID": "e-2", "userIdentity": {"type": "IAMUser", "userName": "bob"}}
    file = written(tmp_path / "a.json", [RECORD, other, {"eventName": "StopLogging"}])
    _, out, err = run(file, "--filter", "user:bob", "--json")
    assert json.loads(out)["eventIDs"] == ["e-2"]
    assert "in 2 records" in err
    status, _, err = run(file, "--filter", "user:(", "--json")
    assert status == 2


def test_less_grave_findings_can_be_left_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ann.yml").write_text(RULE, "utf-8")
    file = written(tmp_path / "a.json", RECORD)
    _, out, _ = run(file, "--rules", tmp_path / "ann.yml", "--severity", "high", "--json")
    assert [json.loads(line)["rule"] for line in out.splitlines()] == ["trail-off"]


def test_what_the_settings_hush_is_counted_and_can_be_listed(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[[findings.suppress]]\nrule = "trail-*"\nreason = "drill"\n', "utf-8")
    file = written(tmp_path / "a.json", RECORD)
    _, out, err = run(file, "--config", config, "--json")
    assert out == ""
    assert "1 hushed by your settings" in err
    _, out, _ = run(file, "--config", config, "--hushed", "--json")
    assert json.loads(out)["suppressed"] == "drill"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('rule = "x"', "wants a reason"),
        ('reason = "x"', "wants a rule, a principal or a resource"),
        ('rule = 1\nreason = "x"', "rule: wants text"),
        ('rules = "x"\nreason = "x"', "did you mean rule"),
        ('rule = "x"\nreason = "x"\nuntil = "soon"', "wants a day"),
    ],
)
def test_a_suppression_that_cannot_be_honoured_says_why(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"[[findings.suppress]]\n{text}\n", "utf-8")
    status, _, err = run(written(tmp_path / "a.json", RECORD), "--config", config)
    assert status == 2
    assert said in err


def test_the_word_can_still_be_looked_for() -> None:
    given = ["trail", "--", "findings"]
    assert cli.parser(given).parse_args(given).filter == "findings"


def test_every_record_at_hand_is_read_or_counted(shared: Path) -> None:
    folder = shared / "data" / "cloudtrail"
    records = list(trail_records([str(folder)], print))
    assert len(records) == 3_400
    assert sum(record is None for record in records) <= 2


def test_attacks_are_found_and_harmless_work_is_left_alone(shared: Path, run: Run) -> None:
    """answers.md: at least 85 % of the techniques, at most 30 findings in 100,000 records."""
    data = shared / "data" / "cloudtrail"
    attack = data / "attack_stratus.jsonl.gz"
    _, out, _ = run(attack, "--json")
    hit = {event for line in out.splitlines() for event in json.loads(line)["eventIDs"]}
    with gzip.open(attack, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    techniques = {row["label"] for row in rows}
    known = {row["label"] for row in rows if row["record"]["eventID"] in hit}
    assert len(known) >= 0.85 * len(techniques)
    _, out, _ = run(data / "benignish_invictus_baseline.jsonl.gz", "--json")
    assert len(out.splitlines()) <= 30 * 2_690 / 100_000


async def test_without_a_path_the_account_is_asked(ask: Any, shop: Any) -> None:
    shop.cloud.trail.put({**RECORD, "eventTime": shop.at.strftime("%Y-%m-%dT%H:%M:%SZ")})
    told = await ask("trail-findings", "--json")
    assert [one["rule"] for one in told.objects] == ["trail-off"]
    assert "1 finding (1 high)" in told.err
    assert told.status == 0


async def test_without_an_answer_the_command_says_so(ask: Any, refuse: Any) -> None:
    refuse("cloudtrail:LookupEvents", "AccessDeniedException")
    told = await ask("trail-findings", "--json")
    assert told.status == 3
    assert "LookupEvents" in told.err
