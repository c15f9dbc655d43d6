"""CloudTrail's event history."""

import json
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast
from uuid import uuid4

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.event_calls import publish_call
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.trail_record import is_high_rate, record_of
from awsobs.local.services.trail_resources import resource_rows

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

KEPT_FOR = timedelta(days=90)
"""How far back the event history goes."""

_MOST_RECORDS = 50_000
_MOST_CHARACTERS = 128 * 1024 * 1024
_PAGE = 50
_RATE, _BURST = 2.0, 2.0
_ATTRIBUTES = frozenset({
    "AccessKeyId", "EventId", "EventName", "EventSource", "ReadOnly", "ResourceName",
    "ResourceType", "Username",
})  # fmt: skip
# How those begin that only read, where a record does not say it itself.
_READS = ("Describe", "Get", "Head", "List", "Lookup", "Search")
_INSIGHT_ATTRIBUTES = frozenset({"EventId", "EventName", "EventSource"})

Category: TypeAlias = Literal["management", "data", "insight"]


@dataclass(frozen=True, order=True, slots=True)
class Entry:
    """A record as LookupEvents shows it, in the order of time and then of arrival."""

    time: float
    number: int
    row: Mapping[str, Any] = field(compare=False)
    category: Category = field(compare=False)

    @property
    def text(self) -> str:
        """The whole record, as JSON."""
        return str(self.row["CloudTrailEvent"])


class TrailState:
    """The newest records, in the order of their times, bounded."""

    def __init__(self, *, record_reads: bool = False, quotas: bool = True) -> None:
        self._record_reads = record_reads
        self._quotas = quotas
        self._entries: list[Entry] = []
        self._characters = 0
        self._arrived = 0
        self._lookups_left = _BURST
        self._counted_at = 0.0

    def __len__(self) -> int:
        return len(self._entries)

    def record_call(
        self, cloud: "Cloud", call: Call, reply: Reply | None, fault: Fault | None
    ) -> None:
        """Leave a CloudTrail record of an answered or refused call."""
        is_unknown = fault is not None and fault.code == "UnknownOperationException"
        if is_unknown or (is_high_rate(call.operation) and not self._record_reads):
            return
        record = record_of(cloud, call, reply, fault)
        self.put(record)
        publish_call(cloud, record)

    def put(self, record: Mapping[str, Any]) -> None:
        """Take in any CloudTrail record, of whatever time.

        Raises:
            ValueError: it has no eventTime or no eventName, or is no JSON.
        """
        row = lookup_row(record)
        self._arrived += 1
        category = _category(record)
        entry = Entry(row["EventTime"].timestamp(), self._arrived, row, category)
        insort(self._entries, entry)
        self._characters += len(entry.text)
        while len(self._entries) > _MOST_RECORDS or self._characters > _MOST_CHARACTERS:
            self._characters -= len(self._entries.pop(0).text)

    def newest_first(
        self, start: datetime, end: datetime, before: tuple[float, int] | None = None
    ) -> Iterator[Entry]:
        """The records from `end` back to `start`, both included; `before` resumes."""
        last = (end.timestamp(), self._arrived + 1)
        limit = last if before is None else min(before, last)
        position = bisect_left(self._entries, limit, key=lambda entry: (entry.time, entry.number))
        for entry in reversed(self._entries[:position]):
            if entry.time < start.timestamp():
                return
            yield entry

    def everything(self) -> Iterator[Entry]:
        """Every record, newest first."""
        return reversed(self._entries)

    def admit(self, now: float) -> None:
        """Take one lookup from what the account may do here: two a second, whoever asks.

        Raises:
            Fault: there is none left.
        """
        if not self._quotas:
            return
        gained = (now - self._counted_at) * _RATE
        self._lookups_left = min(_BURST, self._lookups_left + gained)
        self._counted_at = now
        if self._lookups_left < 1:
            raise Fault("ThrottlingException", "Rate exceeded")
        self._lookups_left -= 1


def lookup_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as LookupEvents shows it.

    Raises:
        ValueError: it has no eventTime or no eventName, or is no JSON.
    """
    # An Insights event says in its details alone what it is about.
    stated = {**_mapping(record.get("insightDetails")), **record}
    try:
        time = datetime.fromisoformat(str(stated["eventTime"]))
        name = str(stated["eventName"])
    except KeyError as error:
        raise ValueError(f"the record has no {error.args[0]}") from error
    if time.tzinfo is None:
        raise ValueError(f"eventTime {stated['eventTime']!r:.60} has no time zone")
    whole = record if "eventID" in record else {**record, "eventID": str(uuid4())}
    identity = _mapping(record.get("userIdentity"))
    row = {
        "EventId": str(whole["eventID"]),
        "EventName": name,
        "ReadOnly": _truth(record.get("readOnly", name.startswith(_READS))),
        "AccessKeyId": identity.get("accessKeyId"),
        "EventTime": time,
        "EventSource": str(stated.get("eventSource", "")),
        "Username": _username(identity),
        "Resources": resource_rows(record),
        "CloudTrailEvent": _written(whole),
    }
    return {key: value for key, value in row.items() if value is not None}


def _written(record: Mapping[str, Any]) -> str:
    try:
        return json.dumps(record, separators=(",", ":"), default=str, allow_nan=False)
    except RecursionError as error:
        raise ValueError("the record nests too deep") from error


def _category(record: Mapping[str, Any]) -> Category:
    """What the event history calls it; records before 1.07 name no category."""
    kind = record.get("eventCategory")
    if kind == "Insight" or record.get("eventType") == "AwsCloudTrailInsight":
        return "insight"
    is_data = kind in ("Data", "NetworkActivity") or record.get("managementEvent") is False
    return "data" if is_data else "management"


@operations.answer("LookupEvents")
def lookup_events(cloud: "Cloud", call: Call) -> Reply:
    """One page of the event history, newest first; data events are never in it."""
    cloud.trail.admit(cloud.clock.monotonic())
    question = call.parameters
    category: Category = "insight" if _asks_for_insights(question) else "management"
    wanted = _attribute(question, _INSIGHT_ATTRIBUTES if category == "insight" else _ATTRIBUTES)
    now = cloud.clock.now()
    start, end = question.get("StartTime", now - KEPT_FOR), question.get("EndTime", now)
    if start > end:
        raise Fault("InvalidTimeRangeException", "StartTime must not be later than EndTime.")
    limit = _page_size(question)
    before = _position(question)
    page: list[Entry] = []
    for entry in cloud.trail.newest_first(max(start, now - KEPT_FOR), end, before):
        if entry.category == category and _has(entry.row, wanted):
            if len(page) == limit:
                position = f"{page[-1].time!r}:{page[-1].number}"
                return {"Events": _rows(page), "NextToken": token_of(position, question)}
            page.append(entry)
    return {"Events": _rows(page)}


def _rows(page: Iterable[Entry]) -> list[Mapping[str, Any]]:
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
