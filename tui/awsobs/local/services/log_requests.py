"""What the operations of CloudWatch Logs ask in the same way: names, groups, pages."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from awsobs.languages.filter_pattern import LONGEST, Pattern, PatternError, parse
from awsobs.local.operations import Call, Fault
from awsobs.local.services.constraints import Asked
from awsobs.local.services.logs_state import LogGroup
from awsobs.local.services.resume_tokens import Position, TokenError, page_of, position_of, token_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

Item = TypeVar("Item")

GROUP_NAME: Final = re.compile(r"[\.\-_/#A-Za-z0-9]+")
STREAM_NAME: Final = re.compile(r"[^:*]*")
IDENTIFIER: Final = re.compile(r"[\w#+=/:,.@-]*", re.ASCII)
LONGEST_NAME: Final = 512

_LONGEST_IDENTIFIER: Final = 2048
_ARN: Final = re.compile(r"arn:aws[\w-]*:logs:([\w-]+):(\d{12}):log-group:([^:*]+)")
_MILLISECOND: Final = timedelta(milliseconds=1)
_PAGE: Final = 50


def invalid(message: str) -> Fault:
    """The refusal of parameters that do not go together."""
    return Fault("InvalidParameterException", message)


def asked(call: Call) -> Asked:
    """The parameters of a call to CloudWatch Logs."""
    return Asked(call.parameters, "InvalidParameterException")


def now_ms(cloud: "Cloud") -> int:
    """The time in epoch milliseconds."""
    return int(cloud.clock.now().timestamp() * 1000)


def milliseconds(duration: timedelta) -> int:
    """A duration in milliseconds."""
    return duration // _MILLISECOND


def group_arn(cloud: "Cloud", name: str) -> str:
    """The ARN of a group, as Live Tail takes it: without `:*`."""
    return f"arn:aws:logs:{cloud.region}:{cloud.account}:log-group:{name}"


def group_named(cloud: "Cloud", request: Asked) -> LogGroup:
    """The group that `logGroupName` names, which must be there."""
    name = request.required("logGroupName", most=LONGEST_NAME, fits=GROUP_NAME)
    return cloud.logs.group(name)


def group_asked(cloud: "Cloud", request: Asked) -> LogGroup:
    """The group that the name or, instead, the identifier names."""
    identifier = request.text("logGroupIdentifier", most=_LONGEST_IDENTIFIER, fits=IDENTIFIER)
    if "logGroupName" in request:
        if identifier:
            raise invalid("LogGroup name and LogGroup ARN are mutually exclusive parameters.")
        return group_named(cloud, request)
    if not identifier:
        raise invalid("Either logGroupName or logGroupIdentifier must be specified.")
    return group_of(cloud, identifier)


def group_of(cloud: "Cloud", identifier: str) -> LogGroup:
    """The group of a name or an ARN; those of other accounts and regions do not exist here."""
    if not identifier.startswith("arn:"):
        return cloud.logs.group(identifier)
    found = _ARN.fullmatch(identifier)
    if found is None:
        raise invalid(f"The log group ARN is invalid: {identifier}")
    region, account, name = found.groups()
    if (region, account) != (cloud.region, cloud.account):
        raise Fault("ResourceNotFoundException", "The specified log group does not exist.")
    return cloud.logs.group(name)


def stream_name(request: Asked, member: str = "logStreamName") -> str:
    """A name of a stream, which must be there."""
    return request.required(member, most=LONGEST_NAME, fits=STREAM_NAME)


def pattern_asked(request: Asked, member: str = "filterPattern") -> Pattern:
    """The filter pattern; an absent one matches everything.

    Raises:
        Fault: it cannot be read.
    """
    text = request.text(member, least=0, most=LONGEST)
    try:
        return parse(text)
    except PatternError as error:
        raise invalid(f"Invalid filter pattern: {error.message}") from error


def resumed(cloud: "Cloud", call: Call) -> Position | None:
    """Where the page before this one stopped.

    Raises:
        Fault: the token is older than a day, or of another question.
    """
    token = asked(call).text("nextToken")
    if not token:
        return None
    try:
        return position_of(token, call.parameters, cloud.clock.now())
    except TokenError as error:
        raise invalid("The specified nextToken is invalid.") from error


def next_token(cloud: "Cloud", call: Call, position: Position | None) -> dict[str, str]:
    """The member that lets the caller go on, if there is more."""
    if position is None:
        return {}
    return {"nextToken": token_of(position, call.parameters, cloud.clock.now())}


def page(
    cloud: "Cloud",
    call: Call,
    items: Iterable[tuple[Position, Item]],
    most: int = _PAGE,
    *,
    falling: bool = False,
) -> tuple[list[Item], dict[str, str]]:
    """The page of a listing that a call asks for, and the member that lets it go on."""
    limit = asked(call).integer("limit", least=1, most=most) or _PAGE
    rows, position = page_of(items, resumed(cloud, call), limit, falling=falling)
    return rows, next_token(cloud, call, position)
