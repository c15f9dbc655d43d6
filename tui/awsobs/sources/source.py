"""What sources have in common: they tell what they are busy with, and stamp their batches."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.sources.session import Aws

Record = TypeVar("Record")

Tell = Callable[[str], None]
"""Takes what a source is busy with: `4 groups`, `page 3`."""


def say_nothing(_: str) -> None:
    """Nobody wants to know."""


class Stamp(Generic[Record]):
    """Numbers the batches of one source and says whose they are."""

    def __init__(self, source: str, aws: Aws) -> None:
        self._source = source
        self._aws = aws
        self._sequence = 0

    def batch(
        self, records: Iterable[Record], counts: Counts | None = None, *, note: str = ""
    ) -> Batch[Record]:
        """A batch of what has just arrived; without counts, all of it was kept."""
        kept = tuple(records)
        self._sequence += 1
        return Batch(
            source=self._source,
            context=self._aws.context,
            epoch=self._aws.epoch,
            sequence=self._sequence,
            received_at=self._aws.clock.now(),
            records=kept,
            counts=counts or Counts(received=len(kept), kept=len(kept)),
            note=note,
        )
