"""A game day as data. Seconds count from the onset; `plan_file` reads these from TOML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

ONSET: Final = 60.0
"""The first request fails so many seconds after the start."""

HISTORY: Final = 3 * 3600.0
"""How far back the story goes, in seconds before its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """A service asks another one, in that share of its requests."""

    to: str
    share: float = 1.0
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A node of the map. One that is a store, or another AWS service, sends no segments or lines.

    `says` is its line for a request that went well; `latency_ms` its own part of the time.
    """

    name: str
    type: str
    says: str = "request served in {ms} ms"
    latency_ms: float = 20.0
    group: str = ""
    calls: tuple[Calls, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What fails from the onset until the story is mended, and how it shows.

    `kind` is fault, throttle or error; `says` is written by the service itself, or by its
    caller where it writes no lines.
    """

    service: str
    share: float
    says: str
    kind: str = "fault"
    exception: str = "Error"
    latency_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A call that somebody makes: one record of the trail, so many seconds from the onset.

    Without a `role`, `who` is a user: signed in with MFA, or with long-lived `keys`.
    `truth` marks the deed that the failure begins with; only tests and scores look at it.
    """

    at: float
    who: str
    service: str
    name: str
    address: str = "203.0.113.51"
    role: str = ""
    keys: bool = False
    agent: str = "console"
    request: Mapping[str, Any] = field(default_factory=dict[str, Any])
    response: Mapping[str, Any] | None = None
    resources: tuple[tuple[str, str], ...] = ()
    error: str = ""
    reads: bool = False
    truth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watches:
    """An alarm on a measure of a service: `requests`, `faults`, `throttles` or `latency`."""

    name: str
    service: str
    measure: str = "faults"
    threshold: float = 2.0
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole game day. The first service is where requests come in, `rate` a second."""

    name: str
    title: str
    why: str
    services: tuple[Service, ...]
    failure: Failure
    acts: tuple[Act, ...]
    alarms: tuple[Watches, ...]
    rate: float = 2.0
    mended: float = 240.0

    def service(self, name: str) -> Service:
        """The service of that name; raises KeyError."""
        for service in self.services:
            if service.name == name:
                return service
        raise KeyError(name)
