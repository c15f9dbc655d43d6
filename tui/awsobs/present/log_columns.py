"""Fields of JSON records as columns between the message and the trace."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from rich.cells import cell_len

from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.present.log_words import LONGEST, record_in
from awsobs.present.rows import Row, Span, right

LEAST_MESSAGE = 24
"""Cells that a message keeps; columns that would take them are not shown."""

_NARROWEST, _WIDEST = 6, 24
_NO_WIDTHS: Mapping[str, int] = {}
_NOTHING = "–"
_LONGEST_VALUE = 64
_DEEPEST = 3


def fitting(
    names: Sequence[str], room: int, widths: Mapping[str, int] = _NO_WIDTHS
) -> list[tuple[str, int]]:
    """The columns that fit beside a message, with their widths, by default those of names."""
    kept: list[tuple[str, int]] = []
    room -= LEAST_MESSAGE
    for name in names:
        width = widths.get(name) or _bounded(cell_len(_head(name)))
        room -= width + 1
        if room < 0:
            break
        kept.append((name, width))
    return kept


def column_widths(names: Iterable[str], events: Sequence[LogEvent]) -> Mapping[str, int]:
    """How wide columns are for the values of some lines; without a column that none of them has."""
    records = [record for event in events if (record := record_in(event.message[:LONGEST]))]
    found: dict[str, int] = {}
    for name in names:
        shown = [_shown(field_of(record, name)) for record in records]
        cells = [cell_len(value) for value in shown if value != _NOTHING]
        if cells:
            found[name] = _bounded(max(*cells, cell_len(_head(name))))
    return found


def _bounded(cells: int) -> int:
    return max(_NARROWEST, min(_WIDEST, cells))


def column_heads(columns: Sequence[tuple[str, int]]) -> Row:
    """The names of the columns, each over its last cell."""
    return tuple((f" {right(_head(name), width)}", "muted") for name, width in columns)


def column_cells(event: LogEvent, columns: Sequence[tuple[str, int]], style: str) -> Row:
    """The values of one line, flush right."""
    message = event.message[:LONGEST]
    record = record_in(message) if message.startswith("{") else None
    return tuple(_cell(name, width, record, style) for name, width in columns)


def field_of(record: Mapping[str, object], path: str) -> object:
    """The value of a field, `a.b` being `b` in `a` unless there is an `a.b`."""
    if path in record:
        return record[path]
    first, _, rest = path.partition(".")
    inner = record.get(first)
    if not rest or not isinstance(inner, Mapping):
        return None
    return field_of(cast("Mapping[str, object]", inner), rest)


def _head(name: str) -> str:
    return safe_text(name.rsplit(".", 1)[-1])


def _cell(name: str, width: int, record: Mapping[str, object] | None, style: str) -> Span:
    value = field_of(record, name) if record is not None else None
    shown = _shown(value)
    if shown == _NOTHING:
        style = "faint"
    elif name.endswith("status") and isinstance(value, int) and value >= 400:
        style = "fault" if value >= 500 else "error"
    return f" {right(shown, width)}", style


def _shown(value: object) -> str:
    match value:
        case None | "":
            return _NOTHING
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)[:_LONGEST_VALUE]
        case float():
            return f"{value:.6g}"
        case str():
            return safe_text(value[:_LONGEST_VALUE])
        case _:
            return safe_text(json.dumps(value, separators=(",", ":"))[:_LONGEST_VALUE])


def field_names(events: Iterable[LogEvent], most: int = 40) -> list[str]:
    """The fields that JSON lines have, nested ones with dots, those of most lines first."""
    counts: Counter[str] = Counter()
    for event in events:
        record = record_in(event.message[:LONGEST])
        if record is not None:
            counts.update(set(_paths(record, "", _DEEPEST)))
    return [name for name, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))][:most]


def _paths(record: Mapping[str, object], above: str, depth: int) -> Iterator[str]:
    for key, value in record.items():
        name = f"{above}{safe_text(key)}"
        if isinstance(value, Mapping) and depth > 1:
            yield from _paths(cast("Mapping[str, object]", value), f"{name}.", depth - 1)
        elif not isinstance(value, Mapping | list):
            yield name
