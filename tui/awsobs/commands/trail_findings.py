"""`awsobs trail findings`: what is wrong in the trail, by rules, of an account or of files."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from awsobs.analysis.findings.detector import Detector
from awsobs.analysis.findings.rule_sets import RuleSet, own_rules
from awsobs.analysis.trail_records import event_of
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed
from awsobs.commands.reading import look, say_failures
from awsobs.commands.twin import filter_of
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.findings import SEVERITIES, Finding
from awsobs.domain.trail import TrailEvent
from awsobs.present.ascii import ascii_row
from awsobs.present.findings import finding_rows, summary_words
from awsobs.present.rows import Row, cut, text_of
from awsobs.present.searchable import TRAIL
from awsobs.settings import Settings, SettingsError, first_environment, settings_from
from awsobs.sources.rule_files import rules_under
from awsobs.sources.trail_documents import trail_records

Wanted = Callable[[TrailEvent], bool] | None

_MOST_TOLD = 20
"""Broken rules that are named; of more there is only the number."""


def add_arguments(parser: ArgumentParser) -> None:
    """Files may stand bare, as with patterns and anomalies."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files or folders of records, or - for stdin"
    )
    parser.add_argument(
        "--from-files", metavar="PATH", nargs="+", default=[], help="the same as bare paths"
    )
    parser.add_argument(
        "--rules",
        metavar="DIR",
        action="append",
        default=[],
        help="Sigma rules (YAML) besides our own; repeatable",
    )
    parser.add_argument(
        "--severity",
        choices=SEVERITIES,
        default=SEVERITIES[0],
        help="leave out what is less than this",
    )
    parser.add_argument(
        "--hushed", action="store_true", help="show also what [[findings.suppress]] hushes"
    )


def run(namespace: Namespace) -> int:
    """Print every finding, the worst first.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "trail findings")
    rules = _rules((*settings.rule_folders, *namespace.rules), output)
    detector = Detector(rules, settings.suppressions)
    paths: list[str] = [*namespace.paths, *namespace.from_files]
    wanted = filter_of(TRAIL, settings)
    try:
        if paths:
            status: int = ExitStatus.OK
            _read_files(detector, paths, output, wanted)
        else:
            status = _read_account(detector, settings, output, wanted)
        return _told(detector, rules, namespace, settings, output) or status
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED


def _rules(folders: Iterable[str], output: Output) -> RuleSet:
    rules = own_rules()
    for folder in folders:
        try:
            rules += rules_under(Path(folder))
        except OSError as error:
            raise SettingsError(f"rules in {folder}: {error.strerror or error}") from error
    for skipped in rules.skipped[:_MOST_TOLD]:
        output.tell(f"skipped {skipped.file}: {skipped.why}")
    if rules.skipped:
        output.tell(f"{len(rules.skipped)} rules were skipped")
    if rules.for_other_logs:
        output.note(f"{rules.for_other_logs} rules are for other logs than CloudTrail")
    return rules


def _read_files(detector: Detector, paths: Iterable[str], output: Output, wanted: Wanted) -> None:
    broken = 0
    try:
        for record in trail_records(paths, output.tell):
            if record is None:
                broken += 1
            elif wanted is None or _is_wanted(record, wanted):
                detector.add(record)
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror or error}") from error
    if broken:
        output.tell(f"{broken:,} records are broken and were left out")


def _is_wanted(record: Mapping[str, Any], wanted: Callable[[TrailEvent], bool]) -> bool:
    """Whether the filter lets a record through; a broken one is for the detector to count."""
    try:
        return wanted(event_of(record))
    except ValueError:
        return True


def _read_account(detector: Detector, settings: Settings, output: Output, wanted: Wanted) -> int:
    found = look(settings, output, "trail", asked=("identity", "trail"))
    start, end = found.window.start, found.window.end
    for event in found.memory.trail.events():
        is_inside = start <= event.time and (found.window.live or event.time < end)
        if is_inside and (wanted is None or wanted(event)):
            detector.add_event(event)
    return say_failures(found, output)


def _told(
    detector: Detector, rules: RuleSet, namespace: Namespace, settings: Settings, output: Output
) -> int:
    least = SEVERITIES.index(namespace.severity)
    findings = [one for one in detector.findings() if one.weight >= least]
    shown = [one for one in findings if namespace.hushed or not one.hushed]
    if output.as_shapes:
        status = printed(output.line(shape_of_finding(one)) for one in shown)
    else:
        rows = _rows(shown, output.width if output.is_cut else 0)
        texts = map(text_of, map(ascii_row, rows) if is_plain(settings) else rows)
        status = printed(cut(text, output.width) if output.is_cut else text for text in texts)
    if detector.broken:
        output.tell(f"{detector.broken:,} records do not say what happened when")
    if detector.forgotten:
        output.tell(f"{detector.forgotten:,} hits are not told: more came than can be kept")
    number = len(rules.rules) + len(rules.correlations)
    output.note(summary_words(findings, detector.records, number))
    return status


def _rows(findings: Iterable[Finding], width: int) -> Iterator[Row]:
    for number, finding in enumerate(findings):
        if number:
            yield ()
        yield from finding_rows(finding, width)


def shape_of_finding(finding: Finding) -> Shape:
    """A finding as its object of JSON."""
    return {
        "eventID": finding.event_id,
        "time": iso(finding.first),
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity,
        "who": finding.who,
        "what": finding.what,
        "where": finding.where,
        "resources": list(finding.resources),
        "count": finding.count,
        "eventIDs": list(finding.event_ids),
        "last": iso(finding.last),
        "calls": list(finding.calls),
        "addresses": list(finding.addresses),
        "region": finding.region,
        "account": finding.account,
        "refused": finding.refused,
        "techniques": list(finding.techniques),
        "why": finding.why,
        "next": list(finding.next_steps),
        "author": finding.author or None,
        "suppressed": finding.hushed or None,
    }
