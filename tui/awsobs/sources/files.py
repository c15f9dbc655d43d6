"""Log lines of local files and of standard input: no AWS, no credentials, no calls."""

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, groupby

from awsobs.analysis.log_times import LineTimes
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.line_ids import trace_ids_in
from awsobs.domain.log_block import LogBlock
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.domain.window import Window
from awsobs.languages.linear_regex import searcher
from awsobs.languages.secret_rules import HINT
from awsobs.languages.secrets import masked
from awsobs.sources.file_entries import Columns, FileEntries, Lines
from awsobs.sources.file_tail import Tail
from awsobs.sources.key_blocks import KeyBlocks

LONGEST = 1024 * 1024
"""Bytes of a line; what is longer is cut into several."""

UNFINISHED = 1.0
"""Seconds after which the start of a line is shown though its end has not come."""

HELD = 0.3
"""Seconds after which an entry is shown though more lines of it might come."""

_MOST_BLOCKS = 200
_SLICE = 500
_BUFFER = 4096
"""Who gets so many bytes at once may have got the start of an entry, as programs buffer them."""


class FileSource:
    """Reads some files to their ends, and then whatever is written to them.

    Lines without a time of their own have that of the line before, or the one at which they came.
    Files are numbered from `number` on, which orders lines of the same time; tails of one name
    that follow each other are parts of one file.
    """

    name = "logs"

    def __init__(
        self, tails: Sequence[Tail], clock: Clock, *, epoch: int = 0, number: int = 0
    ) -> None:
        self._clock = clock
        self._epoch = epoch
        files = [list(parts) for _, parts in groupby(tails, key=lambda tail: tail.name)]
        self._readers = [
            _Reader(tail, at, clock) for at, parts in enumerate(files, number) for tail in parts
        ]
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
    def cut(self) -> int:
        """Entries that were too long for one, and go on as others."""
        return sum(reader.cut for reader in self._readers)

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
                for block in reader.read():
                    yield self._batch(block)
                    await asyncio.sleep(0)
                self._behind |= reader.has_moved
            if not self._behind:
                return

    def _batch(self, block: LogBlock) -> Batch[LogEvent]:
        self._sequence += 1
        return Batch(
            source=self.name,
            context=Context(),
            epoch=self._epoch,
            sequence=self._sequence,
            received_at=self._clock.now(),
            records=block,
            counts=Counts(received=len(block), kept=len(block)),
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
        self._entries = FileEntries()
        self._rest = b""
        self._since = clock.monotonic()
        self._at = tail.start
        self._newest: int | None = None

    @property
    def cut(self) -> int:
        return self._entries.cut

    def read(self) -> Iterator[LogBlock]:
        """The next lines, few at a time."""
        self.has_moved = False
        if self.is_over:
            return
        data = self.tail.read()
        lines = self._whole_lines(data)
        self.has_moved = bool(data or lines or self.tail.starts_anew)
        now = int(self._clock.now().timestamp() * 1000)
        ends = list(accumulate((len(line) + 1 for line in lines), initial=self._at))
        self._at = ends[-1]
        for first in range(0, len(lines), _SLICE):
            some = slice(first, first + _SLICE)
            more = len(data) >= _BUFFER or some.stop < len(lines)
            found = self._joined(lines[some], ends[some], now, more=more)
            block = self._block(found, now)
            if len(block):
                yield block
        is_over = self.tail.is_over or self.tail.starts_anew
        is_quiet = not data and not self._entries.expects_more
        if self._entries.holds and (is_over or is_quiet or self._has_waited(HELD)):
            self.has_moved = True
            yield self._block(self._entries.rest(), now)
        if is_over:
            self._entries.end()
        self.is_over = self.tail.is_over

    def _whole_lines(self, data: bytes) -> list[bytes]:
        if data:
            self._since = self._clock.monotonic()
            *lines, rest = (self._rest + data).split(b"\n")
            *cut, self._rest = _pieces(rest)
            if lines and max(map(len, lines)) > LONGEST:
                lines = [piece for line in lines for piece in _pieces(line)]
            return [*lines, *cut]
        is_over = self.tail.is_over or self.tail.starts_anew
        if self._rest and (is_over or self._has_waited(UNFINISHED)):
            rest, self._rest = self._rest, b""
            return [rest]
        return []

    def _has_waited(self, seconds: float) -> bool:
        return self._clock.monotonic() - self._since >= seconds

    def _joined(
        self, lines: Sequence[bytes], numbers: Sequence[int], now: int, *, more: bool
    ) -> Columns:
        """Lines as entries; what holds for all of them is found out once."""
        texts = [line.decode("utf-8", "replace").rstrip("\r") for line in lines]
        whole = "\n".join(texts)
        is_safe = whole.isascii() and whole.replace("\n", "").isprintable()
        messages = texts if is_safe else [safe_text(text) for text in texts]
        if self._keys.is_open or _hints()(whole if is_safe else "\n".join(messages)):
            texts = [self._keys.masked(self._group, text) for text in texts]
            messages = [masked(safe_text(text)) for text in texts]
        times = [self._times.of(text) for text in texts]
        moments = self._moments(times, now)
        found = Lines(numbers, texts, messages, times, moments)
        return self._entries.joined(found, whole, more=more)

    def _block(self, found: Columns, now: int) -> LogBlock:
        return LogBlock(
            group=self._group,
            stream=self._group,
            ingestion_time=now,
            prefix=self._prefix,
            numbers=found.numbers,
            messages=found.messages,
            timestamps=found.moments,
            levels=found.levels,
            traces=trace_ids_in(found.messages),
        )

    def _moments(self, times: Sequence[int | None], now: int) -> "array[int]":
        """When lines were written: those that do not say it, when the one before them was."""
        if None not in times:
            moments = array("q", (at for at in times if at is not None))
            self._newest = moments[-1]
            return moments
        newest, moments = self._newest, array("q")
        for at in times:
            if at is not None:
                newest = at
            elif newest is None:
                newest = now
            moments.append(newest)
        self._newest = newest
        return moments


@cache
def _hints() -> Callable[[str], bool]:
    """Whether some of many lines may hold a secret; mostly none of them does."""
    return searcher(HINT)


def _pieces(line: bytes) -> list[bytes]:
    """A line, or where it is too long the parts of it."""
    if len(line) <= LONGEST:
        return [line]
    return [line[start : start + LONGEST] for start in range(0, len(line), LONGEST)]
