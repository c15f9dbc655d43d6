"""What all tests stand on: no real AWS, no deadline, and waiting for conditions."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("awsobs", deadline=None)
settings.load_profile("awsobs")

NEVER_FROM_THE_MACHINE = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "NO_COLOR",
)


@pytest.fixture(autouse=True, scope="session")
def machine_without_aws(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever this machine is set up for, tests see no configuration, and leave no trace."""
    nowhere = tmp_path_factory.mktemp("aws")
    for name in [n for n in os.environ if n.startswith("AWSOBS_")] + [*NEVER_FROM_THE_MACHINE]:
        os.environ.pop(name, None)
    os.environ["AWS_CONFIG_FILE"] = str(nowhere / "config")
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(nowhere / "credentials")
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(nowhere / name.lower())


@pytest.fixture
def shared() -> Path:
    """The folder of data beside the checkout, where there is one."""
    folder = Path(__file__).parents[1].parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared data beside this checkout")
    return folder


@pytest.fixture
def until() -> Callable[[Callable[[], object]], "asyncio.Future[None]"]:
    """Wait, without a fixed time, until a condition holds; the test's time-out is the limit."""

    async def wait(condition: Callable[[], object]) -> None:
        while not condition():  # noqa: ASYNC110 - what is waited for knows no event
            await asyncio.sleep(0.005)

    return lambda condition: asyncio.ensure_future(wait(condition))
