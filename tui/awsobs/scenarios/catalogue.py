"""The stories that come with awsobs, by name, and those of the user's files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from awsobs.scenarios.checkout.story import NAME as CHECKOUT, CheckoutStory
from awsobs.scenarios.gameday.plan import Plan
from awsobs.scenarios.gameday.plan_file import plan_in
from awsobs.scenarios.gameday.story import GameDay
from awsobs.scenarios.story import Story

GAME_DAYS: Final = (
    "bad-deploy",
    "capacity-cut",
    "security-group",
    "policy-detached",
    "task-memory",
    "key-disabled",
    "throttle-limit",
    "credential-theft",
)
NAMES: Final = (CHECKOUT, *GAME_DAYS)

_FOLDER: Final = Path(__file__).parent / "gameday" / "stories"


def named(name: str, *, seed: int, start: datetime, speed: float = 1.0) -> Story:
    """The story of that name or TOML file, beginning at `start`.

    Raises:
        ValueError: no story is called so, or the file is none; the words say which there are,
            or what is wrong.
    """
    if name == CHECKOUT:
        return CheckoutStory(seed=seed, start=start, speed=speed)
    return GameDay(plan_called(name), seed=seed, start=start, speed=speed)


def plan_called(name: str) -> Plan:
    """The game day of that name or TOML file; raises ValueError as `named` does."""
    if name in GAME_DAYS:
        return plan_in(_FOLDER / f"{name}.toml")
    path = Path(name)
    if path.suffix != ".toml":
        raise ValueError(f"no scenario is called {name!r}; there is {', '.join(NAMES)}")
    try:
        return plan_in(path)
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror or error}") from error
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def titles() -> Iterator[tuple[str, str]]:
    """Each story's name, and what it is about in one line."""
    yield CHECKOUT, "A deploy lowers a timeout, and payments fail for a third of all charges"
    for name in GAME_DAYS:
        yield name, plan_called(name).title
