"""CloudTrail's event history."""

import json
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from awsobs.local.operations import Call, Caller, Fault, Operations, Reply
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.trail_record import is_high_rate, record_of
from awsobs.local.services.trail_resources import resource_rows

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

_MOST_RECORDS = 50_000
_MOST_CHARACTERS = 128 * 1024 * 1024
_MOST_CALLERS = 1_000
_KEPT_FOR = timedelta(days=90)
_PAGE = 50
_RATE, _BURST = 2.0, 4.0
_ATTRIBUTES = frozenset({
    "AccessKeyId", "EventId", "EventName", "EventSource", "ReadOnly", "ResourceName",
    "ResourceType", "Username",
})  # fmt: skip
_INSIGHT_ATTRIBUTES = frozenset({"EventId", "EventName", "EventSource"})


@dataclass(frozen=True, order=True, slots=True)
class _Entry:
    """A record as LookupEvents shows it, in the order of time and then of arrival."""

    time: float
    number: int
    row: Mapping[str, Any] = field(compare=False)
    is_insight: bool = field(compare=False)

    @property
    def size(self) -> int:
        return len(self.row["CloudTrailEvent"])


class TrailState:
    """The newest records, in the order of their times, bounded."""

    def __init__(self, *, record_reads: bool = False, quotas: bool = True) -> None:
        self._record_reads = record_reads
        self._quotas = quotas
        self._entries: list[_Entry] = []
        self._characters = 0
        self._arrived = 0
        self._allowances: OrderedDict[tuple[str, str], _Allowance] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def record_call(
        self, cloud: "Cloud", call: Call, reply: Reply | None, fault: Fault | None
    ) -> None:
        """Leave a CloudTrail record of an answered or refused call."""
        is_unknown = fault is not None and fault.code == "UnknownOperationException"
        if is_unknown or (is_high_rate(call.operation) and not self._record_reads):
            return
        self.put(record_of(cloud, call, reply, fault))

    def put(self, record: Mapping[str, Any]) -> None:
        """Take in any CloudTrail record, of whatever time.

        Raises:
            ValueError: it has no eventTime or no eventName.
        """
        row = lookup_row(record)
        self._arrived += 1
        is_insight = record.get("eventCategory") == "Insight"
        entry = _Entry(row["EventTime"].timestamp(), self._arrived, row, is_insight)
        insort(self._entries, entry)
        self._characters += entry.size
        while len(self._entries) > _MOST_RECORDS or self._characters > _MOST_CHARACTERS:
            self._characters -= self._entries.pop(0).size

    def newest_first(
        self, start: datetime, end: datetime, before: tuple[float, int] | None = None
    ) -> Iterator[_Entry]:
        """The records from `end` back to `start`, both included; `before` resumes."""
        last = (end.timestamp(), self._arrived + 1)
        limit = last if before is None else min(before, last)
        position = bisect_left(self._entries, limit, key=lambda entry: (entry.time, entry.number))
        for entry in reversed(self._entries[:position]):
            if entry.time < start.timestamp():
                return
            yield entry

    def admit(self, caller: Caller, now: float) -> None:
        """Take one lookup from what a caller may do: two a second, a few at once.

        Raises:
            Fault: there is none left.
        """
        if not self._quotas:
            return
        key = (caller.access_key_id, caller.region)
        allowance = self._allowances.setdefault(key, _Allowance(left=_BURST, at=now))
        self._allowances.move_to_end(key)
        if len(self._allowances) > _MOST_CALLERS:
            self._allowances.popitem(last=False)
        allowance.left = min(_BURST, allowance.left + (now - allowance.at) * _RATE)
        allowance.at = now
        if allowance.left < 1:
            raise Fault("ThrottlingException", "Rate exceeded")
        allowance.left -= 1


@dataclass(slots=True)
class _Allowance:
    left: float
    at: float


