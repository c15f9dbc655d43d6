"""What a filter expression can ask of a stored trace."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.xray_facts import Facts, Place
from awsobs.local.services.xray_calls import Node, Passage, Reading, Visit, reading_of
from awsobs.local.services.xray_documents import (
    FAILURES,
    Body,
    descendants,
    duration_of,
    flags_of,
    inner,
    is_open,
    text_at,
    time_at,
)
from awsobs.local.services.xray_shares import share_of
from awsobs.local.services.xray_summaries import summary_of
from awsobs.local.services.xray_traces import StoredTrace

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_CAUSES: Final = {
    "fault": "FaultRootCauses",
    "error": "ErrorRootCauses",
    "responsetime": "ResponseTimeRootCauses",
}
_HTTP: Final = (
    ("http.url", "HttpURL", "url"),
    ("http.method", "HttpMethod", "method"),
    ("http.useragent", "UserAgent", "user_agent"),
    ("http.clientip", "ClientIp", "client_ip"),
)


def facts_of(cloud: "Cloud", trace: StoredTrace, *, knows_groups: bool = True) -> Facts:
    """Facts of the summary, and where they are asked for of what the trace consists of.

    A group's own filter is asked with `knows_groups` false: no trace is in a group because of
    another group.
    """
    row = summary_of(cloud.xray, trace, cloud.account)

    @cache
    def reading() -> Reading:
        return reading_of(trace.documents.values())

    def parts(kind: str) -> tuple[Facts, ...]:
        if kind == "service":
            return tuple(_service(visit, cloud.account) for visit in reading().visits)
        if kind == "edge":
            return tuple(_edge(passage, cloud.account) for passage in reading().passages)
        return tuple(_of_causes(row, kind))

    def in_group(key: str, value: str) -> bool:
        groups = cloud.xray_groups
        group = groups.by_name(value) if key == "group.name" else groups.by_arn(value)
        if group is None or not knows_groups:
            return False
        test = groups.test(group)
        return test is None or test(facts_of(cloud, trace, knows_groups=False))

    return Facts(
        flags=_flags(row) | {"inferred": any(s.is_inferred for s in share_of(trace).stays)},
        numbers=_numbers(row),
        texts=_texts(row),
        annotations={
            key: tuple(value for found in rows for value in found["AnnotationValue"].values())
            for key, rows in row["Annotations"].items()
        },
        parts=parts,
        in_group=in_group,
        causes=lambda: tuple(cause for key in _CAUSES.values() for cause in row[key]),
    )


def place_of(node: Node, account: str) -> Place:
    """A node as an expression names it; `account` is the one where none is told."""
    return Place(names=(node.name,), type=node.type, account=node.account or account)


def _flags(row: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "error": row["HasError"],
        "fault": row["HasFault"],
        "throttle": row["HasThrottle"],
        "partial": row["IsPartial"],
        "ok": not (row["HasError"] or row["HasFault"] or row["HasThrottle"]),
    }


def _numbers(row: Mapping[str, Any]) -> dict[str, float]:
    found = {
        "duration": row.get("Duration"),
        "responsetime": row.get("ResponseTime"),
        "http.status": row["Http"].get("HttpStatus"),
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def _texts(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    texts = {name: (row["Http"][key],) for name, key, _ in _HTTP if key in row["Http"]}
    return texts | {
        "user": tuple(user["UserName"] for user in row["Users"]),
        "name": tuple(service["Name"] for service in row["ServiceIds"]),
        "type": tuple(service["Type"] for service in row["ServiceIds"] if "Type" in service),
        "instance.id": tuple(found["Id"] for found in row["InstanceIds"]),
        "availabilityzone": tuple(found["Name"] for found in row["AvailabilityZones"]),
        "resource.arn": tuple(found["ARN"] for found in row["ResourceARNs"]),
    }


def _service(visit: Visit, account: str) -> Facts:
    flags = {"inferred": visit.is_inferred, "root": visit.is_root}
    return _part(visit.body, flags, (place_of(visit.node, account),), visit.node)


def _edge(passage: Passage, account: str) -> Facts:
    places = (place_of(passage.source, account), place_of(passage.target, account))
    return _part(passage.body, {}, places, passage.target)


def _part(body: Body, flags: dict[str, bool], places: tuple[Place, ...], node: Node) -> Facts:
    failures = flags_of(body)
    return Facts(
        flags={flag: flag in failures for flag in FAILURES}
        | {"ok": not failures, "partial": is_open(body)}
        | flags,
        numbers=_part_numbers(body),
        texts=_part_texts(body) | {"name": (node.name,), "type": (node.type,)},
        places=places,
    )


def _part_numbers(body: Body) -> dict[str, float]:
    numbers: dict[str, float] = {}
    start, seconds = time_at(body, "start_time"), duration_of(body)
    if seconds is not None and start is not None:
        ends = [time_at(part, "end_time") or 0.0 for part in descendants(body)]
        numbers["responsetime"] = seconds
        numbers["duration"] = max([seconds, *(end - start for end in ends)])
    status = inner(body, "http", "response").get("status")
    if isinstance(status, int) and not isinstance(status, bool):
        numbers["http.status"] = float(status)
    return numbers


def _part_texts(body: Body) -> dict[str, tuple[str, ...]]:
    request, aws = inner(body, "http", "request"), inner(body, "aws")
    found = {name: text_at(request, key) for name, _, key in _HTTP} | {
        "user": text_at(body, "user"),
        "instance.id": text_at(inner(aws, "ec2"), "instance_id"),
        "availabilityzone": text_at(inner(aws, "ec2"), "availability_zone"),
        "resource.arn": text_at(body, "resource_arn") or text_at(aws, "resource_arn"),
    }
    return {name: (value,) for name, value in found.items() if value}


def _of_causes(row: Mapping[str, Any], kind: str) -> Iterator[Facts]:
    """Services, entities or exceptions on the chains of root causes: `rootcause.fault.entity`."""
    _, *causes, part = kind.split(".")
    for cause in causes or _CAUSES:
        for chain in row[_CAUSES[cause]]:
            services: list[dict[str, Any]] = chain["Services"]
            yield from _chain(services, part)


def _chain(services: list[dict[str, Any]], part: str) -> Iterator[Facts]:
    entities = [entity for service in services for entity in service["EntityPath"]]
    if part == "service":
        rows = services
    elif part == "entity":
        rows = entities
    else:
        rows = [found for entity in entities for found in entity.get("Exceptions", ())]
    for index, row in enumerate(rows):
        texts = {"name": row.get("Name"), "type": row.get("Type"), "message": row.get("Message")}
        yield Facts(
            flags={
                "first": index == 0,
                "last": index == len(rows) - 1,
                "root": index == 0,
                "remote": row.get("Remote") is True,
                "inferred": row.get("Inferred") is True,
            },
            numbers={"index": float(index)}
            | ({"coverage": row["Coverage"]} if "Coverage" in row else {}),
            texts={key: (value,) for key, value in texts.items() if value},
        )
