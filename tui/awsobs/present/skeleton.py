"""The first frame: what is always there, drawn before anything is known.

It must cost next to nothing to import, so it is made of `layout` alone and writes its escape
sequences itself. Each cell that it fills is one that the console fills alike.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from awsobs.present.layout import Cockpit, Region, bar_cells, cockpit, separator_rows

if TYPE_CHECKING:
    from typing import TypeAlias

    from awsobs.present.palettes import Colour
    from awsobs.present.rows import Row

    Placed: TypeAlias = Iterator[tuple[int, int, Row]]
    """Rows with the cell, counted from 0, in which each begins."""

TITLES = {"logs": "LOGS", "metrics": "METRICS", "alarms": "ALARMS", "trail": "TRAIL", "map": "MAP"}
"""The panes in the order of their numbers, from 1."""

_HEAVY = {"┴": "┷", "┬": "┯"}
_SIXTEEN = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_DIM = frozenset({"muted", "faint", "rule"})


def skeleton(width: int, height: int, *, focused: str = "alarms") -> "Placed":
    """What stands on every cockpit of so many cells."""
    plan = cockpit(width, height, focused=focused)
    if not width or not height:
        return
    yield 0, 0, ((" awsobs"[:width], "strong bold"),)
    if not plan.headline.height:
        return
    words = "connecting…".ljust(width)[: width - 12]
    yield (
        0,
        plan.headline.y,
        ((" ? NO DATA  ", "muted bold on surface"), (words, "muted on surface")),
    )
    yield from _time_bar(plan.time_bar)
    yield from _panes(plan, focused)
    yield 0, plan.footer.y, ((" " * width, "on surface"),)


def painted(rows: "Placed", colours: "Mapping[str, Colour] | None") -> str:
    """The rows as a terminal is told them, on a ground of their own; no colours, no ground."""
    ground = sgr("text on background", colours)
    pieces = [f"\x1b[0{ground}m\x1b[2J"]
    for x, y, row in rows:
        pieces.append(f"\x1b[{y + 1};{x + 1}H")
        pieces += [f"\x1b[0{ground}{sgr(style, colours)}m{text}" for text, style in row]
    return "".join([*pieces, "\x1b[0m"])


def _time_bar(region: Region) -> "Placed":
    first, count = bar_cells(region.width, region.height)
    if region.height > 1:
        yield 0, region.y, ((" errors", "muted"),)
    yield first, region.y, (("▁" * count, "faint"),)


def _panes(plan: Cockpit, focused: str) -> "Placed":
    for number, (name, title) in enumerate(TITLES.items(), 1):
        if name in plan.panes:
            x, y, width, _ = plan.panes[name]
            joints = plan.joints.get(name, {})
            yield x, y, _header(str(number), title, width, joints, is_focused=name == focused)
    for separator in plan.separators:
        for index, row in enumerate(separator_rows(separator.height)):
            yield separator.x, separator.y + index, row


def _header(
    number: str, title: str, width: int, joints: Mapping[int, str], *, is_focused: bool
) -> "Row":
    """The rule of a pane, as `header_row` makes it for one with neither scope nor facts."""
    line, style = ("━", "accent") if is_focused else ("─", "rule")
    shown = {at: _HEAVY[joint] if is_focused else joint for at, joint in joints.items()}
    rule = "".join(shown.get(cell, line) for cell in range(4 + len(title) + 1, width))
    if is_focused:
        chip = f" {number} {title} "
        return ((line, style), (chip, "background bold on accent"), (rule, style))
    return ((line, style), (f" {number} ", "muted"), (f"{title} ", "strong bold"), (rule, style))


def sgr(style: str, colours: "Mapping[str, Colour] | None") -> str:
    """The parameters of a style name, each with a semicolon before it."""
    ink, _, ground = style.rpartition("on ") if "on " in style else (style, "", "")
    role = ink.split()[0] if ink.strip() else "text"
    codes = ";1" if "bold" in ink else ""
    if colours is None:
        dim = ";2" if role in _DIM and not codes else ""
        return codes + dim + (";7" if ground == "accent" else "")
    ink_code = _colour(colours[role], 30)
    return codes + ink_code + (_colour(colours[ground], 40) if ground else "")


def _colour(colour: "Colour", base: int) -> str:
    """The parameters of one colour, as ink from 30 on or as ground from 40 on."""
    if isinstance(colour, int):
        return f";{base + 8};5;{colour}"
    if colour.startswith("#"):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return f";{base + 8};2;{red};{green};{blue}"
    if colour == "default":
        return f";{base + 9}"
    name = colour.removeprefix("bright_")
    return f";{base + _SIXTEEN.index(name) + (60 if name != colour else 0)}"
