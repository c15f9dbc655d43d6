"""What a filter expression can ask of a stored trace."""

from typing import Any

from awsobs.languages.xray_filter import Facts
from awsobs.local.services.xray_assembly import segments_of, service_name
from awsobs.local.services.xray_documents import text_at
from awsobs.local.services.xray_summaries import summary_of
from awsobs.local.services.xray_traces import StoredTrace, XrayState


def facts_of(state: XrayState, trace: StoredTrace, account: str) -> Facts:
    """Facts of the summary, and of each service on the trace."""
    row = summary_of(state, trace, account)
    return Facts(
        flags={
            "error": row["HasError"],
            "fault": row["HasFault"],
            "throttle": row["HasThrottle"],
            "partial": row["IsPartial"],
            "ok": not (row["HasError"] or row["HasFault"] or row["HasThrottle"]),
        },
        numbers=_numbers(row),
        texts=_texts(row),
        annotations={
            key: tuple(value for found in rows for value in found["AnnotationValue"].values())
            for key, rows in row["Annotations"].items()
        },
        services=lambda: _services(trace),
    )


def _numbers(row: dict[str, Any]) -> dict[str, float]:
    found = {
        "duration": row.get("Duration"),
        "responsetime": row.get("ResponseTime"),
        "http.status": row["Http"].get("HttpStatus"),
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def _texts(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    http = row["Http"]
    single = (
        ("http.url", "HttpURL"),
        ("http.method", "HttpMethod"),
        ("http.useragent", "UserAgent"),
        ("http.clientip", "ClientIp"),
    )
    texts = {name: (http[key],) for name, key in single if key in http}
    return texts | {
        "user": tuple(user["UserName"] for user in row["Users"]),
        "name": tuple(service["Name"] for service in row["ServiceIds"]),
        "type": tuple(service["Type"] for service in row["ServiceIds"] if "Type" in service),
        "instance.id": tuple(found["Id"] for found in row["InstanceIds"]),
        "availabilityzone": tuple(found["Name"] for found in row["AvailabilityZones"]),
        "resource.arn": tuple(found["ARN"] for found in row["ResourceARNs"]),
    }


def _services(trace: StoredTrace) -> tuple[Facts, ...]:
    return tuple(
        Facts(
            texts={"name": (service_name(body),), "type": (text_at(body, "origin"),)},
            flags={
                **{flag: body.get(flag) is True for flag in ("error", "fault", "throttle")},
                "ok": not any(body.get(flag) is True for flag in ("error", "fault", "throttle")),
                "partial": body.get("in_progress") is True,
                "inferred": body.get("inferred") is True,
            },
        )
        for body in segments_of(trace.documents.values())
        if body.get("type") != "subsegment"
    )
