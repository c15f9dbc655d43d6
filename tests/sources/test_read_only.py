"""Read-only by construction: whatever is not on the list ends before it becomes a request."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from botocore import loaders, xform_name
from botocore.exceptions import ConnectionClosedError

from awsobs.domain.clock import FrozenClock
from awsobs.sources.access import Access
from awsobs.sources.allowed import READS, NotAllowed
from awsobs.sources.clients import Clients, Wiring
from awsobs.sources.pace import Pace

SERVICES = ("cloudtrail", "cloudwatch", "ec2", "events", "iam", "logs", "scheduler", "sts", "xray")
"""All services of the console's panes, and those through which most harm could be done."""


class Recorder:
    """An endpoint that counts who connects, and answers nobody."""

    def __init__(self) -> None:
        self.connections = 0

    async def count(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()


@pytest.fixture
async def recorder() -> AsyncIterator[tuple[Recorder, str]]:
    one = Recorder()
    async with await asyncio.start_server(one.count, "127.0.0.1", 0) as server:
        yield one, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def operations(service: str) -> list[str]:
    """Every operation that this SDK knows of a service."""
    model: dict[str, Any] = loaders.Loader().load_service_model(service, "service-2")
    return sorted(model["operations"])


def sample(shape: Any, depth: int = 0) -> Any:
    """The least value that a shape of a model takes."""
    least = int(shape.metadata.get("min", 0))
    match shape.type_name:
        case "structure":
            needed: list[str] = shape.required_members if depth < 6 else []
            if getattr(shape, "is_tagged_union", False):
                needed = list(shape.members)[:1]
            return {name: sample(shape.members[name], depth + 1) for name in needed}
        case "list":
            return [sample(shape.member, depth + 1)] * max(1, least)
        case "map":
            return {sample(shape.key, depth + 1): sample(shape.value, depth + 1)}
        case "string":
            return (shape.enum or ["x" * max(1, least)])[0]
        case "blob":
            return b"x"
        case "boolean":
            return True
        case _:  # numbers, and timestamps in seconds
            return max(1, least)


@pytest.mark.parametrize("service", SERVICES)
async def test_every_operation_that_is_not_on_the_list_is_stopped_before_the_network(
    service: str, recorder: tuple[Recorder, str], clock: FrozenClock
) -> None:
    counting, url = recorder
    access = Access(endpoint_url=url, access_key=("k", "s"), region="us-east-1")
    clients = Clients(access, clock, Wiring(pace=Pace(clock, own_endpoint=True), attempts=1))
    client = await clients.client(service)
    forbidden = [name for name in operations(service) if f"{service}:{name}" not in READS]
    for name in forbidden:
        shape = client.meta.service_model.operation_model(name).input_shape
        with pytest.raises(NotAllowed, match=f"^{service}:{name} is not on the list"):
            await getattr(client, xform_name(name))(**(sample(shape) if shape else {}))
    await clients.close()
    assert len(forbidden) > 5
    assert counting.connections == 0


async def test_what_is_on_the_list_does_reach_the_network(
    recorder: tuple[Recorder, str], clock: FrozenClock
) -> None:
    counting, url = recorder
    access = Access(endpoint_url=url, access_key=("k", "s"), region="us-east-1")
    clients = Clients(access, clock, Wiring(pace=Pace(clock, own_endpoint=True), attempts=1))
    client = await clients.client("sts")
    with pytest.raises(ConnectionClosedError):
        await client.get_caller_identity()
    await clients.close()
    assert counting.connections == 1
