"""How the user wants log lines to look."""

from dataclasses import dataclass
from datetime import tzinfo
from enum import Enum

from awsobs.present.cells import Highlight
from awsobs.present.rows import Row


class TimeStyle(Enum):
    """Which time a line is shown with; the value is its name on screen."""

    UTC = "utc"
    LOCAL = "local"
    AGO = "ago"
    RECEIVED = "received"

    @property
    def following(self) -> "TimeStyle":
        """The one that the key goes to from here."""
        styles = list(TimeStyle)
        return styles[(styles.index(self) + 1) % len(styles)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLook:
    """`shift` are cells by which messages are scrolled to the left, while they are not `wrapped`.

    `columns` are fields of JSON records, nested ones with dots, `widths` what their values take;
    `zone` is that of the machine
    unless given. `roomy` is for a view with rows to spare; the histogram is a `strip` over the
    lines, by itself (None) in a view that is zoomed. `narrowed` says where the filter runs, if
    that is not here alone. The `key` opens a record, `whole` lines need none.
    """

    times: TimeStyle = TimeStyle.UTC
    wrapped: bool = False
    shift: int = 0
    columns: tuple[str, ...] = ()
    widths: tuple[tuple[str, int], ...] = ()
    zone: tzinfo | None = None
    roomy: bool = False
    strip: bool | None = None
    highlights: tuple[Highlight, ...] = ()
    narrowed: str = ""
    key: str = "v"
    whole: bool = False


PLAIN = LogLook()
PRINTED = LogLook(key="")
"""For programs, in which no key opens anything."""


def look_words(look: LogLook, marks: int) -> Row:
    """What is unusual about a look, for the header: `local time  wrapped  2 marks`."""
    told = [f"{look.narrowed} filter"] if look.narrowed else []
    if look.times is not TimeStyle.UTC:
        told.append({"ago": "ages"}.get(look.times.value, f"{look.times.value} time"))
    if look.wrapped:
        told.append("wrapped")
    if look.shift:
        told.append(f"from cell {look.shift + 1}")
    if marks:
        told.append(f"{marks:,} mark{'s' if marks > 1 else ''}")
    return tuple(span for words in told for span in ((words, "accent"), ("  ", "")))
