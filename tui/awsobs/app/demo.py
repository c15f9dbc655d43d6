"""The console on an AWS of our own that plays an incident."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Thread

from awsobs.app.collecting_port import CannotStart
from awsobs.domain.exit_status import ExitStatus
from awsobs.local.child import LocalProcess, LocalProcessError
from awsobs.settings import Settings

_ALIAS = "demo"
_ANY_KEYS = ("demo", "demo")


class LocalStart:
    """Starts local AWS in a thread, while this one imports what draws."""

    def __init__(
        self, *, scenario: str, seed: int, speed: float, faults: Path | None = None
    ) -> None:
        self._scenario = scenario
        harm = () if faults is None else (f"--faults={faults}",)
        played = ("--scenario", scenario, "--seed", str(seed), "--speed", f"{speed:g}")
        self._arguments = (*played, *harm)
        self._process: Future[LocalProcess] = Future()
        Thread(target=self._start, daemon=True).start()

    def settings(self, given: Settings) -> Settings:
        """The given settings, pointed at local AWS as soon as it is ready.

        Raises:
            CannotStart: it did not come up.
        """
        try:
            process = self._process.result()
        except LocalProcessError as error:
            raise CannotStart(str(error), self._status()) from error
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
        except LocalProcessError as error:
            self._process.set_exception(error)
        except OSError as error:
            self._process.set_exception(LocalProcessError(str(error)))

    def _status(self) -> int:
        """Whether the user named a story that there is not, or something else is wrong."""
        # Importing the stories takes time that a start that goes well must not wait for.
        from awsobs.scenarios.catalogue import NAMES

        return ExitStatus.BUG if self._scenario in NAMES else ExitStatus.USAGE


def run_demo(
    settings: Settings, *, scenario: str, seed: int, speed: float, faults: Path | None = None
) -> int:
    """Play a scenario until the user leaves; the exit status."""
    local = LocalStart(scenario=scenario, seed=seed, speed=speed, faults=faults)
    try:
        # Importing Textual takes as long as local AWS takes to come up.
        from awsobs.app.start import run_console

        given = replace(settings, mode="demo", account_alias=_ALIAS)
        return run_console(given, local.settings)
    finally:
        local.stop()
