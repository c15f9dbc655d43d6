"""The settings of one run, frozen; each value knows where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from awsobs.domain.window import DEFAULT_WIDTH


class SettingsError(Exception):
    """A setting that cannot be honoured; the message names it and says what would do."""


def _nothing() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line, the environment and the defaults agreed on.

    `budget` is requests per second over all operations. `access_key` is set only for an AWS
    of our own on loopback, where any pair of keys will do; real credentials come from
    botocore's own chain. `pane` is the one that has the focus at first, `filter` narrows it.
    `origins` maps a field to flag, environment or default.
    """

    profile: str = ""
    region: str = ""
    endpoint_url: str = ""
    access_key: tuple[str, str] | None = None
    account_alias: str = ""
    mode: str = "live"
    window: timedelta = DEFAULT_WIDTH
    log_groups: tuple[str, ...] = ()
    pane: str = ""
    filter: str = ""
    budget: float = 5.0
    ascii: bool = False
    no_color: bool = False
    mouse: bool = True
    theme: str = "awsobs-dark"
    log_file: str = ""
    origins: Mapping[str, str] = field(default_factory=_nothing)
