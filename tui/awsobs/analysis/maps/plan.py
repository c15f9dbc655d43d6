"""What a layout takes and gives: shapes and edges in, places and strokes out, in cells."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a node takes: lines may meet its columns `first` to `last`, above and below."""

    width: int
    height: int
    first: int
    last: int

    @property
    def anchor(self) -> int:
        """The column that stands for the node's middle."""
        return (self.first + self.last) // 2


ShapeOf = Callable[[int, int], Shape]
"""A node's shape, by its number and how many lines meet its busier side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge between nodes by number; dashed ones share no line with others."""

    source: int
    target: int
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What there is to draw in.

    `least` is the least number of rows between two rows of nodes. `plain` keeps corners off
    borders, as plain ASCII needs it, and draws loops as lines (elsewhere they are a glyph).
    """

    width: int
    least: int = 1
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A straight piece of a line, both ends included; it may end on a node's border.

    `line` tells pieces of different lines apart, `edges` whose path it is part of.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    line: int
    edges: tuple[int, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An arrowhead; an `upward` one points at the node above it."""

    x: int
    y: int
    upward: bool
    edges: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Plan:
    """Where everything goes: top left corners of nodes, strokes and heads."""

    places: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])
    strokes: list[Stroke] = field(default_factory=list[Stroke])
    heads: list[Head] = field(default_factory=list[Head])
    width: int = 0
    height: int = 0
