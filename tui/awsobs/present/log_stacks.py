"""Stack traces as one entry: what of them is worth a row while they are folded."""

import re
from collections.abc import Sequence

from awsobs.present.rows import Row

MOST_ROWS = 200
"""Lines of one stack that are shown unfolded; the record has them all."""

_FRAME = re.compile(r"\s*(?:File \"|at |#\d+ |from |[\w./-]+\.go:\d+)")
_FOREIGN = (
    *("site-packages", "dist-packages", "/lib/python", "/var/runtime", "<frozen"),
    *("node_modules", "node:", "internal/", "/usr/local/go/", "/gems/"),
    *("at java.", "at javax.", "at jdk.", "at sun.", "at org.springframework", "at org.apache"),
)


def telling_frame(stack: Sequence[str]) -> str:
    """The frame of one's own code that is nearest to what went wrong, or the first line."""
    frames = [line.strip() for line in stack if _FRAME.match(line)]
    own = [frame for frame in frames if not any(part in frame for part in _FOREIGN)]
    some = own or frames
    if not some:
        return stack[0].strip() if stack else ""
    # Python has the newest frame last, all others first
    return some[-1] if some[-1].startswith("File ") else some[0]


def lines_word(stack: Sequence[str]) -> str:
    """How many lines are folded: `14 lines`."""
    return f"{len(stack):,} line{'s' if len(stack) > 1 else ''}"


def folded_rows(stack: Sequence[str]) -> list[Row]:
    """A stack that is folded, in one row or two of any width."""
    rows: list[Row] = [((telling_frame(stack), "muted"),)]
    if len(stack) > 1:
        rows.append(((f"{lines_word(stack[1:])} folded, enter opens", "faint"),))
    return rows


def unfolded_rows(stack: Sequence[str]) -> list[Row]:
    """All lines of a stack, of any width; frames of one's own code are lighter."""
    rows: list[Row] = [
        ((line.rstrip(), "faint" if any(part in line for part in _FOREIGN) else "muted"),)
        for line in stack[:MOST_ROWS]
    ]
    if len(stack) > MOST_ROWS:
        rows.append(((f"… {len(stack) - MOST_ROWS:,} lines more, v", "faint"),))
    return rows
