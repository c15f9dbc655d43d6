"""What is wrong in the trail by rules, kept up with the events as they come in."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from awsobs.domain.findings import Finding
from awsobs.domain.safe_text import safe_text
from awsobs.domain.trail import TrailEvent
from awsobs.settings import Settings

if TYPE_CHECKING:
    from awsobs.analysis.findings.detector import Detector


class Found(NamedTuple):
    """Findings, how many records were looked at with how many rules, and what was amiss."""

    findings: tuple[Finding, ...]
    records: int
    rules: int
    notes: tuple[str, ...]


class TrailWatch:
    """Looks at each event once; `look` is made for a thread, and for one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._epoch = -1
        self._detector: Detector | None = None
        self._seen: set[str] = set()
        self._rules = 0
        self._notes: tuple[str, ...] = ()

    def look(self, events: Sequence[TrailEvent], epoch: int) -> Found:
        """The findings among all events of a visit so far, the worst first."""
        with self._lock:
            if self._detector is None or epoch != self._epoch:
                self._epoch, self._detector, self._seen = epoch, self._new_detector(), set()
            detector = self._detector
            for event in reversed(events):
                if event.id not in self._seen:
                    detector.add_event(event)
            self._seen = {event.id for event in events}
            return Found(detector.findings(), detector.records, self._rules, self._notes)

    def _new_detector(self) -> "Detector":
        # Reading rules takes a while that nobody should wait for who does not look at findings.
        from awsobs.analysis.findings.detector import Detector
        from awsobs.analysis.findings.rule_sets import own_rules
        from awsobs.sources.rule_files import rules_under

        rules, notes = own_rules(), list[str]()
        for folder in self._settings.rule_folders:
            try:
                rules += rules_under(Path(folder))
            except OSError as error:
                notes.append(f"rules in {safe_text(folder)}: {error.strerror or error}")
        if rules.skipped:
            first, more = rules.skipped[0], len(rules.skipped) - 1
            others = f", and {more} more rules" if more else ""
            notes.append(f"skipped {first.file}: {first.why}{others}")
        self._rules = len(rules.rules) + len(rules.correlations)
        self._notes = tuple(notes)
        return Detector(rules, self._settings.suppressions)
