"""What a Logs Insights query sees of a log event: its own fields and those found in the message."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias, cast

from awsobs.languages.insights.values import Moment, Value

MOST_DISCOVERED: Final = 200
"""So many fields are found in one JSON event."""

_MEGABYTE: Final = 1_000_000
_LAMBDA: Final = ":/aws/lambda/"
_DECODER: Final = json.JSONDecoder()
_LAMBDA_TYPE: Final = re.compile(r"(START|END|REPORT) RequestId: ([\w-]+)")
_LAMBDA_LINE: Final = re.compile(r"[\d:.TZ-]+\t([0-9a-f]{8}-[0-9a-f-]{27})\t")
_MEASURES: Final = {
    "@duration": (re.compile(r"\tDuration: ([\d.]{1,20}) ms"), 1),
    "@billedDuration": (re.compile(r"\tBilled Duration: ([\d.]{1,20}) ms"), 1),
    "@initDuration": (re.compile(r"\tInit Duration: ([\d.]{1,20}) ms"), 1),
    "@memorySize": (re.compile(r"\tMemory Size: ([\d.]{1,20}) MB"), _MEGABYTE),
    "@maxMemoryUsed": (re.compile(r"\tMax Memory Used: ([\d.]{1,20}) MB"), _MEGABYTE),
}
_TRACING: Final = {
    "@xrayTraceId": re.compile(r"XRAY TraceId: (\S+)"),
    "@xraySegmentId": re.compile(r"\tSegmentId: (\S+)"),
}
_LAMBDA_FIELDS: Final = ("@type", "@requestId", *_MEASURES, *_TRACING)


class Event(NamedTuple):
    """One log event; `log` is the account and the group, `number` tells equals apart."""

    timestamp: int
    ingested: int
    number: int
    stream: str
    log: str
    message: str


class Row:
    """A row of a query: an event with what the query made of it, or what was made of many."""

    __slots__ = ("_document", "event", "made")

    def __init__(self, event: Event | None, made: dict[str, Value] | None = None) -> None:
        self.event = event
        self.made: dict[str, Value] = {} if made is None else made
        self._document: Mapping[str, Any] | None = None

    @property
    def document(self) -> Mapping[str, Any]:
        """The JSON object of the message, empty if it is none."""
        if self._document is None:
            self._document = {} if self.event is None else _document(self.event)
        return self._document

    def forget(self) -> None:
        """Let go of the document, of a row that is kept: it is read again when it is needed."""
        self._document = None


Read: TypeAlias = Callable[[Row], Value]


def field_reader(name: str) -> Read:
    """What finds a field that the query did not make itself."""
    if name in _OWN:
        own = _OWN[name]
        return lambda row: None if row.event is None else own(row.event)
    if name in _LAMBDA_FIELDS:
        return lambda row: _lambda_field(row, name)
    path = name.removeprefix("@") if name.startswith("@@") else name
    steps = path.split(".")
    if len(steps) == 1:
        return lambda row: _scalar(row.document.get(path))
    return lambda row: _nested(row.document, path, steps)


def discovered(event: Event) -> dict[str, Value]:
    """All fields of an event, its own ones first."""
    row = Row(event)
    found: dict[str, Value] = {name: read(event) for name, read in _OWN.items()}
    found |= {name: _lambda_field(row, name) for name in _LAMBDA_FIELDS}
    for number, (name, value) in enumerate(_leaves("", row.document)):
        if number == MOST_DISCOVERED:
            break
        found[f"@{name}" if name.startswith("@") else name] = value
    return {name: value for name, value in found.items() if value is not None}


def _document(event: Event) -> Mapping[str, Any]:
    """The message as a JSON object; of Lambda's lines also the first one inside."""
    message = event.message
    at = 0
    if not message.startswith("{"):
        at = message.find("{")
        if at < 0 or (_LAMBDA not in event.log and message[:at].strip()):
            return {}
    try:
        document, _ = _DECODER.raw_decode(message, at)
    except (ValueError, RecursionError):
        return {}
    return cast("Mapping[str, Any]", document)


def _nested(document: Mapping[str, Any], path: str, steps: list[str]) -> Value:
    if path in document:
        return _scalar(document[path])
    found: object = document
    for step in steps:
        match found:
            case dict():
                found = cast("dict[str, object]", found).get(step)
            case list() if step.isdecimal() and len(step) < 10:
                items = cast("list[object]", found)
                found = items[int(step)] if int(step) < len(items) else None
            case _:
                return None
    return _scalar(found)


def _scalar(value: object) -> Value:
    return value if isinstance(value, str | int | float) else None


def _leaves(path: str, value: object) -> Iterator[tuple[str, Value]]:
    waiting = [(path, value)]
    while waiting:
        at, found = waiting.pop()
        match found:
            case dict():
                pairs = list(cast("dict[str, object]", found).items())
            case list():
                items = cast("list[object]", found)
                pairs = [(str(number), item) for number, item in enumerate(items)]
            case _:
                yield at, _scalar(found)
                continue
        inner = [(f"{at}.{key}" if at else key, item) for key, item in pairs]
        waiting += reversed(inner)


def _lambda_field(row: Row, name: str) -> Value:
    event = row.event
    if event is None or _LAMBDA not in event.log:
        return None
    head = _LAMBDA_TYPE.match(event.message)
    if name == "@requestId":
        found = _LAMBDA_LINE.match(event.message)
        return head.group(2) if head else found.group(1) if found else None
    if head is None:
        return None
    if name == "@type":
        return head.group(1)
    return _reported(event.message, name) if head.group(1) == "REPORT" else None


def _reported(message: str, name: str) -> Value:
    if name in _TRACING:
        found = _TRACING[name].search(message)
        return found.group(1) if found else None
    expression, unit = _MEASURES[name]
    found = expression.search(message)
    try:
        return None if found is None else float(found.group(1)) * unit
    except ValueError:
        return None


def _time(event: Event) -> Value:
    return Moment(event.timestamp)


def _message(event: Event) -> Value:
    return event.message


_OWN: Final[Mapping[str, Callable[[Event], Value]]] = {
    "@timestamp": _time,
    "@message": _message,
    "@ingestionTime": lambda event: Moment(event.ingested),
    "@logStream": lambda event: event.stream,
    "@log": lambda event: event.log,
}
