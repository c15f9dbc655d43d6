"""Which lines of a chunk a filter can let through, without making records of all of them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from awsobs.domain.logs import Level, LogEvent
from awsobs.languages.filter_needs import Every, HasOwn, Holds, Need, Not, Passes, Some
from awsobs.store.byte_search import lines_with
from awsobs.store.line_chunk import LineChunk

_RUN = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_WORDY = re.compile(r"[A-Za-z_]{2}", re.ASCII)
_NUMBER = re.compile(rb"[\[:, ]-?(?:[0-9.]*[0-9][eE]|0\.000|[0-9.]{16})")
"""A number of JSON that may be written otherwise when it is shown."""
_ESCAPES = ("\\u", "\\b", "\\f")
"""What may stand for any letter in JSON, or make letters vanish."""
_FOLDING = "\u0130\u212a\u017f"
"""Letters that are no ASCII, but may match some where case is ignored."""

OUT, IN, ASKED = range(3)


class Sifted:
    """Flags of some rows, a byte each, in whole numbers: those for sure in, and those maybe in."""

    __slots__ = ("maybe", "sure")

    def __init__(self, sure: int, maybe: int) -> None:
        self.sure = sure
        self.maybe = maybe


@dataclass(frozen=True, slots=True)
class _Piece:
    """The rows [low, high) of a chunk."""

    chunk: LineChunk
    low: int
    high: int
    text: bytes
    is_ascii: bool
    places: Sequence[tuple[str, str]]

    @property
    def everything(self) -> int:
        return int.from_bytes(b"\1" * (self.high - self.low), "little")

    def found(self, letters: str, *, ignores_case: bool = False) -> Iterator[tuple[int, bool]]:
        """Rows with these letters, and whether they are all in that row."""
        ends, lines = self.chunk.ends, range(self.low, self.high)
        wanted, text = letters.encode(), self.text
        if ignores_case and not self.is_ascii:
            # Unicode's folding would find more there than it should: 'ß' for 'ss'.
            wanted, text, ignores_case = wanted.lower(), text.lower(), False
        found = lines_with(wanted, text, ends, lines, ignores_case=ignores_case)
        return ((line - self.low, is_inside) for line, is_inside in found)

    def is_json(self, row: int) -> bool:
        start = self.chunk.start(self.low + row) - self.chunk.start(self.low)
        return self.text[start : start + 1] == b"{"

    @property
    def json(self) -> int:
        """The rows that are JSON."""
        if not self.chunk.has_json:
            return 0
        flags = bytes(self.is_json(row) for row in range(self.high - self.low))
        return int.from_bytes(flags, "little")

    def kinds(self, wanted: Callable[[LogEvent], bool]) -> int:
        """The rows whose severity and place are wanted."""
        chunk = self.chunk
        good = {kind for kind in chunk.kinds if wanted(_bare(*kind, self.places))}
        if not good:
            return 0
        if len(good) == len(chunk.kinds):
            return self.everything
        return int.from_bytes(self._flags(good), "little")

    def _flags(self, good: set[tuple[int, int]]) -> bytes:
        chunk = self.chunk
        bad = {level for level, _ in chunk.kinds - good}
        if bad.isdisjoint(level for level, _ in good):
            return chunk.flags_without(frozenset(bad), self.low, self.high)
        rows = range(self.low, self.high)
        return bytes((chunk.level(row), chunk.places[row]) in good for row in rows)


class LineSieve:
    """Works out what a filter needs of a chunk's bytes.

    Args:
        need: What the filter needs.
        head_of: What stands before the message, and a space, in the text that it searches; after
            them comes the message, or where that is JSON what can be shown of it.
        placed: The fields that severity, group and stream alone decide.
        raw: The field that is the message as it came.
    """

    def __init__(
        self,
        need: Need[LogEvent],
        *,
        head_of: Callable[[LogEvent], str],
        placed: frozenset[str],
        raw: str,
    ) -> None:
        self._need = need
        self._head_of = head_of
        self._placed = placed
        self._raw = raw

    def sift(
        self, chunk: LineChunk, low: int, high: int, places: Sequence[tuple[str, str]]
    ) -> bytes:
        """Of each row in [low, high) whether it is `OUT`, `IN`, or the filter must be `ASKED`."""
        text = chunk.text(low, high)
        piece = _Piece(chunk, low, high, text, text.isascii(), places)
        sifted = self._of(self._need, piece)
        verdicts = sifted.sure * IN | (sifted.maybe & ~sifted.sure) * ASKED
        return verdicts.to_bytes(high - low, "little")

    def _of(self, need: Need[LogEvent], piece: _Piece) -> Sifted:
        match need:
            case Holds():
                return self._holding(need, piece, is_raw=False)
            case HasOwn(holds=holds):
                json = piece.json
                maybe = self._holding(holds, piece, is_raw=False).maybe & json if json else 0
                return Sifted(0, maybe)
            case Passes(field=field, holds=Holds() as holds) if field == self._raw:
                return self._holding(holds, piece, is_raw=True)
            case Passes() if need.field in self._placed:
                rows = piece.kinds(need.test)
                return Sifted(rows, rows)
            case Not():
                inner, everything = self._of(need.part, piece), piece.everything
                return Sifted(everything ^ inner.maybe, everything ^ inner.sure)
            case Every():
                return self._every(need, piece)
            case Some():
                sifted = Sifted(0, 0)
                for part in need.parts:
                    one = self._of(part, piece)
                    sifted.sure |= one.sure
                    sifted.maybe |= one.maybe
                return sifted
            case _:
                return Sifted(0, piece.everything)

    def _every(self, need: Every[LogEvent], piece: _Piece) -> Sifted:
        sifted = Sifted(piece.everything, piece.everything)
        for part in need.parts:
            one = self._of(part, piece)
            sifted.sure &= one.sure
            sifted.maybe &= one.maybe
            if not sifted.maybe:
                break
        return sifted

    def _holding(self, need: Holds, piece: _Piece, *, is_raw: bool) -> Sifted:
        """`is_raw` where the message itself must hold it, and not what is shown of it."""
        run = max(_RUN.findall(need.letters), key=len, default="")
        shows_json = piece.chunk.has_json and not is_raw
        plain = need.letters if need.letters.isascii() or not need.ignores_case else run
        if not plain or (shows_json and not run):
            return Sifted(0, piece.everything)
        is_exact = need.is_all and plain == need.letters
        whole, fuzzy = bytearray(piece.high - piece.low), bytearray(piece.high - piece.low)
        for row, is_inside in piece.found(plain, ignores_case=need.ignores_case):
            is_sure = is_exact and is_inside and not (shows_json and piece.is_json(row))
            (whole if is_sure else fuzzy)[row] = 1
        if shows_json and plain != run:
            for row, _ in piece.found(run, ignores_case=need.ignores_case):
                fuzzy[row] |= piece.is_json(row)
        self._add_hidden(need, run, piece, fuzzy, shows_json=shows_json)
        sure = int.from_bytes(whole, "little")
        maybe = sure | int.from_bytes(fuzzy, "little")
        if not is_raw:
            maybe |= piece.kinds(self._may_head(need))
        return Sifted(sure, maybe)

    def _may_head(self, need: Holds) -> Callable[[LogEvent], bool]:
        """Whether some of what is asked may stand in what is shown before the message."""
        letters = need.letters.lower() if need.ignores_case else need.letters
        pieces = letters.split(" ")
        beginnings = [" ".join(pieces[:count]) for count in range(1, len(pieces))]

        def ask(event: LogEvent) -> bool:
            head = self._head_of(event)
            folds = need.ignores_case and any(one in head for one in _FOLDING)
            head = head.lower() if need.ignores_case else head
            return folds or letters in head or any(map(head.endswith, beginnings))

        return ask

    def _add_hidden(
        self, need: Holds, run: str, piece: _Piece, flags: bytearray, *, shows_json: bool
    ) -> None:
        """Flag the rows that may show the run without having it in their bytes."""
        marks: list[str] = []
        if need.ignores_case and not piece.is_ascii:
            marks += _FOLDING
        if shows_json:
            marks += _ESCAPES
        for mark in marks:
            for row, _ in piece.found(mark):
                flags[row] = 1
        if shows_json and (not _WORDY.search(run) or run.lower() in "infinity"):
            base = piece.chunk.start(piece.low)
            for number in _NUMBER.finditer(piece.text):
                row = piece.chunk.row_at(base + number.start(), piece.low, piece.high)
                flags[row - piece.low] = 1


def _bare(level: int, place: int, places: Sequence[tuple[str, str]]) -> LogEvent:
    group, stream = places[place]
    return LogEvent(
        timestamp=0, ingestion_time=0, group=group, stream=stream, message="", level=Level(level)
    )
