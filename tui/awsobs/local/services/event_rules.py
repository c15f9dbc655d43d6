"""EventBridge: rules and their targets."""

import json
import re
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.pattern_text import PatternError
from awsobs.languages.schedule import is_schedule
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.event_delivery import value_at
from awsobs.local.services.event_requests import (
    LONGEST_RULE_NAME,
    RULE_NAME,
    asked,
    bus_name,
    invalid,
    page,
    pattern_of,
    rule_asked,
    too_many,
)
from awsobs.local.services.events_state import (
    DEFAULT_BUS,
    DISABLED,
    MOST_RULES,
    WITH_READS,
    EventRule,
)

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("events")

ENABLED: Final = "ENABLED"
STATES: Final = (ENABLED, DISABLED, WITH_READS)
MOST_TARGETS: Final = 5

_LONGEST_PATTERN: Final = 4096
_MOST_ENTRIES: Final = 10
_ID: Final = re.compile(r"[\.\-_A-Za-z0-9]+")
_ARN: Final = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:(?:\d{12})?:\S+")
_INPUTS: Final = ("Input", "InputPath", "InputTransformer")


@operations.answer("PutRule")
def put_rule(cloud: "Cloud", call: Call) -> Reply:
    """Make a rule, or change the one of the same name; its targets stay."""
    request = asked(call)
    name = request.required("Name", most=LONGEST_RULE_NAME, fits=RULE_NAME)
    bus = cloud.events.bus(bus_name(request))
    text = request.text("EventPattern", least=0, most=_LONGEST_PATTERN)
    schedule = request.text("ScheduleExpression", least=0, most=256)
    state = request.choice("State", STATES) or ENABLED
    if not text and not schedule:
        raise invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
    if schedule and bus.name != DEFAULT_BUS:
        raise invalid("ScheduleExpression is supported only on the default event bus.")
    if schedule and not is_schedule(schedule):
        raise invalid("Parameter ScheduleExpression is not valid.")
    pattern = pattern_of(text) if text else None
    description = request.text("Description", least=0, most=512)
    role = request.text("RoleArn", most=1600)
    if name not in bus.rules and len(bus.rules) >= MOST_RULES:
        raise too_many()
    arn = _rule_arn(cloud, bus.name, name)
    rule = bus.rules.setdefault(name, EventRule(name=name, bus=bus.name, arn=arn, state=state))
    _refuse_managed(rule)
    rule.state, rule.pattern, rule.schedule = state, pattern, schedule
    rule.description, rule.role = description, role
    rule.plan(cloud.clock.now(), anew=True)
    return {"RuleArn": arn}


@operations.answer("DescribeRule")
def describe_rule(cloud: "Cloud", call: Call) -> Reply:
    """One rule, without its targets."""
    return {**_row(rule_asked(cloud, asked(call))), "CreatedBy": cloud.account}


@operations.answer("ListRules")
def list_rules(cloud: "Cloud", call: Call) -> Reply:
    """The rules of a bus by name, 100 a page."""
    request = asked(call)
    prefix = request.text("NamePrefix", most=LONGEST_RULE_NAME, fits=RULE_NAME)
    rules = cloud.events.bus(bus_name(request)).rules
    found = ((name, _row(rule)) for name, rule in rules.items() if name.startswith(prefix))
    return page(cloud, call, "Rules", found)


@operations.answer("ListRuleNamesByTarget")
def list_rule_names_by_target(cloud: "Cloud", call: Call) -> Reply:
    """The names of the rules that have a target."""
    request = asked(call)
    arn = request.required("TargetArn", most=1600)
    rules = cloud.events.bus(bus_name(request)).rules
    found = (
        (name, name)
        for name, rule in rules.items()
        if any(target["Arn"] == arn for target in rule.targets.values())
    )
    return page(cloud, call, "RuleNames", found)


@operations.answer("DeleteRule")
def delete_rule(cloud: "Cloud", call: Call) -> Reply:
    """Delete a rule without targets; that there is none already is no error."""
    request = asked(call)
    name = request.required("Name", most=LONGEST_RULE_NAME, fits=RULE_NAME)
    rules = cloud.events.bus(bus_name(request)).rules
    rule = rules.get(name)
    if rule is not None:
        _refuse_managed(rule)
    if rule is not None and rule.targets:
        raise invalid("Rule can't be deleted since it has targets.")
    rules.pop(name, None)
    return {}


