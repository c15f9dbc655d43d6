"""What a triage looks at: a scenario file, or the account around an alarm."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from awsobs.analysis.pattern_changes import LEAD, PatternCount
from awsobs.analysis.situation import firing_of
from awsobs.commands.output import Output
from awsobs.commands.pattern_counts import PatternCounts
from awsobs.commands.reading import Found, look
from awsobs.commands.scenario_file import Scenario, scenario_in, scenario_of
from awsobs.domain.alarms import Alarm
from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.domain.safe_text import safe_text
from awsobs.domain.trail import Coverage
from awsobs.domain.triage import AFTER, BEFORE, Evidence
from awsobs.domain.window import Window
from awsobs.scenarios.catalogue import NAMES
from awsobs.scenarios.documents import document_of
from awsobs.settings import Settings, SettingsError

MOST_TRACES = 200
_SEED = 1
_TRACE = 5e-7
"""US dollars for a trace scanned or retrieved (X-Ray's list price, us-east-1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The evidence, and how far the look went. Without `evidence` nothing fires."""

    name: str
    evidence: Evidence | None
    anchor: Alarm | None = None
    patterns: Sequence[PatternCount] = ()
    lines: int = 0
    baseline_lines: int = 0
    trail: Coverage | None = None
    traces_known: int = 0
    calls: int = 0
    usd: float = 0.0
    has_requests: bool = True
    found: Found | None = None

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """Half an hour before the onset to a quarter of an hour after it."""
        if self.evidence is None:
            return None
        return self.evidence.onset - BEFORE, self.evidence.onset + AFTER


def looked_in_file(path: Path, output: Output) -> Looked:
    """A scenario, which makes no call.

    Raises:
        SettingsError: it cannot be read, or is none.
    """
    try:
        scenario = _scenario(path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SettingsError(f"--scenario {safe_text(str(path))}: {why or error}") from error
    if scenario.broken:
        output.tell(f"{scenario.broken:,} records are broken and were left out")
    evidence = scenario.evidence
    counts = _counted(evidence.logs, evidence.onset)
    firing = firing_of(evidence.alarms)
    times = [event.time for event in evidence.events]
    trail = Coverage(
        start=min(times, default=evidence.onset),
        end=max(times, default=evidence.onset),
        complete_from=min(times, default=evidence.onset),
        scanned=len(times),
    )
    return Looked(
        name=scenario.name,
        evidence=evidence,
        anchor=firing[0] if firing else None,
        patterns=counts.all(_SPANS),
        lines=counts.lines,
        baseline_lines=counts.baseline_lines,
        trail=trail,
        traces_known=evidence.graph.known,
        has_requests=scenario.has_requests,
    )


def _scenario(path: Path) -> Scenario:
    """Of a story or a game day as it is played, else of a file; raises OSError, ValueError."""
    name = str(path)
    if path.suffix != ".toml" and (name not in NAMES or path.is_file()):
        return scenario_in(path)
    return scenario_of(document_of(name, _SEED), path.stem)


def looked_at_account(name: str, settings: Settings, output: Output) -> Looked:
    """The account around the alarm of a name, or around the worst that fires.

    Raises:
        SettingsError: there is no such alarm.
    """
    first = look(settings, output, "alarms", asked=("identity", "alarms"))
    alarms = first.memory.alarms.alarms()
    firing = firing_of(alarms)
    anchor = next((one for one in alarms if one.name == name), None) if name else None
    if name and anchor is None and first.error is None:
        raise SettingsError(f"--alarm {safe_text(name)}: there is no such alarm")
    anchor = anchor or (firing[0] if firing else None)
    if anchor is None or anchor.since is None:
        return Looked(name="", evidence=None, found=first, calls=first.memory.feeds.meter.calls)
    onset = anchor.since
    window = _window(onset, first.now)
    asked = ("identity", "logs", "trail", "traces")
    found = look(
        settings, output, "trail", asked=asked, brief=False, window=window, most_traces=MOST_TRACES
    )
    memory = found.memory
    with memory.logs.lock:
        logs = list(memory.logs.slice(memory.logs.place_of((0, 0, "")), len(memory.logs)))
    counts = _counted(logs, onset)
    known = len(memory.traces.summaries())
    graph = memory.traces.graph(window.start, window.end, onset)
    return Looked(
        name=anchor.name,
        evidence=Evidence(
            onset=onset,
            alarms=[one for one in alarms if one in firing or one is anchor],
            events=memory.trail.events(),
            logs=logs,
            graph=graph,
        ),
        anchor=anchor,
        patterns=counts.all(_SPANS),
        lines=counts.lines,
        baseline_lines=counts.baseline_lines,
        trail=memory.trail.coverage,
        traces_known=known,
        calls=first.memory.feeds.meter.calls + memory.feeds.meter.calls,
        usd=_TRACE * (known + len(memory.traces.traces())),
        found=found,
    )


_SPANS = ((AFTER + LEAD).total_seconds(), BEFORE.total_seconds())


def _window(onset: datetime, now: datetime) -> Window:
    """Around the onset, with as much before as its baseline needs."""
    start = onset - LEAD - BEFORE
    return Window(
        start=start, end=max(start + timedelta(minutes=1), min(now, onset + AFTER)), live=False
    )


def _counted(logs: Iterable[LogEvent], onset: datetime) -> PatternCounts:
    """Patterns since shortly before the onset, against the half hour before that."""
    begun = onset - LEAD
    counts = PatternCounts(onset)
    for event in logs:
        at = datetime_of(event.timestamp)
        if begun - BEFORE <= at < onset + AFTER:
            counts.add_event(event, before=at < begun)
    return counts
