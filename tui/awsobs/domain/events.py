"""EventBridge rules and their targets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a rule sends what it matches."""

    id: str
    arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one bus; it may have a pattern, a schedule, or both."""

    name: str
    bus: str = "default"
    state: str = "ENABLED"
    pattern: str = ""
    schedule: str = ""
    description: str = ""
    managed_by: str = ""
    targets: tuple[Target, ...] = ()