@operations.answer("EnableRule")
def enable_rule(cloud: "Cloud", call: Call) -> Reply:
    """Let a rule match again; a rate begins to count."""
    _switch(cloud, call, ENABLED)
    return {}


@operations.answer("DisableRule")
def disable_rule(cloud: "Cloud", call: Call) -> Reply:
    """Stop a rule from matching."""
    _switch(cloud, call, DISABLED)
    return {}


@operations.answer("PutTargets")
def put_targets(cloud: "Cloud", call: Call) -> Reply:
    """Add targets to a rule, or change those of the same ids."""
    request = asked(call)
    rule = rule_asked(cloud, request, "Rule")
    entries = request.required_rows("Targets", most=_MOST_ENTRIES)
    targets = dict(map(_target, entries))
    if len(rule.targets.keys() | targets.keys()) > MOST_TARGETS:
        raise too_many()
    rule.targets.update(targets)
    return {"FailedEntryCount": 0, "FailedEntries": []}


@operations.answer("RemoveTargets")
def remove_targets(cloud: "Cloud", call: Call) -> Reply:
    """Take targets from a rule; says which it does not have."""
    request = asked(call)
    rule = rule_asked(cloud, request, "Rule")
    failed = [
        {
            "TargetId": id_,
            "ErrorCode": "ResourceNotFoundException",
            "ErrorMessage": f"Rule {rule.name} does not have a target with the Id {id_}.",
        }
        for id_ in request.required_texts("Ids", most=100)
        if rule.targets.pop(id_, None) is None
    ]
    return {"FailedEntryCount": len(failed), "FailedEntries": failed}


@operations.answer("ListTargetsByRule")
def list_targets_by_rule(cloud: "Cloud", call: Call) -> Reply:
    """The targets of a rule."""
    rule = rule_asked(cloud, asked(call), "Rule")
    return page(cloud, call, "Targets", rule.targets.items())


def _switch(cloud: "Cloud", call: Call, state: str) -> None:
    rule = rule_asked(cloud, asked(call))
    _refuse_managed(rule)
    rule.state = state
    rule.plan(cloud.clock.now(), anew=True)


def _refuse_managed(rule: EventRule) -> None:
    """What a service made for itself is its own to change."""
    if rule.managed_by:
        words = f"Rule {rule.name} is a managed rule and can only be changed by {rule.managed_by}."
        raise Fault("ManagedRuleException", words)


def _target(entry: Asked) -> tuple[str, dict[str, Any]]:
    """A target by its id.

    Raises:
        Fault: it can not be one.
    """
    id_ = entry.required("Id", most=64, fits=_ID)
    arn = entry.required("Arn", most=1600)
    if not _ARN.fullmatch(arn):
        raise invalid(
            f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
        )
    if sum(member in entry for member in _INPUTS) > 1:
        raise invalid(
            f"Only one of Input, InputPath, or InputTransformer must be provided for target {id_}."
        )
    _check_input(id_, entry)
    return id_, entry.row()


def _check_input(id_: str, entry: Asked) -> None:
    text = entry.text("Input", least=0, most=8192)
    paths = [entry.text("InputPath", most=256)]
    transformer = entry.inner("InputTransformer")
    if transformer is not None:
        transformer.required("InputTemplate", most=8192)
        paths += transformer.words("InputPathsMap").values()
    try:
        json.loads(text or "null")
        for path in filter(None, paths):
            value_at(path, {})
    except (ValueError, RecursionError) as error:
        kind = "InputPath" if isinstance(error, PatternError) else "Input"
        raise invalid(f"Parameter {kind} is not valid for target {id_}.") from error


def _rule_arn(cloud: "Cloud", bus: str, name: str) -> str:
    path = name if bus == DEFAULT_BUS else f"{bus}/{name}"
    return f"arn:aws:events:{cloud.region}:{cloud.account}:rule/{path}"


def _row(rule: EventRule) -> dict[str, Any]:
    row = {
        "Name": rule.name,
        "Arn": rule.arn,
        "EventPattern": rule.pattern.text if rule.pattern is not None else "",
        "ScheduleExpression": rule.schedule,
        "State": rule.state,
        "Description": rule.description,
        "RoleArn": rule.role,
        "ManagedBy": rule.managed_by,
        "EventBusName": rule.bus,
    }
    return {name: value for name, value in row.items() if value}
