"""What `awsobs doctor` finds: one thing each, how it is, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from awsobs.domain.exit_status import ExitStatus


class Verdict(Enum):
    """How something is; the value is the word for it."""

    FINE = "OK"
    WARNING = "WARN"
    WRONG = "FAIL"
    UNKNOWN = "?"


def _no_facts() -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    `what` is one sentence without a full stop, `fix` says what to do. `facts` are for programs.
    `status` is what the program leaves with when nothing worse was found.
    """

    part: str
    verdict: Verdict
    what: str
    fix: str = ""
    status: ExitStatus = ExitStatus.OK
    facts: Mapping[str, object] = field(default_factory=_no_facts)


_WORST_FIRST = (ExitStatus.CREDENTIALS, ExitStatus.UNREACHABLE, ExitStatus.USAGE)


def status_of(checks: Iterable[Check]) -> ExitStatus:
    """The exit status that the worst of all checks makes."""
    found = {check.status for check in checks}
    return next((status for status in _WORST_FIRST if status in found), ExitStatus.OK)
