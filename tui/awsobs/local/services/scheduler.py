"""EventBridge Scheduler: schedules that fire by themselves."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.schedule import At, ScheduleError, next_fire, parse_schedule, zone_of
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked, Row
from awsobs.local.services.event_delivery import Delivery, reaches
from awsobs.local.services.resume_tokens import TokenError, page_of, position_of, token_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("scheduler")

_NAME: Final = re.compile(r"[0-9a-zA-Z\-_.]+")
_DEFAULT: Final = "default"
_STATES: Final = ("ENABLED", "DISABLED")
_BUS: Final = ":event-bus/"
_MOST: Final = 10_000
_PAGE: Final = 100


@dataclass(slots=True, kw_only=True)
class StoredSchedule:
    """One schedule, as GetSchedule gives it; `due` is when it fires next."""

    row: dict[str, Any]
    due: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it should have fired by now."""
        return self.due is not None and self.due <= now

    @property
    def is_over(self) -> bool:
        """Whether it fires no more, as long as nobody changes it."""
        return self.due is None

    def plan(self, after: datetime) -> None:
        """Set when it fires next: between its dates, while it is on."""
        row = self.row
        start, end = row.get("StartDate"), row.get("EndDate")
        since = start or row["CreationDate"]
        zone = row.get("ScheduleExpressionTimezone") or "UTC"
        earliest = max(after, start) if start is not None else after
        at = next_fire(parse_schedule(row["ScheduleExpression"]), earliest, zone=zone, since=since)
        is_over = at is not None and end is not None and at > end
        self.due = None if row["State"] == "DISABLED" or is_over else at


@dataclass(slots=True)
class SchedulerState:
    """All schedules by group and name."""

    schedules: dict[tuple[str, str], StoredSchedule] = field(
        default_factory=dict[tuple[str, str], StoredSchedule]
    )


@operations.answer("CreateSchedule")
def create_schedule(cloud: "Cloud", call: Call) -> Reply:
    """Add a schedule to the default group."""
    request, now = _asked(call), cloud.clock.now()
    key = _key(request)
    if key[0] != _DEFAULT:
        raise Fault("ResourceNotFoundException", f"Schedule group {key[0]} does not exist.")
    if key in cloud.scheduler.schedules:
        raise Fault("ConflictException", f"Schedule {key[1]} already exists.", status=409)
    if len(cloud.scheduler.schedules) >= _MOST:
        raise Fault("ServiceQuotaExceededException", "Too many schedules.", status=402)
    _check(request)
    given = {name: value for name, value in request.row().items() if name != "ClientToken"}
    arn = f"arn:aws:scheduler:{cloud.region}:{cloud.account}:schedule/{key[0]}/{key[1]}"
    stored = StoredSchedule(
        row={
            "State": "ENABLED",
            "ScheduleExpressionTimezone": "UTC",
            **given,
            "GroupName": key[0],
            "Arn": arn,
            "CreationDate": now,
            "LastModificationDate": now,
        }
    )
    stored.plan(now)
    cloud.scheduler.schedules[key] = stored
    return {"ScheduleArn": arn}


@operations.answer("GetSchedule")
def get_schedule(cloud: "Cloud", call: Call) -> Reply:
    """One schedule, with what it runs by and what it calls."""
    return dict(_stored(cloud, _asked(call)).row)


@operations.answer("DeleteSchedule")
def delete_schedule(cloud: "Cloud", call: Call) -> Reply:
    """Forget a schedule."""
    request = _asked(call)
    _stored(cloud, request)
    del cloud.scheduler.schedules[_key(request)]
    return {}


@operations.answer("ListSchedules")
def list_schedules(cloud: "Cloud", call: Call) -> Reply:
    """The schedules by group and name; not what they run by."""
    request, now = _asked(call), cloud.clock.now()
    prefix, group = request.text("NamePrefix", most=64), request.text("GroupName", most=64)
    state = request.choice("State", _STATES)
    token = request.text("NextToken", most=2048)
    placed = [
        (key, _summary(stored.row))
        for key, stored in sorted(cloud.scheduler.schedules.items())
        if key[1].startswith(prefix)
        and group in ("", key[0])
        and state in ("", stored.row["State"])
    ]
    try:
        after = position_of(token, call.parameters, now) if token else None
    except TokenError as error:
        raise _invalid("Invalid NextToken.") from error
    limit = request.integer("MaxResults", least=1, most=_PAGE) or _PAGE
    found, position = page_of(placed, after, limit)
    more = {} if position is None else {"NextToken": token_of(position, call.parameters, now)}
    return {"Schedules": found, **more}


