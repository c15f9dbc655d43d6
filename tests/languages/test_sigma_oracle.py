"""Sigma rules against a slow obvious reading of the specification, on every record at hand."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import yaml

from awsobs.languages.sigma.rules import rule_of
from awsobs.languages.sigma.yaml_text import documents_of

Row = Mapping[str, Any]


def records(shared: Path) -> Iterator[Row]:
    """All of them, but of the large harmless set every fourth: the slow reading is slow."""
    for file in sorted((shared / "data" / "cloudtrail").glob("*.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                record = json.loads(line)["record"]
                if isinstance(record, dict) and (number % 4 == 0 or "benign" not in file.name):
                    yield cast("Row", record)


def rules(shared: Path) -> list[dict[str, Any]]:
    folder = shared / "data" / "detection" / "sigma_aws_cloudtrail"
    return [yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.glob("*.yml"))]


def reads(rule: Row, record: Row) -> bool:
    """By the book: names replaced by their truth, the condition left to Python."""
    detection = rule["detection"]
    truth = {name: holds(body, record) for name, body in detection.items() if name != "condition"}

    def of(match: re.Match[str]) -> str:
        pattern = "*" if match[2] == "them" else match[2]
        told = [value for name, value in truth.items() if fnmatchcase(name, pattern)]
        return str(any(told) if match[1] == "1" else all(told))

    condition = re.sub(r"\b(1|all) of ([\w*]+)", of, detection["condition"])
    return bool(eval(condition, {}, truth))


def holds(body: Any, record: Row) -> bool:
    if isinstance(body, list):
        return any(holds(item, record) for item in cast("list[Any]", body))
    return all(field_holds(key, value, record) for key, value in body.items())


def field_holds(key: str, value: Any, record: Row) -> bool:
    field, *modifiers = key.split("|")
    found = dig(record, field.split("."))
    wanted = cast("list[Any]", value) if isinstance(value, list) else [value]
    if "fieldref" in modifiers:
        wanted = [one for name in wanted for one in dig(record, name.split("."))]
    tests = [any(fits(one, want, modifiers) for one in found) for want in wanted]
    if wanted == [None]:
        return not found
    return all(tests) if "all" in modifiers else any(tests)


def fits(found: Any, want: Any, modifiers: list[str]) -> bool:
    if want is None:
        return False
    text = found if isinstance(found, str) else json.dumps(found).replace('\\"', '"')
    asked = want if isinstance(want, str) else json.dumps(want)
    if "re" in modifiers:
        return re.search(asked, text) is not None
    if "fieldref" in modifiers:
        pieces = [re.escape(asked)]
    else:
        pieces = [".*" if c == "*" else "." if c == "?" else re.escape(c) for c in asked]
    before = ".*" if {"contains", "endswith"} & set(modifiers) else ""
    after = ".*" if {"contains", "startswith"} & set(modifiers) else ""
    return re.fullmatch(before + "".join(pieces) + after, text, re.I | re.S) is not None


def dig(value: Any, path: list[str]) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list):
        return [one for item in cast("list[Any]", value) for one in dig(item, path)]
    if not path:
        return [value]
    return dig(cast("Row", value).get(path[0]), path[1:]) if isinstance(value, dict) else []


def test_all_rules_of_sigma_give_the_hits_of_a_plain_reading(shared: Path) -> None:
    pairs = [(raw, rule_of(documents_of(yaml.safe_dump(raw))[0], {})) for raw in rules(shared)]
    assert len(pairs) == 57
    hits = 0
    for record in records(shared):
        for raw, rule in pairs:
            said = rule.selection.test(record)
            assert said is reads(raw, record), (raw["title"], record.get("eventID"))
            names = rule.selection.names
            assert not said or names is None or str(record["eventName"]).lower() in names
            hits += said
    assert hits > 200
