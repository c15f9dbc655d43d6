"""CloudWatch dashboards, as listed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """One dashboard; `body` is its JSON text, empty until it was fetched."""

    name: str
    modified: datetime | None = None
    size: int = 0
    body: str = ""
