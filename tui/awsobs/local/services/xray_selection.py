"""Which of the stored traces a call is about."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from awsobs.languages import xray_filter
from awsobs.local.services.xray_facts import facts_of
from awsobs.local.services.xray_groups import Group
from awsobs.local.services.xray_requests import invalid
from awsobs.local.services.xray_traces import StoredTrace

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


def traces_between(
    cloud: "Cloud", start: datetime, end: datetime, group: Group | None = None
) -> Iterator[StoredTrace]:
    """A group's traces that began in the window, the newest first."""
    low, high = start.timestamp(), end.timestamp()
    test = None if group is None else cloud.xray_groups.test(group)
    for trace in cloud.xray.newest_first():
        if trace.start < low:
            return
        if trace.start <= high and (test is None or test(facts_of(cloud, trace))):
            yield trace


def wanted(cloud: "Cloud", expression: str) -> Callable[[StoredTrace], bool]:
    """The test for a filter expression; an empty one is met by all.

    Raises:
        Fault: the expression is not understood.
    """
    if not expression.strip():
        return lambda _: True
    try:
        matches = xray_filter.parsed(expression)
    except ValueError as error:
        raise invalid(f"Invalid filter expression: {error}") from error
    return lambda trace: matches(facts_of(cloud, trace))
