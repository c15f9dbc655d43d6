"""What the user has run when something happens: hooks, what they are told, how they went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Trigger(Enum):
    """What a hook waits for."""

    ALARM = "alarm"
    FINDING = "finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A command that is run, never by a shell, once for each thing that happens.

    `match` is a filter in the console's own grammar; empty it takes everything. At most `most`
    runs are begun a minute. `in_demo` lets it run on the demo's alarms too.
    """

    on: Trigger
    command: tuple[str, ...]
    match: str = ""
    timeout: timedelta = timedelta(seconds=30)
    most: int = 30
    in_demo: bool = False

    @property
    def name(self) -> str:
        """How it is told apart from others."""
        return " ".join(self.command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One change of an alarm's state, or one finding.

    `fields` are what a hook's match looks at, `document` what its command reads as JSON.
    """

    on: Trigger
    name: str
    at: datetime
    fields: Mapping[str, object]
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a command went: in words, and what it printed, cut short."""

    hook: str
    about: str
    at: datetime
    words: str
    failed: bool
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCount:
    """What came of a hook so far. `held` were not run: the limit of a minute was reached."""

    hook: Hook
    runs: int = 0
    failed: int = 0
    held: int = 0
    last: Run | None = None
    last_held: datetime | None = None
