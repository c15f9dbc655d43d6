"""How much of an attack our rules find, how much harmless work they report, and how fast.

    python tests/bench/trail_findings.py DATA [--rules DIR]

DATA is a folder with `cloudtrail/attack_stratus.jsonl.gz` and
`cloudtrail/benignish_invictus_baseline.jsonl.gz`, each line `{"label": …, "record": …}`.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from awsobs.analysis.findings.detector import Detector
from awsobs.analysis.findings.rule_sets import RuleSet, own_rules
from awsobs.domain.findings import Finding
from awsobs.sources.rule_files import rules_under

Record = Mapping[str, Any]

_AT_LEAST = 50_000
"""Records of a run that is timed."""


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rules", type=Path, help="Sigma rules in place of our own")
    given = parser.parse_args()
    rules = own_rules() if given.rules is None else rules_under(given.rules)
    folder: Path = given.data / "cloudtrail"
    sys.stdout.write(f"{len(rules.rules)} rules, {len(rules.correlations)} correlations\n")
    _attacks(rules, folder / "attack_stratus.jsonl.gz")
    _harmless(rules, folder / "benignish_invictus_baseline.jsonl.gz")


def _attacks(rules: RuleSet, path: Path) -> None:
    by_label: dict[str, list[Record]] = {}
    for label, record in _rows(path):
        by_label.setdefault(label, []).append(record)
    told = 0
    for label, records in by_label.items():
        findings = _found(rules, records)
        told += bool(findings)
        names = ", ".join(f"{one.rule} x{one.count}" for one in findings)
        sys.stdout.write(f"  {label:58} {names or 'MISSED'}\n")
    share = told / max(1, len(by_label))
    sys.stdout.write(f"techniques found: {told} of {len(by_label)} ({share:.0%})\n")


def _harmless(rules: RuleSet, path: Path) -> None:
    records = [record for _, record in _rows(path)]
    findings = _found(rules, records)
    for one in findings:
        sys.stdout.write(f"  {one.rule} x{one.count} by {one.who}\n")
    scale = 100_000 / len(records)
    hits = sum(one.count for one in findings)
    words = f"{hits * scale:.0f} hits, {len(findings) * scale:.0f} findings in 100,000 harmless"
    sys.stdout.write(f"{words} ({hits} and {len(findings)} in {len(records):,})\n")
    _speed(rules, records)


def _speed(rules: RuleSet, records: Sequence[Record]) -> None:
    times = _AT_LEAST // len(records) + 1
    fresh = [
        {**one, "eventID": f"{one.get('eventID')}-{n}"} for n in range(times) for one in records
    ]
    detector = Detector(rules)
    began = time.process_time()
    for record in fresh:
        detector.add(record)
    detector.findings()
    rate = len(fresh) / (time.process_time() - began)
    sys.stdout.write(f"speed: {rate:,.0f} records/s on one core\n")


def _found(rules: RuleSet, records: Sequence[Record]) -> Sequence[Finding]:
    detector = Detector(rules)
    for record in records:
        detector.add(record)
    return detector.findings()


def _rows(path: Path) -> list[tuple[str, Record]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["label"], row["record"]) for row in rows if isinstance(row["record"], dict)]


if __name__ == "__main__":
    main()
