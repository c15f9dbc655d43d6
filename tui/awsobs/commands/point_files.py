"""Datapoints of CSV files: a timestamp and a value a line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from awsobs.commands.line_files import lines_in

_TIMES = ("timestamp", "time", "date", "datetime")
_MILLISECONDS = 1e11
"""Epoch times from here on are milliseconds: as seconds they are after the year 5000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The datapoints of a file in its order, and how many of its lines are none."""

    points: tuple[tuple[datetime, float], ...]
    broken: int = 0


def points_in_file(name: str) -> Points:
    """Read a file, or standard input for `-`. Columns are told by their heads, else by place.

    Raises:
        OSError: it cannot be read.
    """
    points: list[tuple[datetime, float]] = []
    broken = 0
    columns = (0, 1)
    for number, row in enumerate(_rows(name)):
        if not number and (found := _columns(row)) is not None:
            columns = found
            continue
        if (point := _point(row, columns)) is None:
            broken += 1
        else:
            points.append(point)
    return Points(points=tuple(points), broken=broken)


def _rows(name: str) -> Iterator[Sequence[str]]:
    """Each line by itself: a quote that is never closed must not swallow the rest."""
    for line in lines_in(name):
        if line.strip():
            yield from csv.reader([line])


def _columns(row: Sequence[str]) -> tuple[int, int] | None:
    """Where times and values stand, if the row has the names of the columns."""
    names = [cell.strip().lower().lstrip("\ufeff") for cell in row]
    times = next((names.index(name) for name in _TIMES if name in names), None)
    if times is None:
        return None
    values = names.index("value") if "value" in names else None
    others = [place for place in range(len(names)) if place != times]
    return (times, values if values is not None else others[0]) if others else None


def _point(row: Sequence[str], columns: tuple[int, int]) -> tuple[datetime, float] | None:
    try:
        at, value = _moment(row[columns[0]].strip()), float(row[columns[1]])
    except (ValueError, IndexError, OverflowError, OSError):
        return None
    return (at, value) if isfinite(value) else None


def _moment(text: str) -> datetime:
    try:
        seconds = float(text)
    except ValueError:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, UTC)
