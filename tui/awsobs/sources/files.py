"""Log lines of local files and of standard input: no AWS, no credentials, no calls."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import cache

from awsobs.analysis.log_levels import level_of
from awsobs.analysis.log_times import LineTimes
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.line_ids import trace_id_in
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.domain.window import Window
from awsobs.languages.linear_regex import searcher
from awsobs.languages.secret_rules import HINT
from awsobs.languages.secrets import masked
from awsobs.sources.file_tail import Tail
from awsobs.sources.key_blocks import KeyBlocks

LONGEST = 1024 * 1024
"""Bytes of a line; what is longer is cut into several."""

UNFINISHED = 1.0
"""Seconds after which the start of a line is shown though its end has not come."""

_MOST_BLOCKS = 40
_SLICE = 500


class FileSource:
    """Reads some files to their ends, and then whatever is written to them.

    Lines without a time of their own have that of the line before, or the one at which they came.
    Files are numbered from `number` on, which orders lines of the same time.
    """

    name = "logs"

    def __init__(
        self, tails: Sequence[Tail], clock: Clock, *, epoch: int = 0, number: int = 0
    ) -> None:
        self._clock = clock
        self._epoch = epoch
        self._readers = [_Reader(tail, at, clock) for at, tail in enumerate(tails, number)]
        self._sequence = 0
        self._behind = False

    @property
    def behind(self) -> bool:
        """Whether the last pass has left something."""
        return self._behind

    @property
    def shortfall(self) -> str:
        """What is wrong with the first file that cannot be read on, in words."""
        return next((reader.tail.trouble for reader in self._readers if reader.tail.trouble), "")

    @property
    def is_over(self) -> bool:
        """Whether nothing will come any more."""
        return all(reader.is_over for reader in self._readers)

    def close(self) -> None:
        """Close all files."""
        for reader in self._readers:
            reader.tail.close()

    async def poll(self, window: Window) -> AsyncIterator[Batch[LogEvent]]:
        """What the files hold by now, block by block, the same share of each."""
        del window  # a file is read whole, whatever part of it is shown
        for _ in range(_MOST_BLOCKS):
            self._behind = False
            for reader in self._readers:
                for events in reader.read():
                    yield self._batch(events)
                    await asyncio.sleep(0)
                self._behind |= reader.has_moved
            if not self._behind:
                return

    def _batch(self, events: Sequence[LogEvent]) -> Batch[LogEvent]:
        self._sequence += 1
        return Batch(
            source=self.name,
            context=Context(),
            epoch=self._epoch,
            sequence=self._sequence,
            received_at=self._clock.now(),
            records=tuple(events),
            counts=Counts(received=len(events), kept=len(events)),
        )


class _Reader:
    """One file's lines as log events."""

    def __init__(self, tail: Tail, number: int, clock: Clock) -> None:
        self.tail = tail
        self.is_over = self.has_moved = False
        self._prefix = f"{number:03}-"
        self._group = masked(safe_name(tail.name))
        self._clock = clock
        self._times = LineTimes(clock.now())
        self._keys = KeyBlocks()
        self._rest = b""
        self._since = clock.monotonic()
        self._lines = 0
        self._newest: int | None = None

    def read(self) -> Iterator[list[LogEvent]]:
        """The events of the next block, few at a time."""
        self.has_moved = False
        if self.is_over:
            return
        data = self.tail.read()
        lines = self._whole_lines(data)
        self.has_moved = bool(data or lines or self.tail.starts_anew)
        now = int(self._clock.now().timestamp() * 1000)
        for first in range(0, len(lines), _SLICE):
            yield self._events(lines[first : first + _SLICE], now)
        self.is_over = self.tail.is_over

    def _whole_lines(self, data: bytes) -> list[bytes]:
        if data:
            self._since = self._clock.monotonic()
            *lines, rest = (self._rest + data).split(b"\n")
            *cut, self._rest = _pieces(rest)
            return [*(piece for line in lines for piece in _pieces(line)), *cut]
        has_waited = self._clock.monotonic() - self._since >= UNFINISHED
        if self._rest and (self.tail.is_over or self.tail.starts_anew or has_waited):
            rest, self._rest = self._rest, b""
            return [rest]
        return []

    def _events(self, lines: Sequence[bytes], now: int) -> list[LogEvent]:
        """Lines as events; what holds for all of them is found out once."""
        texts = [line.decode("utf-8", "replace").rstrip("\r") for line in lines]
        whole = "\n".join(texts)
        is_safe = whole.isascii() and whole.replace("\n", "").isprintable()
        messages = texts if is_safe else [safe_text(text) for text in texts]
        if self._keys.is_open or _hints()(whole if is_safe else "\n".join(messages)):
            texts = [self._keys.masked(self._group, text) for text in texts]
            messages = [masked(safe_text(text)) for text in texts]
        pairs = zip(texts, messages, strict=True)
        return [self._event(text, message, now) for text, message in pairs]

    def _event(self, text: str, message: str, now: int) -> LogEvent:
        self._newest = at = self._time_of(text, now)
        self._lines += 1
        return LogEvent(
            timestamp=at,
            ingestion_time=now,
            group=self._group,
            stream=self._group,
            message=message,
            event_id=f"{self._prefix}{self._lines:012}",
            level=level_of(text),
            trace_id=trace_id_in(text),
        )

    def _time_of(self, text: str, now: int) -> int:
        at = self._times.of(text)
        if at is not None:
            return at
        return now if self._newest is None else self._newest


@cache
def _hints() -> Callable[[str], bool]:
    """Whether some of many lines may hold a secret; mostly none of them does."""
    return searcher(HINT)


def _pieces(line: bytes) -> list[bytes]:
    """A line, or where it is too long the parts of it."""
    if len(line) <= LONGEST:
        return [line]
    return [line[start : start + LONGEST] for start in range(0, len(line), LONGEST)]