@operations.answer("ListScheduleGroups")
def list_schedule_groups(cloud: "Cloud", call: Call) -> Reply:
    """The one group that there is."""
    del call
    arn = f"arn:aws:scheduler:{cloud.region}:{cloud.account}:schedule-group/{_DEFAULT}"
    return {"ScheduleGroups": [{"Name": _DEFAULT, "Arn": arn, "State": "ACTIVE"}]}


def run_due(cloud: "Cloud", now: datetime) -> None:
    """Call the targets of all schedules that are due; what happens once is over then."""
    for key, stored in tuple(cloud.scheduler.schedules.items()):
        if stored.is_due(now):
            _call(cloud, stored.row)
            stored.plan(now)
            if stored.is_over and stored.row.get("ActionAfterCompletion") == "DELETE":
                del cloud.scheduler.schedules[key]


def _call(cloud: "Cloud", row: Row) -> None:
    target, now = row["Target"], cloud.clock.now()
    arn, text = str(target["Arn"]), str(target.get("Input") or "{}")
    arrived = reaches(cloud, arn)
    group = (("ScheduleGroup", row["GroupName"]),)
    for metric in ("InvocationAttemptCount", *(() if arrived else ("TargetErrorCount",))):
        cloud.metrics.put("AWS/Scheduler", metric, group, now, 1.0, unit="Count", resolution=60)
    if not arrived:
        return
    cloud.events.delivered.append(Delivery(rule=row["Arn"], target=arn, payload=text))
    if _BUS in arn:
        given = target["EventBridgeParameters"]
        kind, source = given["DetailType"], given["Source"]
        event = {"detail-type": kind, "source": source, "detail": json.loads(text)}
        cloud.events.publish(cloud, event, arn.rpartition(_BUS)[2])


def _check(request: Asked) -> None:
    """Refuse what could never fire, or whom it could not call.

    Raises:
        Fault: why.
    """
    expression = request.required("ScheduleExpression", most=256)
    try:
        schedule = parse_schedule(expression)
        zone_of(request.text("ScheduleExpressionTimezone", most=50) or "UTC")
    except ScheduleError as error:
        raise _invalid(f"Invalid Schedule Expression {expression}. {error}.") from error
    request.choice("State", _STATES)
    if isinstance(schedule, At) and ("StartDate" in request or "EndDate" in request):
        raise _invalid("One-time schedules have no start date and no end date.")
    window = request.inner("FlexibleTimeWindow")
    if window is None or not window.choice("Mode", ("OFF", "FLEXIBLE")):
        raise _invalid("FlexibleTimeWindow must have a Mode.")
    target = request.inner("Target")
    if target is None:
        raise _invalid("Target must not be null.")
    arn = target.required("Arn", most=1600)
    target.required("RoleArn", most=1600)
    _check_input(arn, target)


def _check_input(arn: str, target: Asked) -> None:
    if _BUS not in arn:
        return
    parameters = target.inner("EventBridgeParameters")
    if parameters is None:
        raise _invalid("EventBridgeParameters must be given for an event bus.")
    parameters.required("DetailType", most=128)
    parameters.required("Source", most=256)
    try:
        is_object = isinstance(json.loads(target.text("Input") or "{}"), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        raise _invalid("Input must be a JSON object for an event bus.")


def _summary(row: Row) -> dict[str, Any]:
    names = ("Arn", "CreationDate", "GroupName", "LastModificationDate", "Name", "State")
    return {**{name: row[name] for name in names}, "Target": {"Arn": row["Target"]["Arn"]}}


def _asked(call: Call) -> Asked:
    return Asked(call.parameters, "ValidationException")


def _key(request: Asked) -> tuple[str, str]:
    group = request.text("GroupName", most=64, fits=_NAME) or _DEFAULT
    return group, request.required("Name", most=64, fits=_NAME)


def _stored(cloud: "Cloud", request: Asked) -> StoredSchedule:
    key = _key(request)
    stored = cloud.scheduler.schedules.get(key)
    if stored is None:
        raise Fault("ResourceNotFoundException", f"Schedule {key[1]} does not exist.", status=404)
    return stored


def _invalid(message: str) -> Fault:
    return Fault("ValidationException", message)
