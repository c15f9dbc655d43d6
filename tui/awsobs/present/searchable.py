"""What a filter can search: each kind of record's named fields, and its text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from awsobs.analysis.alarm_telling import why_nobody
from awsobs.analysis.log_patterns import key_of
from awsobs.domain.alarms import Alarm
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.metrics import Series
from awsobs.domain.service_graph import GraphNode
from awsobs.domain.traces import TraceSummary
from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import Filter, compile_filter
from awsobs.present.log_columns import field_of
from awsobs.present.log_words import record_in, searched_text

Record = TypeVar("Record")

_LEVELS = {
    Level.ERROR: "ERROR ERR",
    Level.WARN: "WARN WRN",
    Level.INFO: "INFO INF",
    Level.DEBUG: "DEBUG DBG",
}
"""A level as it is called, and as rows show it before the service: both can be searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable(Generic[Record]):
    """`text_of` gives what words, phrases and regular expressions look at.

    `own_field` gives what a record has by a name that `fields` lacks. `examples` are filters for
    such records, each with the words that say what it shows.
    """

    fields: Mapping[str, Callable[[Record], object]]
    text_of: Callable[[Record], str]
    examples: tuple[tuple[str, str], ...] = ()
    own_field: Callable[[Record, str], object] | None = None

    def filter(self, text: str) -> Filter[Record]:
        """Parse a filter for such records.

        Raises:
            FilterError: it cannot be understood.
        """
        return compile_filter(text, self.fields, self.text_of, self.own_field)


def service_of(event: LogEvent) -> str:
    """The last part of the log group's name: whose line it is."""
    return event.group.rsplit("/", 1)[-1]


def worst_of(summary: TraceSummary) -> str:
    """The worst class of a trace: fault, throttle, error or ok."""
    flags = (summary.has_fault, "fault"), (summary.has_throttle, "throttle")
    return next((word for flag, word in (*flags, (summary.has_error, "error")) if flag), "ok")


def log_head(event: LogEvent) -> str:
    """What stands before a log line in the text that a filter searches."""
    return f"{_LEVELS.get(event.level, '')} {service_of(event)}"


LOG_HEADS = frozenset(word for words in _LEVELS.values() for word in words.split())
"""Words before a log line that are no part of its message, beside its service's name."""

LOG_PLACED = frozenset({"svc", "level", "group", "stream"})
"""Fields of a log line that its severity and its place decide."""

LOG_RAW = "msg"
"""The field of a log line that is its message as it came."""


def _log_text(event: LogEvent) -> str:
    return f"{log_head(event)} {searched_text(event)}"


def _json_field(event: LogEvent, name: str) -> object:
    """What a JSON line has by a name, nested ones with dots; None where there is no such field."""
    record = record_in(event.message) if event.message.startswith("{") else None
    return _told(field_of(record, name)) if record is not None else None


def _told(value: object) -> object:
    """A value of JSON as filters compare it."""
    match value:
        case bool():
            return "true" if value else "false"
        case None | str() | int() | float():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _metric(alarm: Alarm) -> str | None:
    return alarm.metric.name if alarm.metric else None


def _watched(alarm: Alarm) -> str | None:
    metric = alarm.metric
    return " ".join(value for _, value in metric.dimensions) if metric else None


def _actions(alarm: Alarm) -> str | None:
    return " ".join((*alarm.alarm_actions, *alarm.ok_actions, *alarm.no_data_actions)) or None


def _annotations(summary: TraceSummary) -> str | None:
    return " ".join(f"{key}={value}" for key, value in summary.annotations) or None


def _resources(event: TrailEvent) -> str:
    return " ".join(resource.name for resource in event.resources)


def _in_record(event: TrailEvent, name: str) -> object:
    """What the record has by a name with dots, as `requestParameters.functionName`."""
    return _told(field_of(event.record, name))


def _trail_text(event: TrailEvent) -> str:
    parts = (event.name, event.who, event.where, event.source, event.error_code)
    return " ".join((*parts, _resources(event)))


def _dimensions(series: Series) -> str | None:
    metric = series.query.metric
    return " ".join(value for _, value in metric.dimensions) if metric else None


def _series_text(series: Series) -> str:
    metric = series.query.metric
    return f"{series.query.label} {metric.namespace if metric else ''}"


def _worst(node: GraphNode) -> str | None:
    return node.statistics.worst if node.statistics else None


