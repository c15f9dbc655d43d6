"""Calls that set the stage: the trail does not tell of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Call, Operations

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


def quietly(
    cloud: "Cloud", operations: Operations, operation: str, parameters: Mapping[str, Any]
) -> None:
    """Let a service answer a call as if it had been made long ago.

    Raises:
        Fault: the service refuses.
    """
    call = Call(service=operations.service, operation=operation, parameters=parameters)
    operations.handlers[operation](cloud, call)
