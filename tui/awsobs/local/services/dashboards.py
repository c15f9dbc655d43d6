"""CloudWatch dashboards: put, listed, read and deleted."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.dashboard_checks import findings_in
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.parameters import Row, required_text, text, texts

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudwatch")

MOST_DASHBOARDS: Final = 500
LONGEST_BODY: Final = 1_000_000
PAGE: Final = 1000
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,255}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDashboard:
    """One dashboard with the body as it was put."""

    name: str
    body: str
    modified: datetime


class DashboardsState:
    """The dashboards by name."""

    def __init__(self) -> None:
        self.dashboards: dict[str, StoredDashboard] = {}


@operations.answer("PutDashboard")
def put_dashboard(cloud: "Cloud", call: Call) -> Reply:
    """Store a dashboard whose body is sound; what is odd about it is said and stored too."""
    name, body = _checked_name(call.parameters), text(call.parameters, "DashboardBody")
    if len(body) > LONGEST_BODY:
        raise _bad_input(f"The field DashboardBody must be at most {LONGEST_BODY} characters long")
    errors, warnings = findings_in(body)
    if errors:
        listed = ", ".join(f'{{"dataPath": "{f.path}", "message": "{f.message}"}}' for f in errors)
        raise _bad_input(
            f"The dashboard body is invalid, there are {len(errors)} validation errors: [{listed}]"
        )
    held = cloud.dashboards.dashboards
    if name not in held and len(held) >= MOST_DASHBOARDS:
        raise _bad_input(f"There can be at most {MOST_DASHBOARDS} dashboards")
    held[name] = StoredDashboard(name=name, body=body, modified=cloud.clock.now())
    messages = [{"DataPath": found.path, "Message": found.message} for found in warnings]
    return {"DashboardValidationMessages": messages}


@operations.answer("GetDashboard")
def get_dashboard(cloud: "Cloud", call: Call) -> Reply:
    """One dashboard with its body."""
    name = _checked_name(call.parameters)
    dashboard = cloud.dashboards.dashboards.get(name)
    if dashboard is None:
        raise _not_found(name)
    return {
        "DashboardArn": _arn(cloud, name),
        "DashboardName": name,
        "DashboardBody": dashboard.body,
    }


@operations.answer("ListDashboards")
def list_dashboards(cloud: "Cloud", call: Call) -> Reply:
    """The dashboards by name, 1,000 a page, without their bodies."""
    parameters = call.parameters
    prefix, token = text(parameters, "DashboardNamePrefix"), text(parameters, "NextToken")
    after = position_of(token, parameters) if token else ""
    held = cloud.dashboards.dashboards
    names = sorted(name for name in held if name.startswith(prefix) and name > after)
    entries = [
        {
            "DashboardName": name,
            "DashboardArn": _arn(cloud, name),
            "LastModified": held[name].modified,
            "Size": len(held[name].body.encode()),
        }
        for name in names[:PAGE]
    ]
    reply = {"DashboardEntries": entries}
    if len(names) <= PAGE:
        return reply
    return {**reply, "NextToken": token_of(names[PAGE - 1], parameters)}


@operations.answer("DeleteDashboards")
def delete_dashboards(cloud: "Cloud", call: Call) -> Reply:
    """Delete all dashboards named, or none if one does not exist."""
    names = texts(call.parameters, "DashboardNames", most=100)
    if not names:
        raise Fault("InvalidParameterValue", "The parameter DashboardNames is required.")
    held = cloud.dashboards.dashboards
    for name in names:
        if name not in held:
            raise _not_found(name)
    for name in set(names):
        del held[name]
    return {}


def _arn(cloud: "Cloud", name: str) -> str:
    return f"arn:aws:cloudwatch::{cloud.account}:dashboard/{name}"


def _checked_name(parameters: Row) -> str:
    name = required_text(parameters, "DashboardName")
    if not _NAME.match(name):
        raise Fault(
            "InvalidParameterValue",
            "The value for field DashboardName contains invalid characters. It can only contain "
            "alphanumerics, dash (-) and underscore (_).",
        )
    return name


def _not_found(name: str) -> Fault:
    return Fault("ResourceNotFound", f"Dashboard {name[:255]} does not exist", status=404)


def _bad_input(message: str) -> Fault:
    return Fault("InvalidParameterInput", message)
