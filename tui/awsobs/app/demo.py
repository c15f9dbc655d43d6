"""The console on an AWS of our own that plays an incident."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from threading import Thread

from awsobs.local.child import LocalProcess, LocalProcessError
from awsobs.settings import Settings

_ALIAS = "demo"
_ANY_KEYS = ("demo", "demo")


class LocalStart:
    """Starts local AWS in a thread, while this one imports what draws."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._process: Future[LocalProcess] = Future()
        Thread(target=self._start, daemon=True).start()

    def settings(self, given: Settings) -> Settings:
        """The given settings, pointed at local AWS as soon as it is ready.

        Raises:
            LocalProcessError: it did not come up.
        """
        process = self._process.result()
        return replace(
            given,
            endpoint_url=process.endpoint_url,
            region=process.region,
            access_key=_ANY_KEYS,
            account_alias=_ALIAS,
            profile="",
            mode="demo",
        )

    def stop(self) -> None:
        """End local AWS, whether it is ready yet or not."""
        try:
            process = self._process.result()
        except LocalProcessError:
            return
        process.stop()

    def _start(self) -> None:
        try:
            self._process.set_result(LocalProcess.start(self._arguments))
        except (LocalProcessError, OSError) as error:
            reason = LocalProcessError(str(error)) if isinstance(error, OSError) else error
            self._process.set_exception(reason)


def run_demo(settings: Settings, *, scenario: str, seed: int, speed: float) -> int:
    """Play a scenario until the user leaves; the exit status."""
    story = ["--scenario", scenario, "--seed", str(seed), "--speed", f"{speed:g}"]
    local = LocalStart(story)
    try:
        # Importing Textual takes as long as local AWS takes to come up.
        from awsobs.app.start import run_demo_console

        given = replace(settings, mode="demo", account_alias=_ALIAS)
        return run_demo_console(given, local.settings)
    finally:
        local.stop()
