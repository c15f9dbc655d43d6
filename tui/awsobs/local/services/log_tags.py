"""CloudWatch Logs: the tags of groups, by ARN and, as older clients ask, by name."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_requests import asked, group_named, group_of, invalid
from awsobs.local.services.logs_state import LogGroup

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

_MOST: Final = 50
_LONGEST_KEY: Final = 128
_LONGEST_VALUE: Final = 256
_LONGEST_ARN: Final = 1011
_FIT: Final = re.compile(r"[\w\s.:/=+@-]*")


@operations.answer("TagResource")
def tag_resource(cloud: "Cloud", call: Call) -> Reply:
    """Give the group of an ARN tags, beside those that it has."""
    request = asked(call)
    _give(cloud, _group_of_arn(cloud, request), tags_asked(request))
    return {}


@operations.answer("UntagResource")
def untag_resource(cloud: "Cloud", call: Call) -> Reply:
    """Take tags from the group of an ARN."""
    request = asked(call)
    _take(cloud, _group_of_arn(cloud, request), request.required_texts("tagKeys", least=0))
    return {}


@operations.answer("ListTagsForResource")
def list_tags_for_resource(cloud: "Cloud", call: Call) -> Reply:
    """The tags of the group of an ARN."""
    return {"tags": dict(_group_of_arn(cloud, asked(call)).tags)}


@operations.answer("TagLogGroup")
def tag_log_group(cloud: "Cloud", call: Call) -> Reply:
    """Give a group tags, beside those that it has."""
    request = asked(call)
    _give(cloud, group_named(cloud, request), tags_asked(request))
    return {}


@operations.answer("UntagLogGroup")
def untag_log_group(cloud: "Cloud", call: Call) -> Reply:
    """Take tags from a group."""
    request = asked(call)
    _take(cloud, group_named(cloud, request), request.required_texts("tags"))
    return {}


@operations.answer("ListTagsLogGroup")
def list_tags_log_group(cloud: "Cloud", call: Call) -> Reply:
    """The tags of a group."""
    return {"tags": dict(group_named(cloud, asked(call)).tags)}


def tags_asked(request: Asked) -> Mapping[str, str]:
    """The tags of a call, each within its limits.

    Raises:
        Fault: they are too many, too long, or reserved.
    """
    tags = request.words("tags")
    for key, value in tags.items():
        if not (0 < len(key) <= _LONGEST_KEY and len(value) <= _LONGEST_VALUE):
            raise invalid(f"The tag {key:.{_LONGEST_KEY}} is too long, or its key is empty.")
        if not (_FIT.fullmatch(key) and _FIT.fullmatch(value)):
            raise invalid(f"The tag {key} has characters that tags do not have.")
        if key.lower().startswith("aws:"):
            raise invalid("Tag keys that start with aws: are reserved for AWS.")
    _hold_limit(tags)
    return tags


def _group_of_arn(cloud: "Cloud", request: Asked) -> LogGroup:
    arn = request.required("resourceArn", most=_LONGEST_ARN)
    if not arn.startswith("arn:"):
        raise invalid(f"The resource ARN is invalid: {arn}")
    return group_of(cloud, arn.removesuffix(":*"))


def _give(cloud: "Cloud", group: LogGroup, tags: Mapping[str, str]) -> None:
    given = {**group.tags, **tags}
    _hold_limit(given)
    group.tags = given
    cloud.logs.changed(group)


def _take(cloud: "Cloud", group: LogGroup, keys: Iterable[str]) -> None:
    taken = frozenset(keys)
    group.tags = {key: value for key, value in group.tags.items() if key not in taken}
    cloud.logs.changed(group)


def _hold_limit(tags: Mapping[str, str]) -> None:
    if len(tags) > _MOST:
        raise Fault("TooManyTagsException", f"A resource can have no more than {_MOST} tags.")
