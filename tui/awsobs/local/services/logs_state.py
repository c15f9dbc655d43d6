"""The log groups of the account, with their streams and events, in bounded memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from awsobs.local.operations import Fault
from awsobs.local.services.log_columns import LogColumns

if TYPE_CHECKING:
    from awsobs.local.services.metric_filters import MetricFilter

MOST_GROUPS: Final = 10_000
MOST_STREAMS: Final = 10_000
MOST_STREAMS_IN_ALL: Final = 100_000
GROUP_MEMORY: Final = 96 * 1024 * 1024
TOTAL_MEMORY: Final = 256 * 1024 * 1024

STANDARD: Final = "STANDARD"


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """A group was made, or its settings or filters are others now."""

    group: "LogGroup"


@dataclass(frozen=True, slots=True)
class GroupDeleted:
    """A group is gone, with all in it."""

    group: "LogGroup"


@dataclass(frozen=True, slots=True)
class StreamChanged:
    """A stream was made, or got events."""

    group: "LogGroup"
    stream: "LogStream"


@dataclass(frozen=True, slots=True)
class StreamDeleted:
    """A stream is gone, with its events."""

    group: "LogGroup"
    stream: "LogStream"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsPut:
    """Events of one stream came in, numbered from `number`."""

    group: "LogGroup"
    stream: "LogStream"
    events: Sequence[tuple[int, str]]
    ingested: int
    number: int


@dataclass(frozen=True, slots=True)
class OldestForgotten:
    """What is older than a group's oldest event is gone."""

    group: "LogGroup"


Change: TypeAlias = (
    GroupChanged | GroupDeleted | StreamChanged | StreamDeleted | EventsPut | OldestForgotten
)

Listener: TypeAlias = Callable[["LogGroup", "LogStream", Sequence[tuple[int, str]], int], None]
"""Is told of every put: group, stream, events and the time of ingestion."""

_KEPT_SHARE: Final = 0.95


@dataclass(slots=True, kw_only=True)
class LogStream:
    """One stream; its times are those of its events, None while it has none."""

    name: str
    number: int
    created: int
    first: int | None = None
    last: int | None = None
    ingested: int | None = None


@dataclass(slots=True, kw_only=True)
class LogGroup:
    """One group. `evicted` counts the events that the bounds pushed out."""

    name: str
    created: int
    log_class: str = STANDARD
    retention: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    streams: dict[str, LogStream] = field(default_factory=dict[str, LogStream])
    names: dict[int, str] = field(default_factory=dict[int, str])
    filters: "dict[str, MetricFilter]" = field(default_factory=dict[str, "MetricFilter"])
    columns: LogColumns = field(default_factory=LogColumns)
    evicted: int = 0

    def stream(self, name: str) -> LogStream:
        """The stream of that name.

        Raises:
            Fault: there is none.
        """
        stream = self.streams.get(name)
        if stream is None:
            raise Fault("ResourceNotFoundException", "The specified log stream does not exist.")
        return stream


