"""What a trail selects: event selectors of both kinds, and the insights it looks for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.trails import Trail, home_trail

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

_MOST_SELECTORS, _MOST_RESOURCES, _MOST_CONDITIONS = 5, 250, 500
_READ_WRITE = frozenset({"All", "ReadOnly", "WriteOnly"})
_DATA_TYPES = frozenset({"AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"})
_EXCLUDABLE = frozenset({"kms.amazonaws.com", "rdsdata.amazonaws.com"})
_CATEGORIES = frozenset({"Management", "Data", "NetworkActivity"})
_FIELDS = frozenset({
    "eventCategory", "eventName", "eventSource", "errorCode", "eventType", "readOnly",
    "resources.ARN", "resources.type", "sessionCredentialFromConsole", "userIdentity.arn",
    "vpcEndpointId",
})  # fmt: skip
_OPERATORS = (
    "Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith",
)  # fmt: skip
_INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")
_EVERYTHING: Mapping[str, Any] = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
Row = Mapping[str, Any]


@operations.answer("PutEventSelectors")
def put_event_selectors(cloud: "Cloud", call: Call) -> Reply:
    """Replace what a trail selects, by selectors of one kind."""
    trail = home_trail(cloud, str(call.parameters["TrailName"]))
    plain: Sequence[Row] = call.parameters.get("EventSelectors") or ()
    advanced: Sequence[Row] = call.parameters.get("AdvancedEventSelectors") or ()
    if bool(plain) == bool(advanced):
        raise _invalid("Give either event selectors or advanced event selectors.")
    if plain:
        trail.selectors = {"EventSelectors": _plain(plain)}
    else:
        check_advanced(advanced)
        trail.selectors = {"AdvancedEventSelectors": list(advanced)}
    return {"TrailARN": trail.arn, **trail.selectors}


@operations.answer("GetEventSelectors")
def get_event_selectors(cloud: "Cloud", call: Call) -> Reply:
    """What a trail selects; a new one all management events, no data events."""
    trail = cloud.trails.named(str(call.parameters["TrailName"]), cloud.region)
    return {"TrailARN": trail.arn, **(trail.selectors or {"EventSelectors": [_EVERYTHING]})}


@operations.answer("PutInsightSelectors")
def put_insight_selectors(cloud: "Cloud", call: Call) -> Reply:
    """Say what a trail looks for; nothing at all ends it."""
    trail = home_trail(cloud, _trail_named(call))
    kinds = [str(row.get("InsightType")) for row in call.parameters["InsightSelectors"]]
    if unknown := [kind for kind in kinds if kind not in _INSIGHTS]:
        raise Fault("InvalidInsightSelectorsException", f"Unknown insight type {unknown[0]:.100}")
    trail.insights = tuple(dict.fromkeys(kinds))
    return _insights(trail)


@operations.answer("GetInsightSelectors")
def get_insight_selectors(cloud: "Cloud", call: Call) -> Reply:
    """What a trail looks for.

    Raises:
        Fault: it looks for nothing.
    """
    trail = cloud.trails.named(_trail_named(call), cloud.region)
    if not trail.insights:
        raise Fault("InsightNotEnabledException", f"Trail {trail.name} has no insights enabled.")
    return _insights(trail)


def check_advanced(selectors: Sequence[Row]) -> None:
    """Hold advanced selectors against what the service takes.

    Raises:
        Fault: they name no category, or a field that there is not.
    """
    conditions = 0
    for selector in selectors:
        fields: Sequence[Row] = selector.get("FieldSelectors") or ()
        for row in fields:
            if row.get("Field") not in _FIELDS:
                raise _invalid(f"There is no field {row.get('Field')!s:.100}.")
            values = sum(len(row.get(operator) or ()) for operator in _OPERATORS)
            if not values:
                raise _invalid(f"The field {row['Field']} has no condition.")
            conditions += values
        categories = [row.get("Equals") for row in fields if row.get("Field") == "eventCategory"]
        if len(categories) != 1 or len(categories[0] or ()) != 1:
            raise _invalid("Every selector needs one eventCategory, which equals one value.")
        if categories[0] and categories[0][0] not in _CATEGORIES:
            raise _invalid(f"There is no event category {categories[0][0]!s:.100}.")
    if conditions > _MOST_CONDITIONS:
        raise _invalid(f"At most {_MOST_CONDITIONS} conditions.")


def _plain(selectors: Sequence[Row]) -> list[Row]:
    if len(selectors) > _MOST_SELECTORS:
        raise _invalid(f"At most {_MOST_SELECTORS} event selectors.")
    whole: list[Row] = [{**_EVERYTHING, **selector} for selector in selectors]
    for selector in whole:
        _check_plain(selector)
    resources = [row for selector in whole for row in selector["DataResources"]]
    if sum(len(row.get("Values") or ()) for row in resources) > _MOST_RESOURCES:
        raise _invalid(f"At most {_MOST_RESOURCES} data resources.")
    return whole


def _check_plain(selector: Row) -> None:
    if selector["ReadWriteType"] not in _READ_WRITE:
        raise _invalid(f"There is no ReadWriteType {selector['ReadWriteType']!s:.100}.")
    for row in selector["DataResources"]:
        if row.get("Type") not in _DATA_TYPES:
            raise _invalid(f"Data resources cannot be of type {row.get('Type')!s:.100}.")
    for source in selector["ExcludeManagementEventSources"]:
        if source not in _EXCLUDABLE:
            raise _invalid(f"Events of {source!s:.100} cannot be left out.")


def _trail_named(call: Call) -> str:
    name = call.parameters.get("TrailName")
    if bool(name) == bool(call.parameters.get("EventDataStore")):
        raise Fault(
            "InvalidParameterCombinationException", "Give either TrailName or EventDataStore."
        )
    if not name:
        raise Fault("UnsupportedOperationException", "Event data stores here have no insights.")
    return str(name)


def _insights(trail: Trail) -> Reply:
    rows = [{"InsightType": kind} for kind in trail.insights]
    return {"TrailARN": trail.arn, "InsightSelectors": rows}


def _invalid(why: str) -> Fault:
    return Fault("InvalidEventSelectorsException", why)