LOGS: Searchable[LogEvent] = Searchable(
    fields={
        LOG_RAW: lambda event: event.message,
        "svc": service_of,
        "level": lambda event: event.level.name,
        "group": lambda event: event.group,
        "stream": lambda event: event.stream,
        "trace": lambda event: event.trace_id or None,
        "pattern": lambda event: key_of(event.message),
    },
    text_of=_log_text,
    examples=(
        ("timeout !health svc:payments", "words, not, field"),
        (r"/5\d\d/ | level:ERROR", "regex, or"),
        ('trace:* "no route"', "any trace, a phrase"),
        ("latency_ms>500", "a field of JSON lines"),
    ),
    own_field=_json_field,
)
METRICS: Searchable[Series] = Searchable(
    fields={"name": lambda series: series.query.label, "dim": _dimensions},
    text_of=_series_text,
    examples=(
        ("p99 | errors", "words, or"),
        ("name:checkout* !4xx", "glob, not"),
        ("AWS/Lambda", "by namespace"),
    ),
)
ALARMS: Searchable[Alarm] = Searchable(
    fields={
        "name": lambda alarm: alarm.name,
        "state": lambda alarm: alarm.state.value,
        "metric": _metric,
        "ns": lambda alarm: alarm.metric.namespace if alarm.metric else None,
        "dim": _watched,
        "type": lambda alarm: "billing" if alarm.is_billing else alarm.kind.value,
        "action": _actions,
        "told": lambda alarm: not why_nobody(alarm),
        "muted": lambda alarm: alarm.suppressed,
        "reason": lambda alarm: alarm.reason or None,
    },
    text_of=lambda alarm: f"{alarm.name} {alarm.state.value} {_metric(alarm) or ''}",
    examples=(
        ("state:ALARM !web", "field, not"),
        ("(state:INS* | dlq) !test", "groups, glob, or"),
        ("action:oncall told:no", "actions, nobody told"),
        ("type:composite | metric:5xx", "fields, or"),
        (r"/p(50|9\d)/", "regex"),
    ),
)
TRAIL: Searchable[TrailEvent] = Searchable(
    fields={
        "user": lambda event: event.who,
        "event": lambda event: event.name,
        "source": lambda event: event.source,
        "resource": _resources,
        "error": lambda event: event.error_code or None,
        "ip": lambda event: event.where,
        "region": lambda event: event.region or None,
        "agent": lambda event: event.user_agent or None,
        "mfa": lambda event: event.mfa,
        "key": lambda event: event.access_key_id or None,
        "write": lambda event: event.is_write,
    },
    text_of=_trail_text,
    own_field=_in_record,
    examples=(
        ("user:ci-* event:Update*", "globs"),
        ("error:* !user:alice", "any error, not"),
        ("write:yes resource:payments", "fields"),
        ("ip:203.0.113.9 | mfa:no", "fields, or"),
        ("requestParameters.timeout<10", "a field of records"),
    ),
)
MAP: Searchable[GraphNode] = Searchable(
    fields={
        "name": lambda node: node.key.name,
        "type": lambda node: node.key.type,
        "state": _worst,
    },
    text_of=lambda node: f"{node.key.name} {node.key.type}",
    examples=(
        ("state:fault | state:throttle", "fields, or"),
        ("type:Lambda !orders", "field, not"),
        ("name:check*", "glob"),
    ),
)
TRACES: Searchable[TraceSummary] = Searchable(
    fields={
        "id": lambda summary: summary.id,
        "svc": lambda summary: " ".join(summary.services) or None,
        "url": lambda summary: summary.url or None,
        "status": lambda summary: summary.status,
        "state": worst_of,
        "fault": lambda summary: summary.has_fault,
        "error": lambda summary: summary.has_error,
        "throttle": lambda summary: summary.has_throttle,
        "duration": lambda summary: summary.duration,
        "method": lambda summary: summary.method or None,
        "user": lambda summary: " ".join(summary.users) or None,
        "annotation": _annotations,
    },
    text_of=lambda summary: " ".join(
        (summary.id, worst_of(summary), summary.entry, summary.url, *summary.services)
    ),
    examples=(
        ("fault:yes svc:payments", "fields"),
        ("duration>0.5 !url:health", "seconds, not"),
        ("status>=500 | throttle:yes", "number, or"),
    ),
)
