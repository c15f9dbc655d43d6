"""Queries that take their time: started once, then asked after until they have ended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from awsobs.local.services.trail import Entry
from awsobs.local.services.trail_sql import Refused
from awsobs.local.services.trail_tables import Select, Selected

_MOST_WAITING, _MOST = 10, 12


@dataclass(slots=True, kw_only=True)
class Job:
    """One query; each time somebody asks how it stands, it gets on by one step.

    Without a select it is going to fail, by `error`.
    """

    id: str
    statement: str
    made: datetime
    select: Select | None
    entries: Callable[[], Iterable[Entry]]
    error: str = ""
    status: Literal["QUEUED", "RUNNING", "FINISHED", "FAILED", "CANCELLED"] = "QUEUED"
    found: Selected | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be cancelled."""
        return self.status in ("QUEUED", "RUNNING")

    def step(self) -> None:
        """Get on."""
        if self.status == "QUEUED":
            self.status = "RUNNING"
        elif self.status == "RUNNING":
            self._run()

    def cancel(self) -> None:
        """Give it up, if it has not ended."""
        if self.is_waiting:
            self.status = "CANCELLED"

    def _run(self) -> None:
        self.status = "FAILED"
        if self.select is None:
            return
        try:
            self.found = self.select.run(self.entries())
        except Refused as error:
            self.error = str(error)
        else:
            self.status = "FINISHED"


class Jobs:
    """The newest queries of a service in one region."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return sum(job.is_waiting for job in self._jobs.values()) >= _MOST_WAITING

    def add(self, job: Job) -> None:
        """Keep a query; when there are too many, the oldest one goes that has ended."""
        self._jobs[job.id] = job
        if len(self._jobs) > _MOST:
            del self._jobs[next(old.id for old in self._jobs.values() if not old.is_waiting)]

    def get(self, number: object) -> Job | None:
        """The query of an id."""
        return self._jobs.get(str(number))