def lookup_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as LookupEvents shows it.

    Raises:
        ValueError: it has no eventTime or no eventName.
    """
    try:
        time = datetime.fromisoformat(str(record["eventTime"]))
        name = str(record["eventName"])
    except KeyError as error:
        raise ValueError(f"the record has no {error.args[0]}") from error
    if time.tzinfo is None:
        raise ValueError(f"eventTime {record['eventTime']!r:.60} has no time zone")
    whole = record if "eventID" in record else {**record, "eventID": str(uuid4())}
    identity = _mapping(record.get("userIdentity"))
    row = {
        "EventId": str(whole["eventID"]),
        "EventName": name,
        "ReadOnly": _truth(record.get("readOnly", False)),
        "AccessKeyId": identity.get("accessKeyId"),
        "EventTime": time,
        "EventSource": str(record.get("eventSource", "")),
        "Username": _username(identity),
        "Resources": resource_rows(record),
        "CloudTrailEvent": json.dumps(whole, separators=(",", ":"), default=str),
    }
    return {key: value for key, value in row.items() if value is not None}


@operations.answer("LookupEvents")
def lookup_events(cloud: "Cloud", call: Call) -> Reply:
    """One page of the event history, newest first."""
    cloud.trail.admit(call.caller, cloud.clock.monotonic())
    question = call.parameters
    insights = _asks_for_insights(question)
    wanted = _attribute(question, _INSIGHT_ATTRIBUTES if insights else _ATTRIBUTES)
    now = cloud.clock.now()
    start, end = question.get("StartTime", now - _KEPT_FOR), question.get("EndTime", now)
    if start > end:
        raise Fault("InvalidTimeRangeException", "StartTime must not be later than EndTime.")
    limit = _page_size(question)
    before = _position(question)
    page: list[_Entry] = []
    for entry in cloud.trail.newest_first(max(start, now - _KEPT_FOR), end, before):
        if entry.is_insight == insights and _has(entry.row, wanted):
            if len(page) == limit:
                position = f"{page[-1].time!r}:{page[-1].number}"
                return {"Events": _rows(page), "NextToken": token_of(position, question)}
            page.append(entry)
    return {"Events": _rows(page)}


def _rows(page: Iterable[_Entry]) -> list[Mapping[str, Any]]:
    return [entry.row for entry in page]


def _asks_for_insights(question: Mapping[str, Any]) -> bool:
    category = question.get("EventCategory")
    if category not in (None, "insight"):
        raise Fault("InvalidEventCategoryException", "The only event category is insight.")
    return category is not None


def _attribute(question: Mapping[str, Any], allowed: frozenset[str]) -> tuple[str, str] | None:
    given = question.get("LookupAttributes", [])
    if not given:
        return None
    key = str(given[0]["AttributeKey"])
    if len(given) > 1 or key not in allowed:
        raise Fault(
            "InvalidLookupAttributesException",
            f"One attribute at most, of {', '.join(sorted(allowed))}.",
        )
    return key, str(given[0]["AttributeValue"])


def _has(row: Mapping[str, Any], wanted: tuple[str, str] | None) -> bool:
    if wanted is None:
        return True
    key, value = wanted
    if key in ("ResourceName", "ResourceType"):
        return any(resource[key] == value for resource in row["Resources"])
    return bool(row.get(key) == value)


def _page_size(question: Mapping[str, Any]) -> int:
    limit = int(question.get("MaxResults", _PAGE))
    if not 1 <= limit <= _PAGE:
        raise Fault("InvalidMaxResultsException", f"MaxResults must be between 1 and {_PAGE}.")
    return limit


def _position(question: Mapping[str, Any]) -> tuple[float, int] | None:
    token = question.get("NextToken")
    if token is None:
        return None
    refusal = Fault("InvalidNextTokenException", "The token belongs to another request.")
    try:
        time, _, number = position_of(token, question).partition(":")
        return float(time), int(number)
    except (Fault, ValueError) as error:
        raise refusal from error


def _username(identity: Mapping[str, Any]) -> str | None:
    match identity.get("type"):
        case "Root":
            return "root"
        case "AssumedRole":
            return str(identity.get("principalId", "")).rpartition(":")[2] or None
        case _:
            name = identity.get("userName")
            return None if name is None else str(name)


def _truth(value: object) -> str:
    return "true" if value in (True, "true") else "false"


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
