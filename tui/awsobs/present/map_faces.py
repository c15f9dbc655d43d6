"""What one node looks like: a chip, a box with its name, or a card with its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rich.cells import cell_len

from awsobs.analysis.percentiles import ENOUGH, percentile
from awsobs.domain.service_graph import Statistics
from awsobs.present.ascii import ascii_text
from awsobs.present.map_labels import repeats, wrapped
from awsobs.present.numbers import latency, number, percent
from awsobs.present.rows import Row, Span, placed, width_of

LOOP = "↺"
"""Beside the label of a node that calls itself."""

_TELLING = 0.0095  # shares below this are not told beside a name


_CLASSES = (("fault", "█", "5xx"), ("error", "▓", "4xx"), ("throttle", "▒", "429"))


class Zoom(Enum):
    """How much of a node is shown."""

    CHIP = "chip"
    NAME = "name"
    CARD = "card"


class Role(Enum):
    """What part a node plays in what is going wrong, or in what has changed."""

    ROOT = "root"
    VICTIM = "victim"
    ERROR = "error"
    THROTTLE = "throttle"
    HEALTHY = "healthy"
    SILENT = "silent"
    PLAIN = "plain"
    WORSE = "worse"
    SLOWER = "slower"
    NEW = "new"
    GONE = "gone"
    SAME = "same"


GLYPHS = {
    Role.ROOT: ("✖", "fault bold"),
    Role.VICTIM: ("✖", "fault bold"),
    Role.ERROR: ("▲", "error"),
    Role.THROTTLE: ("↯", "throttle"),
    Role.HEALTHY: ("✔", "ok"),
    Role.SILENT: ("?", "muted"),
    Role.PLAIN: ("", ""),
    Role.WORSE: ("✖", "fault bold"),
    Role.SLOWER: ("↑", "warning bold"),
    Role.NEW: ("+", "info bold"),
    Role.GONE: ("−", "muted bold"),
    Role.SAME: ("·", "muted"),
}
"""The sign of each role, and its style."""
_FILLS = {Role.ROOT: "background on fault bold", Role.VICTIM: "fault bold on tint"}
_FRAMES = {
    Role.ROOT: ("━┃┏┓┗┛", "fault bold"),
    Role.VICTIM: ("─│┌┐└┘", "fault"),
    Role.PLAIN: ("─│┌┐└┘", "faint"),
}
_ROUNDED = ("─│╭╮╰╯", "faint")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """What the map knows of a node. `minutes` is the width of the window, for the rate.

    `small` says that it stays a chip where others are boxes: a table, a queue, a leaf.
    """

    label: str
    prefix: str = ""
    kind: str = ""
    role: Role = Role.PLAIN
    share: float = 0.0
    statistics: Statistics | None = None
    minutes: float = 0.0
    loops: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A node's rows; lines may meet its columns `first` to `last` above and below.

    `width` is what is kept free for it, so that changing numbers move nothing. `asides` are
    texts for the right of it, the longest first, each to be shown if there is room.
    """

    rows: tuple[Row, ...]
    width: int
    first: int
    last: int
    asides: tuple[str, ...] = ()
    framed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """How nodes are drawn: the zoom, the width there is, and the labels they all have.

    Labels of more than `longest` cells wrap; what a zoom has room for may be less.
    """

    zoom: Zoom
    width: int
    labels: frozenset[str]
    longest: int = 60
    plain: bool = False

    def face(self, node: MapNode, lines: int) -> Face:
        """The node's face, wide enough for so many lines above or below."""
        zoom = Zoom.CHIP if node.small and self.zoom is Zoom.NAME else self.zoom
        room = {
            Zoom.CHIP: self.width - 18,
            Zoom.NAME: min(self.width - 14, 34),
            Zoom.CARD: min(self.width - 24, 34),
        }
        if cell_len(node.label) > min(self.longest, room[zoom]):
            return self._wrapped(node, lines)
        if zoom is Zoom.CHIP and lines <= cell_len(node.label):
            return self._chip(node)
        return self._card(node, lines) if zoom is Zoom.CARD else self._box(node, lines)

    # One line -------------------------------------------------------------------------------
    def _chip(self, node: MapNode) -> Face:
        prefix = self._said(node.prefix)
        head = f"{prefix}{node.label}{self._loop(node)}"
        size = cell_len(node.label)
        if node.role is Role.PLAIN:
            row: Row = (self._span(f" {head} ", ""),)
            return Face(rows=(row,), width=width_of(row), first=1, last=size)
        fill = _FILLS.get(node.role, "text on raised")
        glyph, style = GLYPHS[node.role]
        ink = fill if node.role in _FILLS else f"{style} on raised"
        told = f" {share:>4}" if (share := self._share(node)) else ""
        word = self._said(" ROOT") if node.role is Role.ROOT else ""
        row = (
            self._span(" ", fill),
            self._span(glyph, ink),
            self._span(f" {head}{told}{word} ", fill),
        )
        first = 3 + cell_len(prefix)
        return Face(
            rows=(row,),
            width=cell_len(head) + 15,  # as much as ` ✖ name 100 % ROOT ` takes
            first=first,
            last=first + size - 1,
            asides=self._asides(node),
        )

    def _asides(self, node: MapNode) -> tuple[str, ...]:
        rate, time = self._rate(node), self._said(_mean(node))
        both = f"{rate}  {time}" if rate and time and not node.small else ""
        return tuple(text for text in (both, time) if text)

    # Boxes ----------------------------------------------------------------------------------
    def _box(self, node: MapNode, lines: int) -> Face:
        head = f"{node.label}{self._loop(node)}"
        if node.role is Role.PLAIN:
            # Two cells from line to line where that costs little.
            inner = max(cell_len(head), lines - 2, min(2 * lines - 1, cell_len(head) + 8) - 2)
            return self._framed(node, [((head, ""),)], inner)
        inner = max(16, cell_len(head) + 8, lines - 2)
        is_root = node.role is Role.ROOT
        if is_root:
            inner += 2
        rate, time = self._rate(node), self._said(_mean(node))
        word = f"{self._said('ROOT')} " if is_root else ""
        face = self._framed(
            node,
            [
                self._headed(node, head, (self._share(node), _ink(node)), inner),
                _between([(word, "fault bold"), (rate, "muted")], (time, "muted"), inner),
            ],
            inner,
        )
        return face if is_root else _padded(face)

    def _card(self, node: MapNode, lines: int) -> Face:
        head = f"{node.label}{self._loop(node)}"
        kind = "" if node.label.endswith(node.kind) else self._said(node.kind)
        inner = max(21, cell_len(head) + 3 + max(4, cell_len(kind)), lines - 2)
        if node.role is Role.PLAIN:
            return self._framed(node, [_between([(head, "")], (kind, "muted"), inner)], inner)
        word = self._said("ROOT") if node.role is Role.ROOT else kind
        bar, worst = _outcomes(node.statistics)
        return self._framed(
            node,
            [
                self._headed(node, head, (word, "muted"), inner),
                _between([(self._rate(node), "text")], (self._said(_slow(node)), "muted"), inner),
                _between([*bar], (self._said(worst), _ink(node)), inner),
            ],
            inner,
        )

    def _headed(self, node: MapNode, head: str, right: Span, inner: int) -> Row:
        """Glyph and name at the left; the root's whole line is filled."""
        glyph, style = GLYPHS[node.role]
        if node.role is Role.ROOT:
            fill = _FILLS[node.role]
            return tuple(
                (text, fill) for text, _ in _between([(f"{glyph} {head}", "")], right, inner)
            )
        name = "fault bold" if node.role is Role.VICTIM else "text"
        return _between([(glyph, style), (f" {head}", name)], right, inner)

    def _wrapped(self, node: MapNode, lines: int) -> Face:
        """A long label in lines of its own, the figures below it."""
        width = min(self.width - 8, self.longest, 40 if self.zoom is Zoom.CHIP else 34)
        parts = wrapped(node.label, width, self.labels)
        parts[-1] += self._loop(node)
        rows: list[Row] = [((part, _FILLS.get(node.role, "text")),) for part in parts]
        inner = max(0, *map(width_of, rows), lines - 2, 1 if node.role is Role.PLAIN else 16)
        if node.role is not Role.PLAIN:
            glyph, style = GLYPHS[node.role]
            word = self._said("ROOT") if node.role is Role.ROOT else ""
            figures = (word, self._share(node), self._said(_mean(node)), self._rate(node))
            told = [text for text in figures if text]
            while len(" ".join(told)) > inner - 2:
                told.pop()
            rows.append(((glyph, style), (" " + " ".join(told), _ink(node))))
        return self._framed(node, rows, inner)

    def _framed(self, node: MapNode, lines: Sequence[Row], inner: int) -> Face:
        """Lines in a frame, with a blank at each side; a filled line fills these too."""
        frame, style = _FRAMES.get(node.role, _ROUNDED)
        across, side, *corners = tuple(frame if not self.plain else "-|++++")
        body: list[Row] = []
        for row in lines:
            fill = row[0][1] if row and " on " in row[0][1] else ""
            shown = placed(inner + 2, [(1, row)], fill)
            shown = tuple(self._span(text, ink) for text, ink in shown)
            body.append(((side, style), *shown, (side, style)))
        width = inner + 4
        return Face(
            rows=(
                ((corners[0] + across * (width - 2) + corners[1], style),),
                *body,
                ((corners[2] + across * (width - 2) + corners[3], style),),
            ),
            width=width,
            first=1,
            last=width - 2,
            framed=True,
        )

    # Texts ----------------------------------------------------------------------------------
    def _share(self, node: MapNode) -> str:
        return self._said(percent(node.share)) if node.share >= _TELLING else ""

    def _rate(self, node: MapNode) -> str:
        if node.statistics is None or not node.minutes:
            return ""
        rate = node.statistics.count / node.minutes
        if rate < 0.05:
            return ""
        return self._said(f"{number(rate if rate < 10 else round(rate))}/min")

    def _said(self, text: str) -> str:
        """A text beside a label, unless it would read as another node's label."""
        return "" if repeats(text, self.labels) else text

    def _loop(self, node: MapNode) -> str:
        return LOOP if node.loops and not self.plain else ""

    def _span(self, text: str, style: str) -> Span:
        return (ascii_text(text) if self.plain else text, style)


