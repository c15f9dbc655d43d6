"""The settings of one run, frozen; each value knows where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from awsobs.domain.findings import Suppression
from awsobs.domain.responses import Hook
from awsobs.domain.window import DEFAULT_WIDTH
from awsobs.languages.times import Moment

_WAY_OUT = "awsobs --no-config skips this file; awsobs demo --no-config needs no account"


class SettingsError(Exception):
    """A setting that cannot be honoured; the message names it and says what would do."""


class ConfigError(SettingsError):
    """What is wrong in the file of settings, where, and how to start all the same."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(f"{place}: {words}\n{_WAY_OUT}")


def _nothing() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line, the environment, the file and the defaults agreed on.

    `budget` is requests per second over all operations. Where `log_files` or `trail_files` are
    named nothing else is read, and `-` among the former is what comes through the descriptor
    `stdin`. The newest `log_lines` lines are kept. `access_key` is set only for an AWS
    of our own on loopback, where any pair of keys will do; real credentials come from
    botocore's own chain. `start` and `end` are what `--from` and `--to` say. `pane` is the one
    that has the focus at first, `filter` narrows it; `expression` narrows which traces are asked
    for, in X-Ray's own language. `no_input` forbids to ask the user
    anything. `aliases` names accounts by their id, `keymap` keys by the id of what they do.
    `bell` rings when an alarm goes off.
    `cache` is the file that keeps what was read of the trail, or empty for none.
    `trail_queue` is the URL of a queue that EventBridge puts events of the trail into;
    `trail_queue_takes` allows to delete there what was read.
    `scroll_region` lets the terminal scroll a part of its screen, which some do wrong.
    `suppressions` are findings in the trail that the user does not want to be told, `rule_folders`
    hold rules for them besides our own.
    `hooks` are commands of the user's that are run when something happens.
    `config` is the path of the file that was read. `origins` maps a field to option, variable,
    `config.toml:3` or default, and so it does for `keymap.ID` and `aliases.ID`.
    """

    profile: str = ""
    region: str = ""
    endpoint_url: str = ""
    access_key: tuple[str, str] | None = None
    account_alias: str = ""
    mode: str = "live"
    window: timedelta = DEFAULT_WIDTH
    start: Moment | None = None
    end: Moment | None = None
    log_groups: tuple[str, ...] = ()
    log_files: tuple[str, ...] = ()
    trail_files: tuple[str, ...] = ()
    log_lines: int = 1_000_000
    stdin: int = 0
    pane: str = ""
    filter: str = ""
    expression: str = ""
    budget: float = 5.0
    ascii: bool = False
    no_color: bool = False
    mouse: bool = True
    bell: bool = True
    cache: str = ""
    trail_queue: str = ""
    trail_queue_takes: bool = False
    scroll_region: bool = True
    theme: str = "awsobs-dark"
    no_input: bool = False
    log_file: str = ""
    aliases: Mapping[str, str] = field(default_factory=_nothing)
    keymap: Mapping[str, str] = field(default_factory=_nothing)
    suppressions: tuple[Suppression, ...] = ()
    rule_folders: tuple[str, ...] = ()
    hooks: tuple[Hook, ...] = ()
    config: str = ""
    origins: Mapping[str, str] = field(default_factory=_nothing)

    @property
    def from_files(self) -> bool:
        """Whether files are read, and no account."""
        return bool(self.log_files or self.trail_files)

    @property
    def files_pane(self) -> str:
        """The one pane that files fill, or nothing where an account is read."""
        return "logs" if self.log_files else "trail" if self.trail_files else ""

    def alias_of(self, account: str) -> str:
        """What the user calls an account, or nothing."""
        return self.account_alias or self.aliases.get(account, "")

    def refusal(self, name: str, words: str) -> SettingsError:
        """What to raise for a value that proves useless, said where it was given."""
        origin = self.origins.get(name, f"--{name}")
        file, colon, line = origin.rpartition(":")
        if colon and self.config and file == Path(self.config).name:
            return ConfigError(f"{self.config}:{line}", words)
        return SettingsError(f"{origin}: {words}")
