"""The trail service."""

from typing import TYPE_CHECKING

from awsobs.local.operations import Call, Fault, Operations, Reply

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")


class TrailState:
    """Its state."""

    def __init__(self, *, record_reads: bool = False) -> None:
        self._record_reads = record_reads

    def record_call(
        self, cloud: "Cloud", call: Call, reply: Reply | None, fault: Fault | None
    ) -> None:
        """Leave a CloudTrail record of an answered or refused call."""
