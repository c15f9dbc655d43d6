"""A query over a trail that CloudTrail Lake or Athena runs: what was asked, found and scanned."""

from dataclasses import dataclass

from awsobs.domain.trail import TrailEvent

PER_GB = {"lake": 0.005, "athena": 0.005}
"""US dollars for each GB scanned: CloudTrail Lake's and Athena's ($5 a TB) list prices."""

GB = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuery:
    """What will be asked: `engine` is lake or athena, `place` a store or a table.

    `output` is where Athena puts results, if its work group names no place.
    """

    engine: str
    place: str
    statement: str
    workgroup: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailAnswer:
    """Events as they were found, and how much was looked at for them."""

    events: tuple[TrailEvent, ...]
    rows: int
    malformed: int
    scanned_bytes: int

    def usd(self, engine: str) -> float:
        """What it cost by the list price."""
        return self.scanned_bytes / GB * PER_GB[engine]
