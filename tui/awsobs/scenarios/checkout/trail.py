"""The trail of the story: every record, oldest first."""

from collections.abc import Mapping
from typing import Any

from awsobs.scenarios.checkout.deploys import deploys
from awsobs.scenarios.checkout.phases import Phases
from awsobs.scenarios.checkout.records import record_of
from awsobs.scenarios.checkout.side_plots import side_plots


def records(seed: int, phases: Phases) -> list[tuple[float, Mapping[str, Any]]]:
    """Each record with its time in epoch seconds."""
    deeds = sorted([*deploys(phases), *side_plots(phases.start)], key=lambda deed: deed.at)
    return [(deed.at, record_of(seed, deed)) for deed in deeds]
