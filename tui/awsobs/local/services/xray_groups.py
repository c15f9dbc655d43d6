"""Groups of traces, each with a filter expression; the Default group has all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.xray_filter import Test, parsed
from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.xray_requests import group_asked, invalid, page

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

DEFAULT: Final = "Default"

_PAGE: Final = 100
_MOST: Final = 25
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group; `since` is when its insights were switched on, if they are."""

    name: str
    arn: str
    expression: str = ""
    since: datetime | None = None
    notifies: bool = False

    def row(self) -> dict[str, Any]:
        """As GroupSummary has it."""
        row: dict[str, Any] = {"GroupName": self.name, "GroupARN": self.arn}
        if self.expression:
            row["FilterExpression"] = self.expression
        return row | {
            "InsightsConfiguration": {
                "InsightsEnabled": self.since is not None,
                "NotificationsEnabled": self.notifies,
            }
        }


class XrayGroups:
    """The account's groups by name."""

    def __init__(self, account: str, region: str) -> None:
        self._prefix = f"arn:aws:xray:{region}:{account}:group/"
        self._groups: dict[str, Group] = {}
        self._tests: dict[str, Test] = {}
        self._groups[DEFAULT] = Group(name=DEFAULT, arn=self._prefix + DEFAULT)

    def __iter__(self) -> Iterator[Group]:
        return iter(tuple(self._groups.values()))

    def __len__(self) -> int:
        return len(self._groups)

    def by_name(self, name: str) -> Group | None:
        """The group of that name."""
        return self._groups.get(name)

    def by_arn(self, arn: str) -> Group | None:
        """The group of that ARN."""
        return next((group for group in self._groups.values() if group.arn == arn), None)

    def test(self, group: Group) -> Test | None:
        """What a trace of the group must meet; None where every trace is in it."""
        return self._tests.get(group.name)

    def create(
        self, name: str, expression: str, *, since: datetime | None = None, notifies: bool = False
    ) -> Group:
        """Add a group, or put another in the place of the one of that name.

        Raises:
            ValueError: the filter expression is not understood.
        """
        test = parsed(expression) if expression.strip() else None
        known = self._groups.get(name)
        arn = known.arn if known is not None else self._prefix + f"{name}/{_mark(name)}"
        group = Group(name=name, arn=arn, expression=expression, since=since, notifies=notifies)
        self._groups[name] = group
        self._tests.pop(name, None)
        if test is not None:
            self._tests[name] = test
        return group

    def delete(self, group: Group) -> None:
        """Take a group away."""
        del self._groups[group.name]
        self._tests.pop(group.name, None)


@operations.answer("GetGroups")
def get_groups(cloud: "Cloud", call: Call) -> Reply:
    """All groups."""
    rows, token = page(call, [group.row() for group in cloud.xray_groups], _PAGE)
    return {"Groups": rows} | token


@operations.answer("GetGroup")
def get_group(cloud: "Cloud", call: Call) -> Reply:
    """One group."""
    return {"Group": _named(cloud, call).row()}


@operations.answer("CreateGroup")
def create_group(cloud: "Cloud", call: Call) -> Reply:
    """A new group."""
    name = str(call.parameters["GroupName"])
    if not _NAME.fullmatch(name):
        raise invalid("GroupName has 1 to 32 letters, digits, dashes and underscores.")
    if cloud.xray_groups.by_name(name) is not None:
        raise invalid("A group with that name exists already.")
    if len(cloud.xray_groups) > _MOST:
        raise invalid(f"At most {_MOST} groups can be made.")
    return {"Group": _put(cloud, Group(name=name, arn=""), call).row()}


@operations.answer("UpdateGroup")
def update_group(cloud: "Cloud", call: Call) -> Reply:
    """Another filter for a group, or its insights on or off."""
    return {"Group": _put(cloud, _named(cloud, call), call).row()}


@operations.answer("DeleteGroup")
def delete_group(cloud: "Cloud", call: Call) -> Reply:
    """Take a group away."""
    group = _named(cloud, call)
    if group.name == DEFAULT:
        raise invalid("The Default group cannot be deleted.")
    cloud.xray_groups.delete(group)
    return {}


def _named(cloud: "Cloud", call: Call) -> Group:
    group = group_asked(cloud, call)
    if group is None:
        raise invalid("GroupName or GroupARN is needed.")
    return group


def _put(cloud: "Cloud", group: Group, call: Call) -> Group:
    expression = call.parameters.get("FilterExpression")
    if group.name == DEFAULT and expression:
        raise invalid("The Default group has no filter expression.")
    if expression is not None:
        group = replace(group, expression=str(expression))
    wishes: dict[str, Any] = call.parameters.get("InsightsConfiguration") or {}
    if "InsightsEnabled" in wishes:
        since = (group.since or cloud.clock.now()) if wishes["InsightsEnabled"] else None
        group = replace(group, since=since, notifies=group.notifies and since is not None)
    if wishes.get("NotificationsEnabled") and group.since is None:
        raise invalid("Notifications need insights to be enabled.")
    notifies = bool(wishes.get("NotificationsEnabled", group.notifies))
    try:
        return cloud.xray_groups.create(
            group.name, group.expression, since=group.since, notifies=notifies
        )
    except ValueError as error:
        raise invalid(f"Invalid filter expression: {error}") from error


def _mark(name: str) -> str:
    """The part that AWS makes up for an ARN; the same at each start, so that it can be kept."""
    return sha256(name.encode()).hexdigest()[:32].upper()
