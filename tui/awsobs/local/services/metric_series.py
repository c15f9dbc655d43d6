"""One metric's data: cells on grids of rising width, each kept for its time."""

from collections.abc import Iterable
from typing import Final

from awsobs.domain.metrics import MetricKey
from awsobs.local.services.statistics import Cell

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR

FINE_RETENTION: Final = 3 * HOUR
RETENTIONS: Final = ((60, 15 * DAY), (300, 63 * DAY), (3600, 455 * DAY))
"""Width of a grid in seconds, and how long its cells are kept before the next one has them."""


class Grid:
    """Cells by the epoch second they start at; every start is a multiple of `step`."""

    __slots__ = ("cells", "step")

    def __init__(self, step: int) -> None:
        self.step = step
        self.cells: dict[int, Cell] = {}

    def between(self, start: int, end: int) -> Iterable[tuple[int, Cell]]:
        """The cells that start in `start` (inclusive) to `end` (exclusive), in no order."""
        cells = self.cells
        first = -(-start // self.step) * self.step
        if (end - first) // self.step < len(cells):
            starts = range(first, end, self.step)
            return [(at, cells[at]) for at in starts if at in cells]
        return [(at, cell) for at, cell in cells.items() if start <= at < end]

    def take_before(self, limit: float) -> list[tuple[int, Cell]]:
        """Remove and return the cells at the front that start before `limit`.

        Cells come in nearly in order of time; one that came late waits for those before it.
        """
        taken: list[tuple[int, Cell]] = []
        for at, cell in self.cells.items():
            if at >= limit:
                break
            taken.append((at, cell))
        for at, _ in taken:
            del self.cells[at]
        return taken

    def thin(self) -> int:
        """Forget the older half of the cells; how many went."""
        starts = sorted(self.cells)[: len(self.cells) // 2]
        for at in starts:
            del self.cells[at]
        return len(starts)

    def merge(self, at: int, cell: Cell) -> None:
        """Take in a cell of a finer grid."""
        start = at - at % self.step
        held = self.cells.get(start)
        if held is None:
            self.cells[start] = cell
        else:
            held.merge(cell)


class MetricSeries:
    """The values of one metric: a fine grid for sub-minute periods, and coarse ones.

    The fine grid repeats what the minute grid has, so that a long period never walks seconds.
    """

    __slots__ = ("coarse", "fine", "key", "newest", "unit")

    def __init__(self, key: MetricKey) -> None:
        self.key = key
        self.unit = "None"
        self.newest = float("-inf")
        self.fine = Grid(1)
        self.coarse = tuple(Grid(step) for step, _ in RETENTIONS)

    def put(self, at: float, value: float, count: float, resolution: int) -> None:
        """Take in `value`, `count` times; a resolution of 60 keeps minutes alone."""
        second = int(at // 1)
        if second > self.newest:
            self.newest = second
        minute = second - second % 60
        cells = self.coarse[0].cells
        cell = cells.get(minute)
        if cell is None:
            cells[minute] = Cell(value, count)
        else:
            cell.add(value, count)
        if resolution >= 60:
            return
        start = second - second % resolution
        cells = self.fine.cells
        cell = cells.get(start)
        if cell is None:
            cells[start] = Cell(value, count)
        else:
            cell.add(value, count)

    def put_cell(self, at: float, cell: Cell, resolution: int) -> None:
        """Take in a statistic set."""
        second = int(at // 1)
        self.newest = max(self.newest, second)
        self.coarse[0].merge(second, cell.copy())
        if resolution < 60:
            self.fine.merge(second - second % resolution, cell.copy())

    def cells(self, period: int, start: int, end: int) -> list[tuple[int, Cell]]:
        """One merged cell for each period that has data, in order of time.

        Periods are counted from `start`; the last one may stick out over `end`, and then
        holds only what came before it.
        """
        whole_minutes = period % 60 == 0 and start % 60 == 0 and end % 60 == 0
        grids = self.coarse if whole_minutes else (self.fine,)
        merged: dict[int, Cell] = {}
        owned: set[int] = set()
        for grid in grids:
            if not grid.cells:
                continue
            for at, cell in grid.between(start, end):
                bucket = at - (at - start) % period
                held = merged.get(bucket)
                if held is None:
                    merged[bucket] = cell
                    continue
                if bucket not in owned:
                    held = merged[bucket] = held.copy()
                    owned.add(bucket)
                held.merge(cell)
        return sorted(merged.items(), key=lambda item: item[0])

    def roll_up(self, now: float) -> None:
        """Move what is past its time to the next wider grid; the widest one forgets."""
        self.fine.take_before(now - FINE_RETENTION)
        for place, (_, kept) in enumerate(RETENTIONS):
            for at, cell in self.coarse[place].take_before(now - kept):
                if place + 1 < len(self.coarse):
                    self.coarse[place + 1].merge(at, cell)

    @property
    def size(self) -> int:
        """How many cells are held."""
        return len(self.fine.cells) + sum(len(grid.cells) for grid in self.coarse)

    def thin(self) -> int:
        """Forget the older half of the cells of every grid; how many went."""
        return sum(grid.thin() for grid in (self.fine, *self.coarse))