class LogsState:
    """All groups by name."""

    def __init__(
        self, *, group_memory: int = GROUP_MEMORY, total_memory: int = TOTAL_MEMORY
    ) -> None:
        self.groups: dict[str, LogGroup] = {}
        self.listeners: set[Listener] = set()
        self.journal: Callable[[Change], None] = _kept_nowhere
        self.next_number = 1
        self._group_memory = group_memory
        self._total_memory = total_memory
        self._streams = 0
        self._streams_made = 0
        self._memory = 0

    @property
    def evicted(self) -> int:
        """How many events the bounds have pushed out of the groups that exist."""
        return sum(group.evicted for group in self.groups.values())

    def put(
        self, group: str, stream: str, events: Iterable[tuple[int, str]], ingested_at: int
    ) -> None:
        """Take in events (time in milliseconds, message) of any age and in any order.

        The group and the stream are created as needed.
        """
        found = self.groups.get(group) or self.create_group(group, ingested_at)
        into = found.streams.get(stream) or self.create_stream(found, stream, ingested_at)
        batch = events if isinstance(events, list) else list(events)
        if not batch:
            return
        before = found.columns.memory
        found.columns.put(batch, into.number, ingested_at, self.next_number)
        self._memory += found.columns.memory - before
        _note_times(into, batch, ingested_at)
        self.journal(StreamChanged(found, into))
        self.journal(
            EventsPut(
                group=found,
                stream=into,
                events=batch,
                ingested=ingested_at,
                number=self.next_number,
            )
        )
        self.next_number += len(batch)
        self._hold_bounds(found)
        for listener in tuple(self.listeners):
            listener(found, into, batch, ingested_at)

    def create_group(self, name: str, created: int) -> LogGroup:
        """Make an empty group.

        Raises:
            Fault: there is one of that name, or there are too many.
        """
        if name in self.groups:
            raise Fault("ResourceAlreadyExistsException", "The specified log group already exists")
        if len(self.groups) >= MOST_GROUPS:
            raise Fault("LimitExceededException", "Resource limit exceeded.")
        group = self.groups[name] = LogGroup(name=name, created=created)
        self.journal(GroupChanged(group))
        return group

    def create_stream(self, group: LogGroup, name: str, created: int) -> LogStream:
        """Make an empty stream.

        Raises:
            Fault: there is one of that name, or there are too many.
        """
        if name in group.streams:
            raise Fault("ResourceAlreadyExistsException", "The specified log stream already exists")
        if len(group.streams) >= MOST_STREAMS or self._streams >= MOST_STREAMS_IN_ALL:
            raise Fault("LimitExceededException", "Resource limit exceeded.")
        self._streams += 1
        self._streams_made += 1
        stream = LogStream(name=name, number=self._streams_made, created=created)
        group.streams[name] = stream
        group.names[stream.number] = name
        self.journal(StreamChanged(group, stream))
        return stream

    def group(self, name: str) -> LogGroup:
        """The group of that name.

        Raises:
            Fault: there is none.
        """
        group = self.groups.get(name)
        if group is None:
            raise Fault("ResourceNotFoundException", "The specified log group does not exist.")
        return group

    def delete_group(self, group: LogGroup) -> None:
        """Forget a group with all that is in it."""
        self._memory -= group.columns.memory
        self._streams -= len(group.streams)
        del self.groups[group.name]
        self.journal(GroupDeleted(group))

    def delete_stream(self, group: LogGroup, stream: LogStream) -> None:
        """Forget a stream and its events."""
        before = group.columns.memory
        group.columns.drop_stream(stream.number)
        self._memory += group.columns.memory - before
        self._streams -= 1
        del group.streams[stream.name]
        del group.names[stream.number]
        self.journal(StreamDeleted(group, stream))

    def expire(self, group: LogGroup, before: int) -> None:
        """Forget the events of a group that are older than a time."""
        memory = group.columns.memory
        group.columns.drop_oldest(group.columns.since(before))
        self._memory += group.columns.memory - memory
        if group.columns.memory < memory:
            self.journal(OldestForgotten(group))

    def _hold_bounds(self, group: LogGroup) -> None:
        if group.columns.memory > self._group_memory:
            self._shrink(group, int(self._group_memory * _KEPT_SHARE))
        while self._memory > self._total_memory:
            largest = max(self.groups.values(), key=lambda group: group.columns.memory)
            excess = self._memory - int(self._total_memory * _KEPT_SHARE)
            self._shrink(largest, largest.columns.memory - excess)

    def _shrink(self, group: LogGroup, memory: int) -> None:
        before = group.columns.memory
        group.evicted += group.columns.shrink_to(memory)
        self._memory += group.columns.memory - before
        self.journal(OldestForgotten(group))

    def restore(self, group: LogGroup) -> None:
        """Take back a group as it was kept, with its streams and events."""
        self.groups[group.name] = group
        self._streams += len(group.streams)
        self._streams_made = max(self._streams_made, *group.names, 0)
        self.next_number = max(self.next_number, group.columns.last_number + 1)
        self._memory += group.columns.memory
        self._hold_bounds(group)

    def changed(self, group: LogGroup) -> None:
        """Note that a group's settings or filters are others now."""
        self.journal(GroupChanged(group))


def _kept_nowhere(_change: Change) -> None:
    """All ends with the process."""


def _note_times(stream: LogStream, events: Sequence[tuple[int, str]], ingested: int) -> None:
    first, last = min(time for time, _ in events), max(time for time, _ in events)
    stream.first = first if stream.first is None else min(stream.first, first)
    stream.last = last if stream.last is None else max(stream.last, last)
    stream.ingested = ingested if stream.ingested is None else max(stream.ingested, ingested)
