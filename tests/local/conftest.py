"""A cloud on a server whose answers a test can set."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from typing_extensions import override

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault, Reply
from awsobs.local.server import LocalServer, running

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


class Stage(Cloud):
    """A cloud whose answers a test can set; it keeps the calls it got."""

    def __init__(self) -> None:
        super().__init__(FrozenClock(NOW), region="eu-west-1")
        self.calls: list[Call] = []
        self.replies: dict[str, Reply | Fault] = {}

    @override
    def answer(self, call: Call) -> Reply:
        self.calls.append(call)
        if call.operation not in self.replies:
            return super().answer(call)
        reply = self.replies[call.operation]
        if isinstance(reply, Fault):
            raise reply
        return reply


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def server(stage: Stage) -> AsyncIterator[LocalServer]:
    async with running(stage) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
