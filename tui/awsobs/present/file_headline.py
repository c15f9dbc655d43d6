"""The second row where files are read: how much there is, and of when."""

from datetime import datetime

from awsobs.present.fitting import Piece, two_sided
from awsobs.present.headline_incident import on_ground
from awsobs.present.rows import Row

_FILL = "on surface"


def file_headline_row(
    *,
    lines: int,
    errors: int,
    evicted: int,
    span: tuple[datetime, datetime] | None,
    width: int,
    things: tuple[str, str] = ("line", "error"),
) -> Row:
    """`1,000,000 lines   12 errors   3,000 older ones let go      2026-03-01 07:30:00 to 08:10:12`.

    `evicted` lines made room for newer ones; `span` is from the oldest line to the newest. Of
    other `things` the second are those that went wrong.
    """
    before = [
        Piece(_counted(lines, things[0], "strong bold")),
        Piece(_counted(errors, things[1], "fault bold" if errors else "muted"), 3),
    ]
    if evicted:
        before.append(Piece(on_ground((f"   {evicted:,} older let go", "warning"), fill=_FILL), 2))
    after: list[Piece] = []
    if span is not None:
        start, end = span
        day = "" if start.date() == end.date() else f"{end:%Y-%m-%d} "
        after.append(Piece(on_ground((f"{start:%Y-%m-%d} ", "muted"), fill=_FILL), 1))
        times = f"{start:%H:%M:%S} to {day}{end:%H:%M:%S} "
        after.append(Piece(on_ground((times, "text"), fill=_FILL), 1))
    return two_sided(before, after, width, fill=_FILL)


def _counted(count: int, thing: str, style: str) -> Row:
    words = f" {thing}{'' if count == 1 else 's'}  "
    return on_ground((f" {count:,}", style), (words, "muted"), fill=_FILL)
