"""A local AWS with logs of two groups, and botocore's own client for it."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from aiobotocore.session import get_session
from botocore.config import Config

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import running

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp()) * 1000
GROUP = "/aws/lambda/shop"
OTHER = "/app/web"
EVENTS: list[dict[str, Any]] = [
    {"level": "INFO", "ms": 12, "user": {"name": "ann"}, "path": "/cart"},
    {"level": "ERROR", "ms": 950, "user": {"name": "bob"}, "path": "/pay"},
    {"level": "INFO", "ms": 30, "user": {"name": "ann"}, "path": "/pay"},
    {"level": "WARN", "ms": 400, "user": {"name": "cid"}, "path": "/cart"},
]


@pytest.fixture
def events() -> list[dict[str, Any]]:
    """What the lines of the first group say, oldest first."""
    return EVENTS


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(FrozenClock(NOW))
    shop = [(MS - 60_000 + 10_000 * at, json.dumps(row)) for at, row in enumerate(EVENTS)]
    cloud.logs.put(GROUP, "a", shop[:2], MS - 50_000)
    cloud.logs.put(GROUP, "b", shop[2:], MS - 30_000)
    lines = [(MS - 45_000, "GET / 200 took 5 ms"), (MS - 5_000, "GET /x 500 took 70 ms")]
    cloud.logs.put(OTHER, "w", lines, MS)
    return cloud


@pytest.fixture
async def logs(cloud: Cloud) -> AsyncIterator[Any]:
    session: Any = get_session()
    config: Any = Config(retries={"total_max_attempts": 1})
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(cloud))
        yield await stack.enter_async_context(
            session.create_client(
                "logs",
                endpoint_url=server.url,
                region_name="us-east-1",
                aws_access_key_id="AKIATESTTESTTESTTEST",
                aws_secret_access_key="any",
                config=config,
            )
        )
