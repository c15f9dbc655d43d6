"""What a source delivers at a time; stores, capture and replay all take the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from awsobs.domain.accounting import Counts
from awsobs.domain.context import Context

Record = TypeVar("Record", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[Record]):
    """Records that arrived together.

    `epoch` rises with every switch of context, so that late answers can be told; `sequence`
    rises with every batch of one source. `counts` covers this batch alone.
    """

    source: str
    context: Context
    epoch: int
    sequence: int
    received_at: datetime
    records: Sequence[Record]
    counts: Counts = field(default_factory=Counts)
    note: str = ""
