"""What every source is: something that can be polled until it is caught up."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Generic, Protocol, TypeVar

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.window import Window
from awsobs.sources.session import Aws

Record_co = TypeVar("Record_co", covariant=True)
Record = TypeVar("Record")

Tell = Callable[[str], None]
"""Takes what a source is busy with: `4 groups`, `page 3`."""


def say_nothing(_: str) -> None:
    """Nobody wants to know."""


class Source(Protocol[Record_co]):
    """One stream of records from AWS.

    `behind` says that another poll at once would bring more; `shortfall` says in words what
    is missing of the window, or nothing.
    """

    @property
    def name(self) -> str: ...

    @property
    def behind(self) -> bool: ...

    @property
    def shortfall(self) -> str: ...

    def poll(self, window: Window) -> AsyncIterator[Batch[Record_co]]:
        """One pass over what the window needs, in batches."""
        ...


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
