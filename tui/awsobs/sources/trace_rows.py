"""Rows of GetTraceSummaries and BatchGetTraces."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.traces import AnnotationValue, CauseKind, CausePath, TraceSummary
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields

_CAUSES = {
    "FaultRootCauses": CauseKind.FAULT,
    "ErrorRootCauses": CauseKind.ERROR,
    "ResponseTimeRootCauses": CauseKind.SLOW,
}
_MOST_ANNOTATIONS = 50
_MOST_VALUES = 200
_CLIENT = "client"

_Aliases = Mapping[NodeKey, NodeKey]


def summary_of(row: Mapping[str, Any]) -> TraceSummary:
    """One row of GetTraceSummaries.

    Raises:
        ValueError: it has no id, or nothing tells when the trace began.
    """
    trace_id = fields.required_name(row, "Id")
    http = fields.part(row, "Http")
    status = fields.number(http, "HttpStatus")
    aliases = _aliases(row)
    return TraceSummary(
        id=trace_id,
        start=fields.moment(row, "StartTime") or start_of(trace_id),
        duration=fields.number(row, "Duration"),
        response_time=fields.number(row, "ResponseTime"),
        has_fault=row.get("HasFault") is True,
        has_error=row.get("HasError") is True,
        has_throttle=row.get("HasThrottle") is True,
        is_partial=row.get("IsPartial") is True,
        entry=fields.name(fields.part(row, "EntryPoint"), "Name"),
        url=fields.text(http, "HttpURL"),
        status=int(status) if status is not None else None,
        method=fields.name(http, "HttpMethod"),
        agent=fields.text(http, "UserAgent"),
        client_ip=fields.name(http, "ClientIp"),
        services=tuple(
            name for item in fields.rows(row, "ServiceIds") if (name := fields.name(item, "Name"))
        ),
        entry_node=_known(fields.part(row, "EntryPoint"), aliases),
        nodes=tuple(dict.fromkeys(aliases.values())),
        causes=tuple(_causes(row, aliases)),
        users=_names(row, "Users", "UserName"),
        annotations=tuple(_annotations(row)),
        instances=_names(row, "InstanceIds", "Id"),
        zones=_names(row, "AvailabilityZones", "Name"),
        resources=_names(row, "ResourceARNs", "ARN"),
    )


def start_of(trace_id: str) -> datetime:
    """The second that X-Ray writes into the ids it makes; others only look as if.

    Raises:
        ValueError: the id has another form.
    """
    parts = trace_id.split("-")
    if len(parts) != 3:
        raise ValueError(f"no trace id: {trace_id}")
    return datetime.fromtimestamp(int(parts[1], 16), UTC)


def documents_of(row: Mapping[str, Any], key: str = "Segments") -> list[str]:
    """The segment documents of one trace, as they came; `key` is where they stand."""
    documents = (segment.get("Document") for segment in fields.rows(row, key))
    return [document for document in documents if isinstance(document, str)]


def node_of(row: Mapping[str, Any]) -> NodeKey | None:
    """The node that a ServiceId, or a service of any other row, stands for."""
    name = fields.name(row, "Name")
    kind = fields.name(row, "Type")
    account = "" if kind == _CLIENT else fields.name(row, "AccountId")
    return NodeKey(account, name, kind) if name else None


def _aliases(row: Mapping[str, Any]) -> _Aliases:
    """All nodes of a summary under each of their names."""
    found: dict[NodeKey, NodeKey] = {}
    for item in fields.rows(row, "ServiceIds"):
        if (key := node_of(item)) is None:
            continue
        found[key] = key
        for name in fields.texts(item, "Names"):
            found.setdefault(key._replace(name=safe_name(name)), key)
    return found


def _known(row: Mapping[str, Any], aliases: _Aliases) -> NodeKey | None:
    key = node_of(row)
    return aliases.get(key, key) if key is not None else None


def _causes(row: Mapping[str, Any], aliases: _Aliases) -> Iterator[CausePath]:
    for field, kind in _CAUSES.items():
        for cause in fields.rows(row, field):
            services: list[NodeKey] = []
            inferred: set[NodeKey] = set()
            for item in fields.rows(cause, "Services"):
                if (key := _known(item, aliases)) is not None:
                    services.append(key)
                    inferred.update([key] if item.get("Inferred") is True else [])
            if services:
                yield CausePath(kind=kind, services=tuple(services), inferred=frozenset(inferred))


def _names(row: Mapping[str, Any], field: str, key: str) -> tuple[str, ...]:
    found = (fields.name(item, key) for item in fields.rows(row, field)[:_MOST_VALUES])
    return tuple(dict.fromkeys(name for name in found if name))


def _annotations(row: Mapping[str, Any]) -> Iterator[tuple[str, AnnotationValue]]:
    annotations = fields.part(row, "Annotations")
    for key in list(annotations)[:_MOST_ANNOTATIONS]:
        for item in fields.rows(annotations, key)[:_MOST_VALUES]:
            for name, value in masked_record({str(key): _value(item)}).items():
                if value is not None:
                    yield safe_name(name), safe_text(value) if isinstance(value, str) else value


def _value(item: Mapping[str, Any]) -> AnnotationValue | None:
    """The one value that an AnnotationValue has, whatever its type."""
    typed = fields.part(item, "AnnotationValue").values()
    return next((one for one in typed if isinstance(one, str | int | float)), None)
