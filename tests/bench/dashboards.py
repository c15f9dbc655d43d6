"""Draw every dashboard body of a file at three widths: `python tests/bench/dashboards.py FILE`."""

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import sin
from pathlib import Path
from time import perf_counter

from awsobs.analysis.dashboard_queries import queries_of
from awsobs.domain.dashboards import Board, Contents
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.languages.dashboard_body import board_of
from awsobs.present.dashboard import Drawing
from awsobs.present.dashboard_layout import boxes_of
from awsobs.present.rows import Row, text_of, width_of

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WINDOW = Window(start=NOW - timedelta(hours=3), end=NOW)
WIDTHS = (80, 120, 200)


def bodies(file: Path) -> Iterator[str]:
    """The bodies of a file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.dumps(json.loads(line)["body"])


def contents_of(board: Board) -> Contents:
    """A wave for each series."""
    series = {
        widget.place: tuple(
            wave(query, row) for row, query in enumerate(queries_of(widget, WINDOW))
        )
        for widget in board.widgets
    }
    return Contents(series=series)


def wave(query: SeriesQuery, row: int) -> Series:
    """A series that goes up and down, higher the later its row is."""
    count = max(1, int(WINDOW.width / query.period))
    points = tuple(
        (WINDOW.start + query.period * at, 40.0 * (row + 1) + 30 * sin(at / 5 + row))
        for at in range(count)
    )
    return Series(query=query, points=points)


def drawn(body: str, width: int) -> list[Row]:
    """All rows of a dashboard."""
    board = board_of(body)
    boxes = boxes_of(board.widgets, width)
    end = max((box.y + box.height for box in boxes), default=0)
    return Drawing(contents_of(board), WINDOW, NOW).rows(boxes, width, 0, end)


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{words}\n")


def main() -> int:
    """Print failures, and how long it took; 1 where a row is not as wide as it must be."""
    wrong = 0
    found = list(bodies(Path(sys.argv[1])))
    for width in WIDTHS:
        begun = perf_counter()
        slowest = 0.0
        for number, body in enumerate(found):
            at = perf_counter()
            bad = [row for row in drawn(body, width) if width_of(row) != width]
            slowest = max(slowest, perf_counter() - at)
            if bad:
                wrong += 1
                say(f"body {number} at {width}: {len(bad)} rows, first {text_of(bad[0])!r}")
        spent = (perf_counter() - begun) * 1000 / max(1, len(found))
        say(f"{width}: {len(found)} bodies, {spent:.1f} ms each, slowest {slowest * 1000:.0f} ms")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
