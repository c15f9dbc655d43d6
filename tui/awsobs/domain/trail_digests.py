"""CloudTrail's digest files: which log files were delivered in an hour, with their hashes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Verdict(Enum):
    """What is told of one file."""

    CHANGED = "changed"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNLISTED = "unlisted"
    FORGED = "forged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One digest. Objects are named as in the bucket; hashes are SHA-256 of what is unpacked.

    `logs` are hashes by object. `sha256` is the digest's own, `chain` names what belongs together:
    account, region and trail.
    """

    name: str
    bucket: str
    chain: str
    start: datetime
    end: datetime
    end_text: str
    fingerprint: str
    sha256: str
    logs: Mapping[str, str]
    previous: str = ""
    previous_sha256: str = ""
    previous_signature: str = ""

    @property
    def signed_text(self) -> str:
        """What its signature is over (user guide, "Custom implementations of validation")."""
        place = f"{self.bucket}/{self.name}"
        return "\n".join((self.end_text, place, self.sha256, self.previous_signature or "null"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One file that is not as it was delivered."""

    verdict: Verdict
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """All that came out. `starts` is how far back the chains reach without a gap."""

    digests: int
    logs: int
    whole: int
    signed: int
    unsigned: int
    later: int
    starts: datetime | None
    ends: datetime | None
    problems: tuple[Problem, ...]
