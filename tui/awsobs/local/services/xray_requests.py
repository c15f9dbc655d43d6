"""What the operations of X-Ray ask in the same way: windows, groups, pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from awsobs.local.operations import Call, Fault
from awsobs.local.services.next_tokens import position_of, token_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud
    from awsobs.local.services.xray_groups import Group

Item = TypeVar("Item")

WIDEST: Final = timedelta(hours=6)


def invalid(message: str) -> Fault:
    """The refusal that X-Ray has for nearly everything."""
    return Fault("InvalidRequestException", message)


def window(call: Call, widest: timedelta = WIDEST) -> tuple[datetime, datetime]:
    """StartTime and EndTime.

    Raises:
        Fault: they are in the wrong order, or too far apart.
    """
    start, end = call.parameters["StartTime"], call.parameters["EndTime"]
    if end < start:
        raise invalid("The end time must not be before the start time.")
    if end - start > widest:
        hours = widest // timedelta(hours=1)
        raise invalid(f"The time range must be no longer than {hours} hours.")
    return start, end


def group_asked(cloud: "Cloud", call: Call) -> "Group | None":
    """The group that GroupName or GroupARN names, if one is named.

    Raises:
        Fault: both are named, or there is no such group.
    """
    name, arn = call.parameters.get("GroupName"), call.parameters.get("GroupARN")
    if name and arn:
        raise invalid("Specify GroupName or GroupARN, not both.")
    if not name and not arn:
        return None
    group = cloud.xray_groups.by_name(name) if name else cloud.xray_groups.by_arn(str(arn))
    if group is None:
        raise invalid("Group not found.")
    return group


def page(
    call: Call, rows: Sequence[Item], most: int, asked: str = "MaxResults"
) -> tuple[list[Item], dict[str, Any]]:
    """The page of a listing that a call asks for, and the member that lets it go on.

    Raises:
        Fault: the token is of another question.
    """
    start = 0
    if call.parameters.get("NextToken"):
        try:
            start = int(position_of(call.parameters["NextToken"], call.parameters))
        except Fault as fault:
            raise invalid("The NextToken is not one that this operation gave.") from fault
    end = start + min(most, call.parameters.get(asked) or most)
    token = {"NextToken": token_of(str(end), call.parameters)} if end < len(rows) else {}
    return list(rows[start:end]), token
