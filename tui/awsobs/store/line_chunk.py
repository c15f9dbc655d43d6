"""Some tens of thousands of log lines as bytes and numbers, never as objects."""

from array import array

from awsobs.domain.logs import Level, LogEvent

MAX_LINES = 32_768
MAX_BYTES = 8 * 1024 * 1024


class LineChunk:
    """Lines in order of arrival. Their texts lie end to end in one bytearray."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._ends = array("Q")
        self._ids = bytearray()
        self._id_ends = array("L")
        self._trace_starts = array("L")
        self.timestamps = array("q")
        self.ingested = array("q")
        self.levels = bytearray()
        self._places = array("L")
        self._late = bytearray()

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def is_full(self) -> bool:
        return len(self._ends) >= MAX_LINES or len(self._text) >= MAX_BYTES

    @property
    def size(self) -> int:
        """Bytes of text, ids included."""
        return len(self._text) + len(self._ids)

    def append(self, event: LogEvent, place: int) -> int:
        """Keep one line; `place` numbers its group and stream. Returns its row."""
        self._text += event.message.encode("utf-8", "replace")
        self._ends.append(len(self._text))
        self._ids += event.event_id.encode("utf-8", "replace")
        self._trace_starts.append(len(self._ids))
        self._ids += event.trace_id.encode("utf-8", "replace")
        self._id_ends.append(len(self._ids))
        self.timestamps.append(event.timestamp)
        self.ingested.append(event.ingestion_time)
        self.levels.append(event.level)
        self._places.append(place)
        self._late.append(event.late)
        return len(self._ends) - 1

    def event_id(self, row: int) -> str:
        """The id that CloudWatch Logs gave the line."""
        start = self._id_ends[row - 1] if row else 0
        return self._ids[start : self._trace_starts[row]].decode()

    def event(self, row: int, places: list[tuple[str, str]]) -> LogEvent:
        """The line as a record again."""
        start = self._ends[row - 1] if row else 0
        group, stream = places[self._places[row]]
        return LogEvent(
            timestamp=self.timestamps[row],
            ingestion_time=self.ingested[row],
            group=group,
            stream=stream,
            message=self._text[start : self._ends[row]].decode(),
            event_id=self.event_id(row),
            level=Level(self.levels[row]),
            trace_id=self._ids[self._trace_starts[row] : self._id_ends[row]].decode(),
            late=bool(self._late[row]),
        )
