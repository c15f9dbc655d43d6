"""The rule line of a pane: `── 3 ALARMS  scope ───────── facts ──`."""

from collections.abc import Mapping
from types import MappingProxyType

from awsobs.present.rows import Row, Span, cut, fitted, width_of
from awsobs.present.view import Header

_NO_JOINTS: Mapping[int, str] = MappingProxyType({})
_HEAVY = {"┴": "┷", "┬": "┯"}
_TAIL = 2
"""Cells of rule behind the facts."""


def header_row(
    header: Header, width: int, *, focused: bool, joints: Mapping[int, str] = _NO_JOINTS
) -> Row:
    """The header of one pane; with the focus its rule is heavy and its title a chip.

    Where room is short the scope goes first, then the facts; the title stays.
    """
    name = _title(header, focused=focused)
    facts = _facts(header.facts, width - width_of(name) - _TAIL - 3)
    room = width - width_of(name) - width_of(facts) - _TAIL - 1
    scope = _scope(header.scope, room, focused=focused)
    used = width_of(name) + width_of(scope) + width_of(facts)
    if used > width:
        return fitted(name, width)
    tail = _TAIL if facts else 0
    tail = min(tail, width - used)
    gap = width - used - tail
    rule = _Rule(joints, focused=focused)
    start = width_of(name) + width_of(scope)
    end = width - tail
    middle = rule.spans(start, start + gap)
    return (*name, *scope, *middle, *facts, *rule.spans(end, width))


class _Rule:
    """Pieces of the rule, with the joints that fall into them."""

    def __init__(self, joints: Mapping[int, str], *, focused: bool) -> None:
        self._joints = {at: _HEAVY[j] for at, j in joints.items()} if focused else joints
        self._line, self._style = ("━", "accent") if focused else ("─", "rule")

    def spans(self, start: int, stop: int) -> Row:
        text = "".join(self._joints.get(cell, self._line) for cell in range(start, stop))
        return ((text, self._style),) if text else ()


def _title(header: Header, *, focused: bool) -> Row:
    if focused:
        chip = f" {header.number} {header.title} "
        return (("━", "accent"), (chip, "background bold on accent"))
    return (
        ("─", "rule"),
        (" ", ""),
        (header.number, "muted"),
        (" ", ""),
        (header.title, "strong bold"),
        (" ", ""),
    )


def _scope(scope: Row, room: int, *, focused: bool) -> Row:
    """The scope with a blank behind it; with a chip before it, a blank there too."""
    lead: tuple[Span, ...] = ((" ", ""),) if focused else ()
    room -= len(lead) + 1
    if not scope or room < 4:
        return ()
    shown = scope if width_of(scope) <= room else fitted(scope, room)
    return (*lead, *shown, (" ", ""))


def _facts(facts: Row, room: int) -> Row:
    """The facts between two blanks; cut from the right where they are too long."""
    if not facts or room < 3:
        return ()
    if width_of(facts) > room:
        facts = _cut_row(facts, room)
    return ((" ", ""), *facts, (" ", "")) if facts else ()


def _cut_row(row: Row, room: int) -> Row:
    """Whole spans as long as they fit, then a cut one."""
    kept: list[Span] = []
    for text, style in row:
        left = room - width_of(kept)
        shown = cut(text, left)
        if not shown:
            break
        kept.append((shown, style))
        if shown != text:
            break
    return tuple(kept)
