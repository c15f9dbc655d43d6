"""At which column each line meets each node."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from awsobs.analysis.maps.ladder import Link
from awsobs.analysis.maps.positions import spread

Columns = Callable[[int], tuple[int, int]]
"""The first and last column where lines may meet a vertex."""

_SHIFTS = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5)


@dataclass(slots=True, kw_only=True)
class Pins:
    """The columns of one link: `tops[i]` belongs to the link's i-th vertex above."""

    link: Link
    tops: list[int] = field(default_factory=list[int])
    bottoms: list[int] = field(default_factory=list[int])

    @property
    def low(self) -> int:
        return min(*self.tops, *self.bottoms)

    @property
    def high(self) -> int:
        return max(*self.tops, *self.bottoms)

    @property
    def is_straight(self) -> bool:
        return self.low == self.high

    @property
    def is_crossed(self) -> bool:
        """Whether a line from above and one from below meet inside: four arms cross only."""
        shared = set(self.tops) & set(self.bottoms)
        return any(self.low < column < self.high for column in shared)


def pins_of(links: Sequence[Link], columns: Columns) -> list[Pins]:
    """Pins for all links of one channel; on one side no two have the same column."""
    found = [
        Pins(link=link, tops=[0] * len(link.tops), bottoms=[0] * len(link.bottoms))
        for link in links
    ]
    centre = {v: sum(columns(v)) / 2 for link in links for v in (*link.tops, *link.bottoms)}
    _meet(found, columns, lambda pins: _aim(pins.link, centre), from_top=True)
    _meet(found, columns, lambda pins: _mean(pins.tops), from_top=False)
    for _ in range(2):
        _part(found, columns)
    return found


def _aim(link: Link, centre: dict[int, float]) -> float:
    return _mean([centre[vertex] for vertex in link.bottoms or link.tops])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _meet(
    found: list[Pins], columns: Columns, aim: Callable[[Pins], float], *, from_top: bool
) -> None:
    """Give each vertex's links columns in the order of what they run to."""
    joined: dict[int, list[tuple[float, int, int]]] = {}
    for number, pins in enumerate(found):
        for index, vertex in enumerate(pins.link.tops if from_top else pins.link.bottoms):
            joined.setdefault(vertex, []).append((aim(pins), number, index))
    for vertex, ends in joined.items():
        first, last = columns(vertex)
        ends.sort()
        wishes = [
            _wish(found[number], target, (first, last), columns, from_top=from_top)
            for target, number, _ in ends
        ]
        # Two cells from line to line where there is room, else one.
        gap = 2 if 2 * (len(ends) - 1) <= last - first else 1
        places = spread(wishes, [1.0] * len(ends), [gap] * (len(ends) - 1), first, last)
        for (_, number, index), column in zip(ends, places, strict=True):
            side = found[number].tops if from_top else found[number].bottoms
            side[index] = column


def _wish(
    pins: Pins, target: float, own: tuple[int, int], columns: Columns, *, from_top: bool
) -> float:
    """Straight across where one line meets one and can; else the middle of the node."""
    first, last = own
    if len(pins.tops) != 1 or len(pins.bottoms) != 1:
        return (first + last) // 2
    if not from_top:
        return target if first <= target <= last else (first + last) // 2
    low, high = columns(pins.link.bottoms[0])
    low, high = max(low, first), min(high, last)
    if low > high:
        return (first + last) // 2
    return min(max((target + (first + last) / 2) / 2, low), high)


def _part(found: list[Pins], columns: Columns) -> None:
    """Move pins off columns that a line from the other side uses, where there is room."""
    tops = {c: pins for pins in found for c in pins.tops}
    bottoms = {c: pins for pins in found for c in pins.bottoms}
    for column in sorted(set(tops) & set(bottoms)):
        upper, lower = tops.get(column), bottoms.get(column)
        if upper is None or lower is None or (upper is lower and not upper.is_crossed):
            continue
        if not _move(lower.bottoms, lower.link.bottoms, column, bottoms, tops, columns):
            _move(upper.tops, upper.link.tops, column, tops, bottoms, columns)


def _move(
    side: list[int],
    vertices: list[int],
    column: int,
    own: dict[int, Pins],
    other: dict[int, Pins],
    columns: Columns,
) -> bool:
    index = side.index(column)
    first, last = columns(vertices[index])
    for shift in _SHIFTS:
        place = column + shift
        if first <= place <= last and place not in own and place not in other:
            side[index] = place
            own[place] = own.pop(column)
            return True
    return False
