"""What a command reads of an account that throttles it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from awsobs.collecting.look_once import poll_once
from awsobs.domain.source_state import Condition, SourceError
from awsobs.local.faults import Refusal, Rule
from awsobs.settings import Settings
from awsobs.store.memory import Memory

STORM = Rule(
    harm=Refusal(code="ThrottlingException", message="Rate exceeded"),
    service="logs",
    end=timedelta(seconds=20),
)


@pytest.mark.fault("N1")
@pytest.mark.parametrize(("patience", "waits"), [(60.0, True), (2.0, False), (None, False)])
def test_a_look_waits_out_throttling_as_long_as_it_may(
    played: Callable[..., None], patience: float | None, waits: bool
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(1.0)
        stage.spoil(STORM)
        memory = Memory()
        failures = await looked(stage, memory, patience)
        assert ("logs" not in failures) is waits
        assert bool(len(memory.logs)) is waits
        if not waits:
            assert failures["logs"].condition is Condition.THROTTLED

    played(scene)


async def looked(stage: Any, memory: Memory, patience: float | None) -> dict[str, SourceError]:
    settings = Settings(endpoint_url=stage.server.url, access_key=("t", "t"), region="us-east-1")
    return await poll_once(settings, memory, stage.clock, only=("logs",), patience=patience)
