"""What the operations of EventBridge ask in the same way: names, buses, pages."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.event_pattern import EventPattern, EventPatternError, parse
from awsobs.local.operations import Call, Fault
from awsobs.local.services.constraints import Asked
from awsobs.local.services.events_state import DEFAULT_BUS, EventRule
from awsobs.local.services.resume_tokens import TokenError, page_of, position_of, token_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

RULE_NAME: Final = re.compile(r"[\.\-_A-Za-z0-9]+")
LONGEST_RULE_NAME: Final = 64
BUS_NAME: Final = re.compile(r"[/\.\-_A-Za-z0-9]+")
LONGEST_BUS_NAME: Final = 256

_BUS: Final = re.compile(
    r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+"
)
_LONGEST: Final = 1600
_PAGE: Final = 100


def asked(call: Call) -> Asked:
    """The parameters of a call to EventBridge."""
    return Asked(call.parameters, "ValidationException")


def invalid(message: str) -> Fault:
    """The refusal of parameters that are wrong or do not go together."""
    return Fault("ValidationException", message)


def too_many() -> Fault:
    """The refusal of one more than a quota allows."""
    return Fault(
        "LimitExceededException", "The requested resource exceeds the maximum number allowed."
    )


def bus_name(request: Asked, member: str = "EventBusName") -> str:
    """The name of the bus that a name or an ARN says; the default one if none is said."""
    name = request.text(member, most=_LONGEST, fits=_BUS)
    return (name.partition(":event-bus/")[2] or name) if name else DEFAULT_BUS


def rule_asked(cloud: "Cloud", request: Asked, member: str = "Name") -> EventRule:
    """The rule that a call names, which must be there."""
    name = request.required(member, most=LONGEST_RULE_NAME, fits=RULE_NAME)
    return cloud.events.rule(bus_name(request), name)


def pattern_of(text: str) -> EventPattern:
    """An event pattern.

    Raises:
        Fault: it cannot be read.
    """
    try:
        return parse(text)
    except EventPatternError as error:
        raise Fault(
            "InvalidEventPatternException", f"Event pattern is not valid. Reason: {error}"
        ) from error


def page(cloud: "Cloud", call: Call, rows: str, items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The page of a listing that a call asks for, in the order of the items' names."""
    request, now = asked(call), cloud.clock.now()
    token = request.text("NextToken", most=2048)
    limit = request.integer("Limit", least=1, most=_PAGE) or _PAGE
    try:
        after = position_of(token, call.parameters, now) if token else None
    except TokenError as error:
        raise invalid("Provided NextToken is not valid.") from error
    placed = [((name,), item) for name, item in sorted(items, key=lambda item: item[0])]
    found, position = page_of(placed, after, limit)
    if position is None:
        return {rows: found}
    return {rows: found, "NextToken": token_of(position, call.parameters, now)}
