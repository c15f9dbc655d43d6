"""One look at the account for a command that prints, and words for what failed in it."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from os import environ

from awsobs.collecting.code_prompt import typed_code
from awsobs.collecting.preflight import Ask, signed_in
from awsobs.commands.asking import refused
from awsobs.commands.output import Output
from awsobs.commands.progress import Progress
from awsobs.domain.clock import SystemClock
from awsobs.domain.context import Context
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.languages.lookup_attribute import Attribute
from awsobs.settings import Settings
from awsobs.settings.opening import opening_window
from awsobs.settings.pacing import paced
from awsobs.store.memory import Memory

PATIENCE = 30.0
"""Seconds for which a source that is throttled is asked again."""

_LONGEST = 400
"""Characters of what an error says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one look has brought, with failures by source.

    `source` is the one that the command is about; what others bring only adds to it.
    """

    settings: Settings
    memory: Memory
    window: Window
    now: datetime
    source: str
    failures: Mapping[str, SourceError]

    @property
    def context(self) -> Context:
        """Whose records these are."""
        return self.memory.feeds.context

    @property
    def error(self) -> SourceError | None:
        """What kept the command from its answer, or from the rest of it."""
        if self.memory.feeds.state(self.source) is None:
            return next(iter(self.failures.values()), None)  # it was not even asked
        return self.failures.get(self.source)


def look(
    settings: Settings,
    output: Output,
    source: str,
    *,
    asked: Sequence[str],
    brief: bool = True,
    window: Window | None = None,
    most_traces: int | None = None,
    attribute: Attribute | None = None,
) -> Found:
    """Ask some sources once, to their end; `source` is the one that the command is about.

    Without a `window` it is the one that the settings open on. In `brief`, what only a screen
    needs is left out, such as traces beside their summaries; of those `most_traces` are read.
    The `attribute` is looked up in the trail beside changes.

    Raises:
        SettingsError: there is no such window, region or endpoint.
        KeyboardInterrupt: the user does not want to wait.
    """
    clock, memory = SystemClock(), Memory()
    memory.traces.most = most_traces
    window = window or opening_window(settings, clock.now())

    async def polled(settings: Settings) -> Mapping[str, SourceError]:
        # The SDK takes a third of a second to import; what is asked wrongly is told before.
        from awsobs.collecting.look_once import poll_once

        async with Progress(memory.feeds, clock, output):
            return await poll_once(
                settings,
                memory,
                clock,
                window,
                only=asked,
                patience=PATIENCE,
                brief=brief,
                attribute=attribute,
            )

    try:
        settings = paced(signed_in(settings, environ, clock, _ask(settings)))
        failures = asyncio.run(polled(settings))
    except SourceError as error:
        failures = {source: error}
    return Found(
        settings=settings,
        memory=memory,
        window=window,
        now=clock.now(),
        source=source,
        failures=failures,
    )


def _ask(settings: Settings) -> Ask | None:
    """Who types a code for MFA, if anybody is there."""
    return None if settings.no_input or not sys.stderr.isatty() else typed_code


def say_failures(found: Found, output: Output) -> int:
    """Say what went wrong, in three lines at most; the exit status that it makes."""
    error = found.error
    if error is None or error.condition is Condition.PARTIAL:
        _say_what_is_missing(found, output)
        return ExitStatus.OK
    return refused(error, output)


def _say_what_is_missing(found: Found, output: Output) -> None:
    state = found.memory.feeds.state(found.source)
    if state is not None and state.what:
        output.note(f"not all of it: {state.what[:_LONGEST]}")
    for source, error in found.failures.items():
        if source != found.source:
            output.note(f"without {source}: {error.what[:_LONGEST]}")
