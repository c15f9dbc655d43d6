"""A dashboard as bands of widgets that stand beside each other, drawn when they are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from typing_extensions import override

from awsobs.domain.dashboards import Widget
from awsobs.present.dashboard import Drawing
from awsobs.present.dashboard_layout import Box
from awsobs.present.rows import Row, fitted


class BandRows(Sequence[Row]):
    """The rows of one band and a blank one below; they are drawn when one of them is asked for."""

    def __init__(self, drawing: Drawing, boxes: Sequence[Box], width: int) -> None:
        self._drawing, self._boxes, self._width = drawing, boxes, width
        self._first = min(box.y for box in boxes)
        self._count = max(box.y + box.height for box in boxes) - self._first
        self._drawn: tuple[Row, ...] | None = None

    @override
    def __len__(self) -> int:
        return self._count + 1

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    @override
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if self._drawn is None:
            rows = self._drawing.rows(self._boxes, self._width, self._first, self._count)
            self._drawn = (*rows, fitted((), self._width))
        return self._drawn[index]


@dataclass(frozen=True, slots=True)
class BandLine:
    """One band in a list."""

    key: str
    rows: Sequence[Row]
    widgets: tuple[Widget, ...]


def band_lines(drawing: Drawing, boxes: Sequence[Box], width: int) -> list[BandLine]:
    """Boxes that were laid for this width, band under band; cell 0 is the cursor's."""
    lines: list[BandLine] = []
    for band in _bands(boxes):
        widgets = tuple(box.widget for box in sorted(band, key=lambda box: (box.x, box.y)))
        key = f"band {widgets[0].place}"
        lines.append(BandLine(key, BandRows(drawing, band, width), widgets))
    return lines


def _bands(boxes: Sequence[Box]) -> list[list[Box]]:
    bands: list[list[Box]] = []
    bottom = -1
    for box in sorted(boxes, key=lambda box: (box.y, box.x)):
        if bands and box.y < bottom:
            bands[-1].append(box)
        else:
            bands.append([box])
        bottom = max(bottom, box.y + box.height)
    return bands
