"""X-Ray: its operations, gathered from the modules that answer them."""

from typing import Final

from awsobs.local.operations import Operations
from awsobs.local.services import (
    xray_destination,
    xray_graphs,
    xray_groups,
    xray_insight_reads,
    xray_puts,
    xray_reads,
    xray_retrievals,
    xray_sampling,
)
from awsobs.local.services.xray_destination import Destination
from awsobs.local.services.xray_groups import XrayGroups
from awsobs.local.services.xray_puts import put_documents
from awsobs.local.services.xray_retrievals import Retrievals
from awsobs.local.services.xray_sampling import SamplingState
from awsobs.local.services.xray_traces import XrayState

__all__ = [
    "Destination",
    "Retrievals",
    "SamplingState",
    "XrayGroups",
    "XrayState",
    "operations",
    "put_documents",
]

_PARTS: Final = (
    xray_destination,
    xray_graphs,
    xray_groups,
    xray_insight_reads,
    xray_puts,
    xray_reads,
    xray_retrievals,
    xray_sampling,
)

operations = Operations("xray")
for _part in _PARTS:
    for _name, _handler in _part.operations.handlers.items():
        operations.answer(_name)(_handler)
