"""The trails of an account: whether they log, what, since when, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailStatus:
    """One trail; what could not be read is None, and `missing` says why.

    `management` is what it records of management events: All, ReadOnly, WriteOnly or empty for
    none. `data` names what else it records. `insights` are what it looks for by itself.
    """

    name: str
    arn: str
    home_region: str
    bucket: str
    is_multi_region: bool
    has_global_events: bool
    is_validated: bool
    is_organization: bool = False
    kms_key: str = ""
    log_group: str = ""
    is_logging: bool | None = None
    started: datetime | None = None
    stopped: datetime | None = None
    delivered: datetime | None = None
    delivery_error: str = ""
    digest_error: str = ""
    log_group_error: str = ""
    management: str | None = None
    data: tuple[str, ...] = ()
    insights: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ()
    record: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """All trails that a region sees."""

    region: str
    trails: tuple[TrailStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What is wrong with how an account keeps its events; `trail` is empty for all of it."""

    severity: str
    title: str
    trail: str
    why: str
    next_step: str
