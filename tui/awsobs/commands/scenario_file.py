"""A scenario file: the records of one incident, as JSON, read into what a triage looks at."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from awsobs.analysis.log_levels import level_of
from awsobs.analysis.segments import trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.analysis.trail_forms import records_in
from awsobs.analysis.trail_records import event_of
from awsobs.domain.alarms import Alarm
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.trail import TrailEvent
from awsobs.domain.triage import AFTER, BEFORE, Evidence
from awsobs.languages.secrets import masked
from awsobs.sources.alarm_rows import alarm_of

_OF_SHARES = 1_000
"""Requests that a node of a map given in shares stands for; the map's numbers are shares only."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The incident of a file; `broken` counts records that could not be read."""

    name: str
    evidence: Evidence
    broken: int = 0
    has_requests: bool = False


def scenario_in(path: Path) -> Scenario:
    """Read a file. What it says of the truth is not looked at.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no scenario, and why.
    """
    try:
        document: object = json.loads(path.read_text("utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(document, dict):
        raise ValueError("a scenario is one JSON object")
    return scenario_of(cast("dict[str, Any]", document), path.stem)


def scenario_of(document: Row, name: str) -> Scenario:
    """What a scenario's document tells; `name` is its name where it gives none.

    Raises:
        ValueError: it is no scenario, and why.
    """
    return _Reading(document).scenario(name)


class _Reading:
    def __init__(self, document: Row) -> None:
        self._document = document
        self._broken = 0

    def scenario(self, stem: str) -> Scenario:
        alarms = list(self._alarms())
        onset = _moment(self._document.get("onset")) or min(
            (alarm.since for alarm in alarms if alarm.since), default=None
        )
        if onset is None:
            raise ValueError("it names no onset, and no alarm tells when it went off")
        segments = self._rows("segments")
        graph = self._traced(segments, onset) if segments else self._mapped()
        return Scenario(
            name=safe_name(str(self._document.get("id") or stem)),
            evidence=Evidence(
                onset=onset,
                alarms=alarms,
                events=list(self._events()),
                logs=list(self._logs()),
                graph=graph,
            ),
            broken=self._broken,
            has_requests=bool(segments),
        )

    def _rows(self, name: str) -> list[object]:
        found: object = self._document.get(name)
        return cast("list[object]", found) if isinstance(found, list) else []

    def _alarms(self) -> Iterator[Alarm]:
        one: object = self._document.get("alarm")
        rows = self._rows("alarms")
        for row in rows if one is None else [one, *rows]:
            try:
                yield alarm_of(_timed(_row(row)))
            except ValueError:
                self._broken += 1

    def _events(self) -> Iterator[TrailEvent]:
        for record in records_in(self._rows("cloudtrail")):
            try:
                yield event_of(record or {})
            except ValueError:
                self._broken += 1

    def _logs(self) -> Iterator[LogEvent]:
        for number, row in enumerate(self._rows("logs")):
            line = _row(row)
            at = _moment(line.get("timestamp"))
            if at is None:
                self._broken += 1
                continue
            message = safe_text(masked(str(line.get("message", ""))))
            moment = int(at.timestamp() * 1000)
            yield LogEvent(
                timestamp=moment,
                ingestion_time=moment,
                group=safe_name(str(line.get("logGroup", ""))),
                stream="",
                message=message,
                event_id=str(number),
                level=level_of(message),
            )

    def _traced(self, segments: Sequence[object], onset: datetime) -> ServiceGraph:
        """The graph of documents around the onset, as objects or as text."""
        by_trace: dict[str, list[str]] = {}
        for segment in segments:
            text = segment if isinstance(segment, str) else json.dumps(segment)
            document = _parsed(text)
            name = document.get("trace_id") if document else None
            if not isinstance(name, str):
                self._broken += 1
                continue
            by_trace.setdefault(name, []).append(text)
        service_map = ServiceMap()
        for name, documents in by_trace.items():
            service_map.put(trace_of(name, documents))
        return service_map.graph((onset - BEFORE).timestamp(), (onset + AFTER).timestamp())

    def _mapped(self) -> ServiceGraph:
        """The graph of a map in shares."""
        given = self._document.get("service_map")
        if not isinstance(given, dict):
            return ServiceGraph()
        known = cast("Row", given)
        keys: dict[str, NodeKey] = {}
        nodes: list[GraphNode] = []
        for row in _objects(known.get("nodes")):
            name = safe_name(str(row.get("name", "")))
            keys[name] = NodeKey("", name, safe_name(str(row.get("type") or "")))
            nodes.append(GraphNode(key=keys[name], statistics=_statistics(row)))
        edges = [
            GraphEdge(source=keys[one], target=keys[other], statistics=_statistics(row))
            for row in _objects(known.get("edges"))
            if (one := safe_name(str(row.get("from", "")))) in keys
            and (other := safe_name(str(row.get("to", "")))) in keys
        ]
        return ServiceGraph(nodes=tuple(nodes), edges=tuple(edges))


def _row(value: object) -> Row:
    """An object as it is; of what is none, one without anything."""
    return cast("Row", value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[Row]:
    rows = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Row", row) for row in rows if isinstance(row, dict)]


def _statistics(row: Row) -> Statistics:
    fault, throttle, error = (
        _share(row, name) for name in ("fault_pct", "throttle_pct", "error_pct")
    )
    error = max(0, error - throttle)
    ok = max(0, _OF_SHARES - fault - throttle - error)
    return Statistics(count=_OF_SHARES, ok=ok, fault=fault, throttle=throttle, error=error)


def _share(row: Row, name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int | float) or not 0 <= value <= 100:
        return 0
    return round(value * _OF_SHARES / 100)


def _timed(row: Row) -> Row:
    """A row of DescribeAlarms whose times are texts, as JSON has them."""
    moments = {name: _moment(value) for name, value in row.items() if name.endswith("Timestamp")}
    return {**row, **{name: moment for name, moment in moments.items() if moment is not None}}


def _parsed(text: str) -> Row | None:
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("Row", document) if isinstance(document, dict) else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, int | float):
        seconds = value / 1000 if value > 1e11 else value
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