def _ink(node: MapNode) -> str:
    """The style of a number that tells how a node fails."""
    return GLYPHS[node.role][1] if node.role not in (Role.HEALTHY, Role.SILENT) else "muted"


def _padded(face: Face) -> Face:
    """One cell more at each side: what the face takes once it is the root's."""
    rows = tuple(((" ", ""), *row, (" ", "")) for row in face.rows)
    return replace(face, rows=rows, width=face.width + 2, first=face.first + 1, last=face.last + 1)


def _mean(node: MapNode) -> str:
    mean = node.statistics.mean if node.statistics else None
    return "" if mean is None else latency(mean)


def _slow(node: MapNode) -> str:
    """`p95 41 ms`, or the mean where there are too few requests for a percentile."""
    if node.statistics is None or not node.statistics.count:
        return ""
    worst = percentile(node.statistics, 0.95)
    if node.statistics.count < ENOUGH or worst is None:
        return f"mean {mean}" if (mean := _mean(node)) else ""
    return f"p95 {latency(worst)}"


def _outcomes(statistics: Statistics | None) -> tuple[Row, str]:
    """Ten cells of `█` 5xx, `▓` 4xx, `▒` 429 and `─` ok, and the worst share in words."""
    if statistics is None or not statistics.count:
        return (), ""
    spans: list[Span] = []
    left = 10
    for word, mark, _ in _CLASSES:
        share = statistics.share(word)
        cells = min(left, max(1, round(share * 10)) if share >= _TELLING else 0)
        spans.append((mark * cells, word))
        left -= cells
    worst = max(_CLASSES, key=lambda kind: statistics.share(kind[0]))
    share = statistics.share(worst[0])
    return (*spans, ("─" * left, "faint")), f"{percent(share)} {worst[2]}" if share else "0 %"


def _between(left: Sequence[Span], right: Span, width: int) -> Row:
    """Spans at the left and one at the right end; it goes where both do not fit."""
    blank = width - width_of(left) - cell_len(right[0])
    if right[0] and blank > 0:
        return (*left, (" " * blank, left[-1][1] if left else ""), right)
    return tuple(left)
