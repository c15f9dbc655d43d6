"""Answers gone wrong on purpose: which requests the local AWS spoils, when, and how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fnmatch import fnmatchcase
from random import Random
from typing import TypeAlias, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Answer with an error; without a `status`, with the one that the service's model gives it."""

    code: str
    message: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Hold the request for so long before it is answered."""

    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """Break the connection after so many bytes of the body."""

    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drip:
    """Send the body at so many bytes a second."""

    rate: float


class Body(Enum):
    """How to spoil a body: cut it in half, or send what is no answer at all."""

    CUT = "cut"
    GARBAGE = "garbage"


class Page(Enum):
    """How to spoil an answer that comes in pages.

    EMPTY puts a page without rows before each one; REPEAT gives the same page for ever, with
    the token that it was asked with.
    """

    EMPTY = "empty"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skew:
    """Let the service's clock go wrong by so much, as AWS sees a client whose clock does."""

    by: timedelta


Harm: TypeAlias = Refusal | Delay | Reset | Drip | Body | Page | Skew
Moment: TypeAlias = timedelta | datetime
"""After the start, or by the clock."""

_Kind = TypeVar("_Kind", bound=Harm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What happens to a share of the requests that match, in [start, end)."""

    harm: Harm
    service: str = "*"
    operation: str = "*"
    share: float = 1.0
    start: Moment = timedelta()
    end: Moment | None = None

    def covers(self, service: str, operation: str, now: datetime, began: datetime) -> bool:
        """Whether the rule is about this request, at this moment."""
        return (
            fnmatchcase(service.lower(), self.service.lower())
            and fnmatchcase(operation.lower(), self.operation.lower())
            and now >= _at(self.start, began)
            and (self.end is None or now < _at(self.end, began))
        )


class FaultPlan:
    """Rules in their order, and the dice that `share` is thrown with: the same seed, the same run.

    Of each kind of harm the first rule that hits holds.
    """

    def __init__(self, rules: Iterable[Rule] = (), *, seed: int = 1) -> None:
        self._rules: Sequence[Rule] = tuple(rules)
        self._random = Random(seed)
        self._began: datetime | None = None

    def begin(self, now: datetime) -> None:
        """Count seconds from `now`, unless they are counted already."""
        if self._began is None:
            self._began = now

    def drawn(self, service: str, operation: str, now: datetime) -> tuple[Harm, ...]:
        """What happens to one request."""
        self.begin(now)
        found: dict[type, Harm] = {}
        for rule in self._rules:
            is_meant = rule.covers(service, operation, now, self._began or now)
            if is_meant and self._random.random() < rule.share:
                found.setdefault(type(rule.harm), rule.harm)
        return tuple(found.values())


def of_kind(harms: Iterable[Harm], kind: type[_Kind]) -> _Kind | None:
    """The harm of one kind, if there is any."""
    return next((harm for harm in harms if isinstance(harm, kind)), None)


def _at(moment: Moment, began: datetime) -> datetime:
    return began + moment if isinstance(moment, timedelta) else moment
