"""`--live-tail`: its price first, whether the user agrees, and what it came to."""

import sys
from argparse import Namespace

from awsobs.commands.output import Output
from awsobs.domain.live_tail import FREE_MINUTES, MOST_GROUPS, PER_MINUTE, LiveTailState
from awsobs.settings import Settings, SettingsError

_PRICE = f"the live tail costs ${PER_MINUTE:.2f} a minute beyond {FREE_MINUTES:,} free a month"


def is_wanted(settings: Settings, namespace: Namespace, output: Output) -> bool:
    """Whether to begin a live tail; its price is told before anybody is asked.

    Raises:
        SettingsError: it costs, and nobody is there to agree.
    """
    if not namespace.live_tail:
        return False
    if settings.endpoint_url:
        output.note("the live tail is free on an AWS of its own")
        return True
    output.tell(f"{_PRICE}, and reads {MOST_GROUPS} groups at most")
    if namespace.yes:
        return True
    if settings.no_input or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise SettingsError("--live-tail costs money and nobody can be asked here: add --yes")
    sys.stderr.write("begin it? yes or no: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() in ("y", "yes"):
        return True
    output.note("polling instead, which is free")
    return False


class LiveTailTeller:
    """What becomes of the live tail, said on stderr each time that it changes."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._told = LiveTailState()

    def tell(self, state: LiveTailState) -> None:
        """How it is doing now."""
        before, self._told = self._told, state
        if state.what and state.what != before.what:
            self._output.tell(state.what)
        elif state.is_streaming and not before.is_streaming:
            self._output.note("live tail on")
        if state.sampled and not before.sampled:
            self._output.note("live tail sampled; polling brings the rest")

    def close(self) -> None:
        """What it came to, if it ever began."""
        minutes = self._told.minutes
        if minutes:
            price = "free" if self._told.is_free else f"est ${self._told.usd:.2f}"
            self._output.note(f"live tail: {minutes:,} min, {price}")
