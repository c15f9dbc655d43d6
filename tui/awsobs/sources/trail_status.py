"""Whether the trails themselves are on: what each records, since when, and what went wrong."""

from collections.abc import Mapping
from typing import Any

from awsobs.domain.source_state import SourceError
from awsobs.domain.trail_status import Governance, TrailStatus
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.session import Aws

_NO_INSIGHTS = "InsightNotEnabled"
_MOST = 50
"""Trails that are looked at: five a region is all that there may be."""

Row = Mapping[str, Any]


async def read_governance(aws: Aws) -> Governance:
    """Every trail that the region sees, shadows of other regions' included.

    Raises:
        SourceError: not even their names could be read.
    """
    reply = await aws.call("cloudtrail:DescribeTrails", priority=Priority.FIRST)
    rows = fields.rows(reply, "trailList")[:_MOST]
    trails = [await _trail(aws, row) for row in rows if fields.name(row, "Name")]
    return Governance(region=aws.region, trails=tuple(sorted(trails, key=lambda one: one.name)))


async def _trail(aws: Aws, row: Row) -> TrailStatus:
    arn = fields.name(row, "TrailARN") or fields.name(row, "Name")
    region = fields.name(row, "HomeRegion")
    # A local AWS is asked in its own place; elsewhere a trail answers in its home region only.
    elsewhere = "" if aws.access.own_endpoint or region == aws.region else region
    missing: list[str] = []

    async def tried(operation: str, **parameters: str) -> Row | None:
        try:
            return await aws.call(
                f"cloudtrail:{operation}",
                region=elsewhere,
                priority=Priority.FIRST,
                resource=arn,
                **parameters,
            )
        except SourceError as error:
            if not error.what.startswith(_NO_INSIGHTS):
                missing.append(f"{operation}: {error.what}")
            return None

    status = await tried("GetTrailStatus", Name=arn)
    selectors = await tried("GetEventSelectors", TrailName=arn)
    before = len(missing)
    insights = await tried("GetInsightSelectors", TrailName=arn)
    has_told = insights is not None or len(missing) == before
    return TrailStatus(
        name=fields.name(row, "Name"),
        arn=arn,
        home_region=region,
        bucket="/".join(
            one for key in ("S3BucketName", "S3KeyPrefix") if (one := fields.name(row, key))
        ),
        is_multi_region=row.get("IsMultiRegionTrail") is True,
        has_global_events=row.get("IncludeGlobalServiceEvents") is True,
        is_validated=row.get("LogFileValidationEnabled") is True,
        is_organization=row.get("IsOrganizationTrail") is True,
        kms_key=fields.name(row, "KmsKeyId"),
        log_group=fields.name(row, "CloudWatchLogsLogGroupArn"),
        **_status(status),
        management=None if selectors is None else _management(selectors),
        data=() if selectors is None else _data(selectors),
        insights=_insights(insights or {}) if has_told else None,
        missing=tuple(missing),
        record=masked_record(
            {"trail": row, "status": status, "selectors": selectors, "insights": insights}
        ),
    )


def _status(status: Row | None) -> dict[str, Any]:
    if status is None:
        return {}
    return {
        "is_logging": status.get("IsLogging") is True,
        "started": fields.moment(status, "StartLoggingTime"),
        "stopped": fields.moment(status, "StopLoggingTime"),
        "delivered": fields.moment(status, "LatestDeliveryTime"),
        "delivery_error": fields.text(status, "LatestDeliveryError"),
        "digest_error": fields.text(status, "LatestDigestDeliveryError"),
        "log_group_error": fields.text(status, "LatestCloudWatchLogsDeliveryError"),
    }


def _management(selectors: Row) -> str:
    """What of management events is recorded, by basic or by advanced selectors."""
    kinds = {
        fields.name(one, "ReadWriteType") or "All"
        for one in fields.rows(selectors, "EventSelectors")
        if one.get("IncludeManagementEvents") is not False
    }
    kinds |= {
        _advanced_kind(one)
        for one in fields.rows(selectors, "AdvancedEventSelectors")
        if "Management" in _wanted(one, "eventCategory")
    }
    if "All" in kinds or {"ReadOnly", "WriteOnly"} <= kinds:
        return "All"
    return next(iter(kinds), "")


def _advanced_kind(selector: Row) -> str:
    read_only = _wanted(selector, "readOnly")
    if not read_only:
        return "All"
    return "ReadOnly" if "true" in read_only else "WriteOnly"


def _wanted(selector: Row, field: str) -> tuple[str, ...]:
    for one in fields.rows(selector, "FieldSelectors"):
        if fields.name(one, "Field") == field:
            return fields.texts(one, "Equals")
    return ()


def _data(selectors: Row) -> tuple[str, ...]:
    """The types of resources whose data events are recorded."""
    types = [
        fields.name(resource, "Type")
        for one in fields.rows(selectors, "EventSelectors")
        for resource in fields.rows(one, "DataResources")
    ]
    for one in fields.rows(selectors, "AdvancedEventSelectors"):
        if "Data" in _wanted(one, "eventCategory"):
            types += _wanted(one, "resources.type")
    return tuple(dict.fromkeys(one for one in types if one))


def _insights(selectors: Row) -> tuple[str, ...]:
    rows = fields.rows(selectors, "InsightSelectors")
    return tuple(name for row in rows if (name := fields.name(row, "InsightType")))
