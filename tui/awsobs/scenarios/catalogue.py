"""The stories that come with awsobs, by name."""

from datetime import datetime
from typing import Final

from awsobs.scenarios.checkout.story import NAME as CHECKOUT, CheckoutStory
from awsobs.scenarios.story import Story

NAMES: Final = (CHECKOUT,)


def named(name: str, *, seed: int, start: datetime, speed: float = 1.0) -> Story:
    """The story of that name, beginning at `start`.

    Raises:
        ValueError: no story is called so; the words name those that are.
    """
    if name != CHECKOUT:
        raise ValueError(f"no scenario is called {name!r}; there is {', '.join(NAMES)}")
    return CheckoutStory(seed=seed, start=start, speed=speed)
