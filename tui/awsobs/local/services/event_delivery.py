"""EventBridge: what a rule sends to its targets, and where it arrives."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from awsobs.languages.json_pattern import MISSING, selector_of
from awsobs.local.services.log_requests import group_arn, now_ms

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud
    from awsobs.local.services.events_state import EventRule

_LOG_GROUP: Final = re.compile(r"(arn:aws[\w-]*:logs:[\w-]+:\d{12}:log-group:[^:*]+)(?::\*)?")
_PLACE: Final = re.compile(r'("(?:[^"\\]|\\.)*")|<([\w.-]+)>')
_INNER_PLACE: Final = re.compile(r"<([\w.-]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a target got."""

    rule: str
    target: str
    payload: str


def deliver(
    cloud: "Cloud", rule: "EventRule", event: Mapping[str, Any], *, matched: bool = False
) -> None:
    """Send an event to a rule's targets; what became of it is told by the metrics of the rule.

    Log groups take the event. Other targets are outside the local AWS: it ends with the
    invocation. Invocations count those that failed too, as AWS counts them.
    """
    now = cloud.clock.now()
    if matched:
        count(cloud, rule, "MatchedEvents", now)
    count(cloud, rule, "TriggeredRules", now)
    for target in rule.targets.values():
        count(cloud, rule, "Invocations", now)
        if not _arrives(cloud, rule, target, event):
            count(cloud, rule, "FailedInvocations", now)


def count(cloud: "Cloud", rule: "EventRule", metric: str, at: datetime) -> None:
    """Count one for a rule; on the default bus its name alone says which."""
    bus = (("EventBusName", rule.bus),) if rule.bus != "default" else ()
    dimensions = (*bus, ("RuleName", rule.name))
    cloud.metrics.put("AWS/Events", metric, dimensions, at, 1.0, unit="Count", resolution=60)


def reaches(cloud: "Cloud", arn: str) -> bool:
    """Whether a target can take anything: a log group must be there, of others nothing is known."""
    group = _LOG_GROUP.fullmatch(arn)
    if group is None:
        return True
    name = group.group(1).partition(":log-group:")[2]
    return group.group(1) == group_arn(cloud, name) and name in cloud.logs.groups


def payload(rule: "EventRule", target: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """What a target gets: the event, a part of it, a constant, or a filled-in template."""
    if target.get("Input") is not None:
        return str(target["Input"])
    if target.get("InputPath") is not None:
        return _spelled(value_at(target["InputPath"], event))
    transformer = target.get("InputTransformer")
    if transformer is None:
        return json.dumps(event)
    paths: Mapping[str, str] = transformer.get("InputPathsMap") or {}
    values = {name: value_at(path, event) for name, path in paths.items()}
    return _filled(transformer["InputTemplate"], {**_given(rule, event), **values})


def value_at(path: str, event: Mapping[str, Any]) -> object:
    """The part of an event at a path such as `$.detail.state`; null where there is none.

    Raises:
        PatternError: it is no path.
    """
    if path == "$":
        return event
    value = selector_of(path)(event)
    return None if value is MISSING else value


def _arrives(
    cloud: "Cloud", rule: "EventRule", target: Mapping[str, Any], event: Mapping[str, Any]
) -> bool:
    if not reaches(cloud, target["Arn"]):
        return False
    sent = payload(rule, target, event)
    delivery = Delivery(rule=rule.arn, target=target["Arn"], payload=sent)
    cloud.events.delivered.append(delivery)
    group = _LOG_GROUP.fullmatch(target["Arn"])
    if group is not None:
        name = group.group(1).partition(":log-group:")[2]
        at = int(datetime.fromisoformat(event["time"]).timestamp() * 1000)
        stream = str(uuid5(NAMESPACE_URL, rule.arn))
        cloud.logs.put(name, stream, [(at, sent)], now_ms(cloud))
    return True


def _filled(template: str, values: Mapping[str, object]) -> str:
    """A template with its places filled: text as it is inside quotes, JSON outside of them."""

    def fill(found: re.Match[str]) -> str:
        quoted, name = found.groups()
        if quoted is None:
            return json.dumps(values[name]) if name in values else found.group()
        return _INNER_PLACE.sub(fill_inner, quoted)

    def fill_inner(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            return found.group()
        return json.dumps(_spelled(values[name]))[1:-1]

    return _PLACE.sub(fill, template)


def _given(rule: "EventRule", event: Mapping[str, Any]) -> dict[str, object]:
    """The places that every template has."""
    return {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event.ingestion-time": event["time"],
        "aws.events.event": event,
        "aws.events.event.json": event,
    }


def _spelled(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
