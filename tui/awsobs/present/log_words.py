"""What a log message says: its text, whose it is, and its fields where it is JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_text

LONGEST = 4096
"""Characters of a message that are looked at; the rest is for the record view."""

_FIELD = 48
_MESSAGES = ("message", "msg", "@message", "log", "event")
_SERVICES = ("service", "service_name", "svc", "app")
_KNOWN = frozenset(
    {
        *_MESSAGES,
        *_SERVICES,
        *("level", "severity", "lvl", "levelname", "log.level", "loglevel"),
        *("time", "timestamp", "@timestamp", "ts", "date", "asctime"),
        *("trace", "trace_id", "traceid", "traceparent", "xray_trace_id", "x-amzn-trace-id"),
        *("method", "path"),
    }
)
_TELLING = (
    "order",
    "order_id",
    "orderid",
    "user",
    "user_id",
    "status",
    "code",
    "error",
    "exception",
)
_MOST_TELLING = 3
_STACKS = (
    "stack",
    "stack_trace",
    "stacktrace",
    "exception",
    "exc_info",
    "error.stack",
    "traceback",
)
_LINE_END = re.compile("␍?␊|␍")
_MESSAGE = re.compile(r'"(?:message|msg)"\s*:\s*"((?:[^"\\]|\\.)*)')
_PREFIX = re.compile(
    r"(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+)?"
    r"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\s+)?"
    r"(?:\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|CRITICAL)\]?(?::\s*|\s+))?"
)


class LogWords(NamedTuple):
    """`fields` are what the text does not say; `text` has the telling ones already.

    `stack` are the lines that a message has behind its first one.
    """

    service: str
    text: str
    fields: str = ""
    stack: tuple[str, ...] = ()


def words_of(event: LogEvent, *, whole: bool = False) -> LogWords:
    """The words of one event; JSON is read anew for each row in view, and only for those.

    Long messages and long values of fields are cut unless they are wanted as a `whole`.
    """
    message = event.message if whole else event.message[:LONGEST]
    service = event.group.rsplit("/", 1)[-1]
    if message.startswith("{"):
        record = record_in(message)
        if record is not None:
            return _structured(record, service, event.trace_id, None if whole else _FIELD)
        if found := _MESSAGE.search(message):
            return LogWords(service, found[1])
    start = _PREFIX.match(message)
    rest = message[start.end() :] if start else message
    first, *others = lines_in(rest or message)
    return _headed(LogWords(service, first, stack=tuple(others)))


def lines_in(text: str) -> list[str]:
    """The lines of a message that has passed `safe_text`, without blanks at its end."""
    lines = _LINE_END.split(text) if "␊" in text or "␍" in text else [text]
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return lines


def _headed(words: LogWords) -> LogWords:
    """Python tells last what went wrong: a traceback is headed by it."""
    if not words.stack or not words.text.startswith("Traceback ("):
        return words
    return words._replace(text=words.stack[-1], stack=(words.text, *words.stack[:-1]))


def left_out_of(event: LogEvent, key: str = "v") -> str:
    """What a row says of a message that is longer than anybody looks at: `…(+1,044,480 B, v)`.

    The `key` shows the rest; a program that prints has none.
    """
    if len(event.message) <= LONGEST:
        return ""
    return (
        f"…(+{len(event.message[LONGEST:].encode('utf-8', 'replace')):,} B{', ' * bool(key)}{key})"
    )


def searched_text(event: LogEvent) -> str:
    """What a filter searches of a message: what its row shows, with all fields at full length.

    JSON is not searched as it was written: what no row shows (times, ids of traces, names in
    quotes) would match too.
    """
    message = event.message
    record = record_in(message) if message.startswith("{") else None
    if record is None:
        return message
    text = _first_text(record, _MESSAGES)
    parts = [text, *_request(record, text)]
    parts += [
        f"{key}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in record.items()
        if key.lower() not in _KNOWN and value not in (None, "", event.trace_id)
    ]
    return "  ".join(parts)


def record_in(message: str) -> Mapping[str, object] | None:
    """The fields of a message that is a JSON object."""
    try:
        value: object = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else None


def _structured(
    record: Mapping[str, object], service: str, trace_id: str, longest: int | None
) -> LogWords:
    text, *below = lines_in(_first_text(record, _MESSAGES))
    named = _first_text(record, _SERVICES) or service
    stacks = [(key, lines) for key, value in record.items() if (lines := _stack_in(key, value))]
    stack = (*below, *(line for _, lines in stacks for line in lines))
    told = {key for key, _ in stacks}
    rest = [
        (safe_text(key), value)
        for key, value in record.items()
        if key.lower() not in _KNOWN and key not in told and value not in (None, "", trace_id)
    ]
    telling = [(key, value) for key, value in rest if key.lower() in _TELLING][:_MOST_TELLING]
    parts = [text] if text else []
    parts += _request(record, text)
    parts += [f"{key}={_shown(value, longest)}" for key, value in telling if not _says(text, value)]
    left = ((key, value) for key, value in rest if (key, value) not in telling)
    others = [f"{key}={_shown(value, longest)}" for key, value in left]
    if not parts:
        return _headed(LogWords(named, " ".join(others), stack=stack))
    return _headed(LogWords(named, "  ".join(parts), " ".join(others), stack))


def _stack_in(key: str, value: object) -> list[str]:
    """The lines of a field that holds a stack trace, or nothing."""
    if key.lower() not in _STACKS:
        return []
    if isinstance(value, str):
        lines = lines_in(safe_text(value))
        return lines if len(lines) > 1 else []
    if not isinstance(value, list):
        return []
    entries = cast("list[object]", value)
    return [safe_text(entry) for entry in entries if isinstance(entry, str)]


def _first_text(record: Mapping[str, object], keys: tuple[str, ...]) -> str:
    values = (record.get(key) for key in keys)
    return next((safe_text(value) for value in values if isinstance(value, str) and value), "")


def _request(record: Mapping[str, object], text: str) -> Iterator[str]:
    """`POST /charge` of a record that has both, unless its text says so."""
    method, path = record.get("method"), record.get("path")
    if isinstance(method, str) and isinstance(path, str) and path not in text:
        yield safe_text(f"{method} {path}")


def _says(text: str, value: object) -> bool:
    """Whether a text already names a value."""
    shown = _shown(value)
    return bool(re.search(rf"(?<!\w){re.escape(shown)}(?!\w)", text)) if shown else True


def _shown(value: object, longest: int | None = _FIELD) -> str:
    """A value in a few cells, or whole; what is nested as compact JSON."""
    shown = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    if longest is None:
        return safe_text(shown)
    shown = safe_text(shown[: longest * 2])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
