"""Where everything stands on the screen, for every size from one cell up.

The first frame waits for this module. So its records are named tuples: `dataclasses` alone takes
as long to import as Python takes to start.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from awsobs.present.rows import Row

PANES = ("logs", "metrics", "alarms", "trail", "map")
"""In the order of their numbers: 1 to 5."""

_SIZES = (("wide", 160, 44), ("standard", 100, 30), ("compact", 80, 24), ("single", 40, 10))


class Region(NamedTuple):
    """A rectangle of cells, counted from 0 at the top left."""

    x: int
    y: int
    width: int
    height: int


class Cockpit(NamedTuple):
    """The places of one size; a place of no height is not shown.

    A pane's region starts with its header row. A separator's region starts in that row too
    (see `separator_rows`). `joints` are cells in a pane's header where a separator ends.
    """

    kind: str
    status: Region
    headline: Region
    time_bar: Region
    panes: Mapping[str, Region]
    footer: Region
    separators: tuple[Region, ...] = ()
    joints: Mapping[str, Mapping[int, str]] = MappingProxyType({})
    strip: Region | None = None


def kind_of(width: int, height: int) -> str:
    """The name of the layout that a terminal of this size gets."""
    return next((kind for kind, w, h in _SIZES if width >= w and height >= h), "tiny")


def cockpit(
    width: int, height: int, *, focused: str = "alarms", zoomed: str | None = None
) -> Cockpit:
    """The layout for a size; `focused` matters only where one pane is shown at a time."""
    kind = kind_of(width, height)
    if kind == "tiny":
        return _tiny(width, height)
    if kind == "single":
        return _one_pane(kind, width, height, zoomed or focused, with_strip=True)
    if zoomed is not None:
        return _one_pane(kind, width, height, zoomed, with_strip=False)
    return _wide(width, height) if kind == "wide" else _standard(kind, width, height)


def separator_rows(height: int) -> "tuple[Row, ...]":
    """A separator: where it leaves the header rule, then straight down."""
    return tuple((("┬" if row == 0 else "│", "rule"),) for row in range(height))


def bar_cells(width: int, height: int) -> tuple[int, int]:
    """Of a time bar: the first cell of its histogram and how many there are: one bucket each."""
    if height >= 2:
        return 24, max(1, width - 31)
    return 7, max(1, width - 20)


def _tiny(width: int, height: int) -> Cockpit:
    nothing = Region(0, 0, width, 0)
    return Cockpit(
        kind="tiny",
        status=Region(0, 0, width, min(1, height)),
        headline=nothing,
        time_bar=nothing,
        panes={},
        footer=nothing,
    )


def _top(kind: str) -> int:
    """Rows above the panes."""
    return 4 if kind in ("wide", "standard") else 3


def _framed(
    kind: str,
    width: int,
    height: int,
    panes: Mapping[str, Region],
    *,
    separators: tuple[Region, ...] = (),
    joints: Mapping[str, Mapping[int, str]] | None = None,
    strip: Region | None = None,
) -> Cockpit:
    return Cockpit(
        kind=kind,
        status=Region(0, 0, width, 1),
        headline=Region(0, 1, width, 1),
        time_bar=Region(0, 2, width, _top(kind) - 2),
        panes=panes,
        footer=Region(0, height - 1, width, 1),
        separators=separators,
        joints=joints or {},
        strip=strip,
    )


def _one_pane(kind: str, width: int, height: int, name: str, *, with_strip: bool) -> Cockpit:
    top, below = _top(kind), 2 if with_strip else 1
    pane = Region(0, top, width, height - top - below)
    strip = Region(0, height - 2, width, 1) if with_strip else None
    return _framed(kind, width, height, {name: pane}, strip=strip)


def _standard(kind: str, width: int, height: int) -> Cockpit:
    """Alarms and metrics, logs over the whole width, trail and map."""
    top, middle = _top(kind), width // 2
    rows = height - top - 1
    if kind == "compact":
        upper, lower = max(6, min(10, rows * 3 // 10)), rows * 7 // 20
    else:
        upper, lower = max(8, min(12, round(rows * 0.23))), round(rows * 0.37)
    logs_at, lower_at = top + upper, height - 1 - lower
    beside = Region(middle + 1, 0, width - middle - 1, 0)
    panes = {
        "alarms": Region(0, top, middle, upper),
        "metrics": beside._replace(y=top, height=upper),
        "logs": Region(0, logs_at, width, lower_at - logs_at),
        "trail": Region(0, lower_at, middle, lower),
        "map": beside._replace(y=lower_at, height=lower),
    }
    separators = (Region(middle, top, 1, upper), Region(middle, lower_at, 1, lower))
    joints = {"logs": {middle: "┴"}}
    return _framed(kind, width, height, panes, separators=separators, joints=joints)


def _wide(width: int, height: int) -> Cockpit:
    """Alarms, metrics and map above; logs and trail below."""
    top = _top("wide")
    rows = height - top - 1
    upper = round(rows * 0.42)
    lower_at, lower = top + upper, rows - upper
    third = (width - 2) // 3
    first, second, below = third, 2 * third + 1, round(width * 0.66)
    panes = {
        "alarms": Region(0, top, third, upper),
        "metrics": Region(first + 1, top, third, upper),
        "map": Region(second + 1, top, width - second - 1, upper),
        "logs": Region(0, lower_at, below, lower),
        "trail": Region(below + 1, lower_at, width - below - 1, lower),
    }
    separators = (
        Region(first, top, 1, upper),
        Region(second, top, 1, upper),
        Region(below, lower_at, 1, lower),
    )
    return _framed(
        "wide",
        width,
        height,
        panes,
        separators=separators,
        joints=_wide_joints(first, second, below),
    )


def _wide_joints(first: int, second: int, below: int) -> Mapping[str, Mapping[int, str]]:
    """The upper separators end in the lower headers; right beside another joint none is drawn."""
    logs = {first: "┴"}
    trail: dict[int, str] = {}
    if second < below - 1:
        logs[second] = "┴"
    elif second > below + 1:
        trail[second - below - 1] = "┴"
    return {"logs": logs, "trail": trail}
