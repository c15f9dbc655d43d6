"""Credentials of roles that were assumed: ours in memory, and those that the AWS CLI keeps.

A role behind MFA can be assumed only where somebody can type a code. Whatever this process
obtained serves all its sessions; and where the AWS CLI has asked for a newer code, nobody is
asked again. Nothing is written to disk.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from awsobs.sources.timestamps import timestamp

Kept = Mapping[str, Any]

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")


class RoleCache:
    """What botocore wants of a cache: a mapping of its keys to answers of AssumeRole."""

    def __init__(self, folder: str = "~/.aws/cli/cache") -> None:
        self._folder = Path(folder)
        self._obtained: dict[str, Kept] = {}

    def __contains__(self, key: str) -> bool:
        return self._newest(key) is not None

    def __getitem__(self, key: str) -> Kept:
        if (kept := self._newest(key)) is None:
            raise KeyError(key)
        return kept

    def __setitem__(self, key: str, kept: Kept) -> None:
        self._obtained[key] = kept

    def _newest(self, key: str) -> Kept | None:
        """Of ours and the CLI's, the one that lasts longer."""
        both = [kept for kept in (self._obtained.get(key), self._of_cli(key)) if kept is not None]
        return max(both, key=_until, default=None)

    def _of_cli(self, key: str) -> Kept | None:
        path = self._folder.expanduser() / f"{Path(key).name}.json"
        try:
            kept: Any = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        try:
            whole = all(isinstance(kept["Credentials"][name], str) for name in _FIELDS)
        except (LookupError, TypeError):
            return None
        return kept if whole else None


OBTAINED = RoleCache()
"""The cache of this process."""


def _until(kept: Kept) -> datetime:
    """When credentials end; those that do not say it have ended."""
    moment: object = kept["Credentials"]["Expiration"]
    if isinstance(moment, datetime):
        return moment
    try:
        return timestamp(str(moment))
    except ValueError:
        return _LONG_AGO
