"""Which lines of a file belong to the entry before them: stack traces, and what has no time.

Nothing is known of the program that wrote them. A line that is indented under one with a time,
or that looks like a frame, or that ends a traceback, goes on with the entry; so does one without
a time and a level among lines that have one. Lines of files without any times stay as they are,
but for stacks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from awsobs.analysis.log_levels import level_of
from awsobs.analysis.log_times import LineTimes
from awsobs.domain.logs import Level

MOST_LINES = 1_000
MOST_CHARACTERS = 256 * 1024
"""An entry that has more lines or characters is cut, and goes on as another."""

_AT_ONCE = 500
_FREE = 8
_FREE_A_TIME = 4
"""Plain lines without a time that are joined at first, and for each line with a time."""

_STARTS = ("\n ", "\n\t", "\n#", "Traceback (")
_UNTIMED_STARTS = ("Exception", "Error", "Throwable", "panic: ", "fatal error: ")
"""Without any of these, lines are entries of their own."""

_FRAME = re.compile(
    r"\s+(?:at\s|File \"|from\s|#\d+\s|\.\.\. \d+|---|Caused by: |Suppressed: "
    r"|[\w./$@<>-]+\.\w+:\d+)|(?:Caused by: |\.\.\. \d+ more|#\d+\s+\S+ [(/])"
)
_MORE = re.compile(
    r"Traceback \(most recent call last\):|goroutine \d+ \[|created by |\[signal |exit status \d"
    r"|During handling of the above exception|The above exception was the direct cause|\Z"
)
_LINE_END = re.compile("\r?\n|␍?␊")
_TRACEBACK = "Traceback (most recent call last):"
_GO_PANIC = re.compile(r"(?:panic|fatal error): ")
_GO_CALL = re.compile(r"[\w.-]+[\w./*()\[\]{}$-]*\(.*\)\Z")
_CLOSING = re.compile(r"[A-Za-z_][\w.$]*(?::\s|:?\Z)")
_THROWN = re.compile(r"(?:[\w$]+\.)+\w*(?:Exception|Error|Throwable)\b")


class LogEntries:
    """Follows the lines of one file in their order."""

    def __init__(self) -> None:
        self.cut = 0
        """Entries that were too long."""
        self._head = ""
        self._is_timed = self._is_trace = self._is_python = self._is_go = False
        self._lines = self._characters = 0
        self._timed = self._plain = 0

    @property
    def awaits_more(self) -> bool:
        """Whether the last line looks like one of an entry that is not over."""
        return self._lines > 1 or self._is_trace or self._is_failure

    @property
    def is_trace(self) -> bool:
        """Whether the entry by now has a stack."""
        return self._is_trace

    def end(self) -> None:
        """Whatever comes next begins an entry."""
        self._head, self._lines, self._characters = "", 0, 0
        self._is_timed = self._is_trace = self._is_python = self._is_go = False

    def are_heads(self, texts: Sequence[str], whole: str, times: Sequence[int | None]) -> bool:
        """Whether some lines, `whole` end to end, all are plainly entries of their own."""
        if self._is_python or texts[0][:1].isspace() or any(sign in whole for sign in _STARTS):
            return False
        timed = len(times) - times.count(None)
        if timed < len(times):
            goes_on = timed or self._is_timed or self._is_trace
            if goes_on or any(sign in whole for sign in _UNTIMED_STARTS):
                return False
        self._timed += timed
        self._begin(texts[-1], is_timed=timed > 0)
        return True

    def joins(self, text: str, at: int | None) -> bool:
        """Whether a line belongs to the entry of the line before it."""
        if not self._belongs(text, at):
            self._timed += at is not None
            self._begin(text, is_timed=at is not None)
            return False
        if self._lines >= MOST_LINES or self._characters + len(text) > MOST_CHARACTERS:
            self.cut += 1
            self._lines = self._characters = 0
        self._lines += 1
        self._characters += len(text)
        return self._lines > 1

    def _begin(self, text: str, *, is_timed: bool) -> None:
        self._head, self._is_timed = text, is_timed
        self._lines, self._characters = 1, len(text)
        self._is_python = text.startswith(_TRACEBACK)
        self._is_go = _GO_PANIC.match(text) is not None
        self._is_trace = self._is_python or self._is_go

    @property
    def _is_failure(self) -> bool:
        return level_of(self._head) >= Level.ERROR or _THROWN.match(self._head) is not None

    def _belongs(self, text: str, at: int | None) -> bool:
        if not self._lines:
            return False
        if text[:1] in (" ", "\t"):
            return self._is_under_head(text, at)
        if self._is_python and self._lines > 1:
            return self._ends_traceback(text, at)
        if text.startswith(_TRACEBACK):
            self._is_python = self._is_timed or self._is_trace or self._is_failure
            self._is_trace |= self._is_python
            return self._is_python
        if at is None and self._goes_on(text):
            return True
        return at is None and self._is_timed and self._is_plain(text)

    def _is_under_head(self, text: str, at: int | None) -> bool:
        if _FRAME.match(text):
            self._is_trace = True
            return True
        return self._is_trace or (self._is_timed and at is None)

    def _ends_traceback(self, text: str, at: int | None) -> bool:
        """The line that says what was raised; it may have a time in its text."""
        if text.startswith(_TRACEBACK):
            return True
        self._is_python = False
        return _CLOSING.match(text) is not None or (at is None and self._goes_on(text))

    def _goes_on(self, text: str) -> bool:
        if self._is_trace:
            is_go = self._is_go and _GO_CALL.match(text) is not None
            return is_go or bool(_MORE.match(text) or _FRAME.match(text))
        is_told = self._is_timed or self._is_failure
        return self._lines == 1 and is_told and _THROWN.match(text) is not None

    def _is_plain(self, text: str) -> bool:
        """Whether a line with no time is no entry, though it is neither indented nor of a stack."""
        if (
            text.startswith("{")
            or level_of(text)
            or self._plain > _FREE + _FREE_A_TIME * self._timed
        ):
            return False
        self._plain += 1
        return True


def entry_level(head: str, *, is_trace: bool) -> Level:
    """The severity of an entry: what its head states, else that of a failure if it has a stack."""
    return level_of(head) or (Level.ERROR if is_trace else Level.UNKNOWN)


def level_of_entry(entry: str) -> Level:
    """The severity of an entry from its lines."""
    if "\n" not in entry and "␊" not in entry:
        return level_of(entry)
    head, *others = _LINE_END.split(entry)
    return entry_level(head, is_trace=any(map(_FRAME.match, others)))


def condensed(entry: str) -> str:
    """An entry in one line: its head, and of a stack what was raised last, but no frame."""
    head, *others = _LINE_END.split(entry)
    if not any(map(_FRAME.match, others)):
        return entry
    raised = [line for line in others if _CLOSING.match(line) or line.startswith("Caused by: ")]
    if not raised:
        return head
    return raised[-1] if head.startswith(_TRACEBACK) else f"{head} {raised[-1]}"


def entries_in(lines: Iterable[str], now: datetime) -> Iterator[str]:
    """The entries of all lines of a file, their lines end to end."""
    entries, times, held, source = LogEntries(), LineTimes(now), list[str](), iter(lines)
    while some := list(islice(source, _AT_ONCE)):
        moments = [times.of(line) for line in some]
        if entries.are_heads(some, "\n".join(some), moments):
            yield from ["\n".join(held)] if held else []
            yield from some[:-1]
            held = some[-1:]
            continue
        for line, at in zip(some, moments, strict=True):
            if not entries.joins(line, at) and held:
                yield "\n".join(held)
                held = []
            held.append(line)
    if held:
        yield "\n".join(held)
