"""`awsobs triage`: the first look at an incident, for a pager's hook, a pipeline or a ticket."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.analysis.situation import firing_of
from awsobs.analysis.triage import verdict_of
from awsobs.commands.output import Output, Shape, is_plain, iso, output_of, printed
from awsobs.commands.reading import say_failures
from awsobs.commands.triage_look import Looked, looked_at_account, looked_in_file
from awsobs.domain.alarms import Alarm
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.triage import RootService, Verdict
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import cut, text_of
from awsobs.present.triage import impact_words, markdown, reasons_of, triage_lines
from awsobs.settings import Settings, first_environment, settings_from

_NOTHING = "no alarm fires"


def add_arguments(parser: ArgumentParser) -> None:
    """What to look at, and how to tell."""
    parser.add_argument(
        "--scenario",
        metavar="NAME|FILE",
        type=Path,
        help="no account: a scenario file, a game day (.toml), a story of demo --list",
    )
    parser.add_argument(
        "--alarm", metavar="NAME", default="", help="look around this alarm; else the worst firing"
    )
    parser.add_argument("--md", action="store_true", help="as Markdown, for a ticket")
    parser.add_argument(
        "--fail-on", choices=("alarm",), help="exit with 10 if an alarm fires, for scripts"
    )


def run(namespace: Namespace) -> int:
    """Look once and print.

    Raises:
        SettingsError: there is no such scenario or alarm.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "triage")
    try:
        if namespace.scenario is not None:
            looked = looked_in_file(namespace.scenario, output)
        else:
            looked = looked_at_account(namespace.alarm, settings, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    status = say_failures(looked.found, output) if looked.found else ExitStatus.OK
    if status:
        return status
    verdict = verdict_of(looked.evidence) if looked.evidence else Verdict()
    if not looked.has_requests:  # shares alone tell nothing of how many requests there were
        verdict = replace(verdict, impact=replace(verdict.impact, requests=None))
    status = _print(looked, verdict, namespace, settings, output)
    fires = looked.evidence is not None and bool(firing_of(looked.evidence.alarms))
    return ExitStatus.ALARM if not status and namespace.fail_on and fires else status


def _print(
    looked: Looked, verdict: Verdict, namespace: Namespace, settings: Settings, output: Output
) -> int:
    if output.as_shapes:
        return printed([output.line(_shape(looked, verdict))])
    if looked.evidence is None:
        output.note(_NOTHING)
        return ExitStatus.OK
    lines = triage_lines(verdict, looked.anchor, looked.patterns, _looked_words(looked))
    if namespace.md:
        return printed(markdown(f"Triage of {looked.name}", lines))
    texts = _texts(lines, plain=is_plain(settings))
    return printed(cut(text, output.width) if output.is_cut else text for text in texts)


def _texts(lines: Iterator[tuple[str, str]], *, plain: bool) -> Iterator[str]:
    before = ""
    for heading, line in lines:
        told = heading if heading != before else ""
        before = heading
        row = ((f"{told:18}", ""), (line, ""))
        yield text_of(ascii_row(row) if plain else row)


def _looked_words(looked: Looked) -> str:
    trail = f"{looked.trail.scanned:,} trail events" if looked.trail else "no trail"
    traces = f"{looked.evidence.graph.traces if looked.evidence else 0:,} traces read"
    lines = f"{looked.lines:,} log lines against {looked.baseline_lines:,} before"
    return f"{trail}, {lines}, {traces} of {looked.traces_known:,}, {looked.calls} calls"


# --- JSON ---------------------------------------------------------------------------------------


def _shape(looked: Looked, verdict: Verdict) -> Shape:
    evidence, window = looked.evidence, looked.window
    return {
        "anchor": _anchor(looked),
        "window": [iso(moment) for moment in window] if window else None,
        "alarms": [_alarm(one) for one in (evidence.alarms if evidence else ())],
        "verdict": {
            "suspects": [
                {
                    "eventID": one.event.id,
                    "score": one.score,
                    "reasons": reasons_of(one),
                    "who": one.event.who,
                    "what": one.event.name,
                    "when": iso(one.event.time),
                    "resource": one.resource,
                }
                for one in verdict.suspects
            ],
            "first_failure": _first_failure(verdict),
            "root_services": [_service(one) for one in verdict.roots],
            "victims": [
                {
                    "name": one.key.name,
                    "type": one.key.type,
                    "self_fault": round(one.own, 4),
                    "reasons": [f"fails in {100 * one.total:.0f} % of its requests"],
                }
                for one in verdict.victims
            ],
            "impact": {
                "services": list(verdict.impact.services),
                "requests": verdict.impact.requests,
                "fault_share": verdict.impact.fault_share,
                "text": impact_words(verdict.impact),
            },
        },
        "patterns": {
            change.value: [_pattern(one) for one in looked.patterns if one.change is change]
            for change in (Change.NEW, Change.SURGED, Change.GONE)
        },
        "coverage": _coverage(looked),
        "api_calls": looked.calls,
        "estimated_cost_usd": round(looked.usd, 6),
    }


def _anchor(looked: Looked) -> Shape | None:
    if looked.evidence is None:
        return None
    name = looked.anchor.name if looked.anchor else None
    return {"alarm": name, "at": iso(looked.evidence.onset)}


def _alarm(alarm: Alarm) -> Shape:
    return {
        "AlarmName": alarm.name,
        "StateValue": alarm.state.value,
        "StateTransitionedTimestamp": iso(alarm.since) if alarm.since else None,
        "StateReason": alarm.reason,
    }


def _first_failure(verdict: Verdict) -> Shape | None:
    failure = verdict.first_failure
    if failure is None:
        return None
    return {
        "at": iso(failure.at),
        "source": failure.source,
        "text": failure.text,
        "entity": failure.entity,
    }


def _service(root: RootService) -> Shape:
    return {
        "name": root.key.name,
        "type": root.key.type,
        "self_fault": round(root.own, 4),
        "reasons": list(root.reasons),
    }


def _pattern(pattern: PatternCount) -> Shape:
    return {
        "id": pattern.id,
        "template": pattern.template,
        "count": pattern.now,
        "before": pattern.before,
        "level": pattern.level.name,
        "first": iso(pattern.first) if pattern.first else None,
    }


def _coverage(looked: Looked) -> Shape:
    trail = looked.trail
    graph = looked.evidence.graph if looked.evidence else None
    told: Sequence[tuple[str, object]] = (
        (
            "trail",
            {
                "from": iso(trail.complete_from),
                "to": iso(trail.end),
                "events": trail.scanned,
                "complete": trail.is_complete,
            }
            if trail
            else None,
        ),
        ("logs", {"lines": looked.lines, "baseline_lines": looked.baseline_lines}),
        ("traces", {"read": graph.traces if graph else 0, "known": looked.traces_known}),
    )
    return dict(told)
