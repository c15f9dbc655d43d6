"""Lines of one file as columns: most of them are kept as they came, and never are events."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from typing_extensions import override

from awsobs.domain.logs import Level, LogEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBlock(Sequence[LogEvent]):
    """Lines in the order in which they came, at one time, from one place.

    Looked at, they are events. Their ids are `prefix` and a number, which rises from line to
    line. `traces` are the trace ids of the rows that have one.
    """

    group: str
    stream: str
    ingestion_time: int
    prefix: str
    numbers: Sequence[int]
    messages: Sequence[str]
    timestamps: "array[int]"
    levels: bytes
    traces: Mapping[int, str] = field(default_factory=dict[int, str])

    @override
    def __len__(self) -> int:
        return len(self.messages)

    @overload
    def __getitem__(self, index: int) -> LogEvent: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogEvent]: ...
    @override
    def __getitem__(self, index: int | slice) -> LogEvent | list[LogEvent]:
        if isinstance(index, slice):
            return [self._event(row) for row in range(*index.indices(len(self)))]
        return self._event(range(len(self))[index])

    @override
    def __iter__(self) -> Iterator[LogEvent]:
        return map(self._event, range(len(self)))

    @property
    def is_in_order(self) -> bool:
        """Whether no line is older than the one before it."""
        times = self.timestamps
        return all(map(int.__le__, times, times[1:]))

    def ids(self, low: int, high: int) -> list[str]:
        """The event ids of the rows in [low, high)."""
        prefix = self.prefix
        return [f"{prefix}{number:012}" for number in self.numbers[low:high]]

    def _event(self, row: int) -> LogEvent:
        return LogEvent(
            timestamp=self.timestamps[row],
            ingestion_time=self.ingestion_time,
            group=self.group,
            stream=self.stream,
            message=self.messages[row],
            event_id=f"{self.prefix}{self.numbers[row]:012}",
            level=Level(self.levels[row]),
            trace_id=self.traces.get(row, ""),
        )
