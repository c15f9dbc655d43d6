"""From ordered rows and their columns to strokes and heads, row by row from the top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awsobs.analysis.maps.channels import Channel, Track, channel_of
from awsobs.analysis.maps.ladder import Ladder, Link
from awsobs.analysis.maps.pins import Pins, pins_of
from awsobs.analysis.maps.plan import Head, Plan, Room, Shape, Stroke
from awsobs.analysis.maps.stars import Star


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is known before the first stroke; `edges` gives each arrow's edge."""

    ladder: Ladder
    centres: Sequence[int]
    shapes: Sequence[Shape]
    stars: Sequence[Star]
    edges: Sequence[int]
    room: Room


def traced(drawing: Drawing) -> Plan:
    """Places of the vertices' nodes (by their number here), strokes and heads.

    Raises:
        TooNarrow: a line has to step aside and every column is taken.
    """
    return _Tracer(drawing).plan


class _Tracer:
    def __init__(self, drawing: Drawing) -> None:
        self._known = drawing
        self._nodes = len(drawing.shapes)
        self.plan = Plan()
        rows = drawing.ladder.rows
        heights = [self._height(row) for row in rows]
        y = 0
        for index, row in enumerate(rows):
            self._place(row, y)
            y += heights[index]
            if drawing.ladder.links[index]:
                pins = pins_of(drawing.ladder.links[index], self._columns)
                channel = channel_of(pins, drawing.room.width)
                below = heights[index + 1] if index + 1 < len(rows) else 0
                y = self._trace(channel, y, below)
        self.plan.height = y
        self.plan.width = 1 + max(
            [x + drawing.shapes[node].width - 1 for node, (x, _) in self.plan.places.items()]
            + [stroke.x1 for stroke in self.plan.strokes]
        )

    def _height(self, row: Sequence[int]) -> int:
        return max((self._known.shapes[v].height for v in row if v < self._nodes), default=1)

    def _place(self, row: Sequence[int], y: int) -> None:
        for vertex in row:
            if vertex < self._nodes:
                left = self._known.centres[vertex] - self._known.shapes[vertex].anchor
                self.plan.places[vertex] = (left, y)

    def _columns(self, vertex: int) -> tuple[int, int]:
        centre = self._known.centres[vertex]
        if vertex >= self._nodes:
            return centre, centre
        shape = self._known.shapes[vertex]
        return centre - shape.anchor + shape.first, centre - shape.anchor + shape.last

    def _trace(self, channel: Channel, top: int, below: int) -> int:
        """Draw a channel whose first row is `top`, above a row of `below` rows; gives its end."""
        room = self._known.room
        headed = any(self._is_upward(pins.link) for pins in channel.pins)
        lead = 1 if channel.height and (headed or room.plain) else 0
        height = max(room.least, lead + channel.height + 1, 2 if room.plain else 1)
        end = top + height
        for number, pins in enumerate(channel.pins):
            tracks = [track for track in channel.tracks if track.pins == number]
            rows = [top + lead + track.row for track in tracks]
            ends = _Ends(top=top, end=end, below=below)
            self._tops(pins, rows[0] if rows else None, ends)
            if rows:
                self._bottoms(pins, rows[-1], ends)
            self._level(pins, tracks, rows)
        return end

    def _tops(self, pins: Pins, row: int | None, ends: "_Ends") -> None:
        """From the vertices above down to the first track, or all the way."""
        for index, (vertex, column) in enumerate(zip(pins.link.tops, pins.tops, strict=True)):
            start = ends.top - 1
            if vertex < self._nodes:
                start = self.plan.places[vertex][1] + self._known.shapes[vertex].height - 1
                # A loop leaves at its first end and comes back at its second.
                if self._is_upward(pins.link) if pins.bottoms else index == 1:
                    start += 1
                    self._head(column, start, pins.link, vertex, upward=True)
            stop = row
            if stop is None:
                stop = self._stop(pins.link, pins.link.bottoms[0], column, ends)
            self._stroke(pins.link, vertex, column, start, column, stop)

    def _bottoms(self, pins: Pins, row: int, ends: "_Ends") -> None:
        """From the last track down to the vertices below."""
        for vertex, column in zip(pins.link.bottoms, pins.bottoms, strict=True):
            stop = self._stop(pins.link, vertex, column, ends)
            self._stroke(pins.link, vertex, column, row, column, stop)

    def _stop(self, link: Link, vertex: int, column: int, ends: "_Ends") -> int:
        """Where a line to a vertex below ends: at its head, on the border, past the row."""
        if vertex >= self._nodes:
            return ends.end + ends.below - 1
        if self._is_upward(link):
            return ends.end
        self._head(column, ends.end - 1, link, vertex, upward=False)
        return ends.end - 1

    def _level(self, pins: Pins, tracks: Sequence[Track], rows: Sequence[int]) -> None:
        """The horizontal strokes, from where all arrows pass to each single end."""
        link = pins.link
        both = [
            *zip(link.tops, pins.tops, strict=True),
            *zip(link.bottoms, pins.bottoms, strict=True),
        ]
        if len(tracks) == 2 and tracks[0].jog is not None:
            jog = tracks[0].jog
            for vertex, column in both[: len(pins.tops)]:
                self._stroke(link, vertex, column, rows[0], jog, rows[0])
            for vertex, column in both[len(pins.tops) :]:
                self._stroke(link, vertex, jog, rows[1], column, rows[1])
            single = link.tops[0] if len(link.tops) == 1 else link.bottoms[0]
            self._stroke(link, single, jog, rows[0], jog, rows[1])
        elif tracks:
            hub = 0 if len(pins.tops) == 1 or not pins.bottoms else len(both) - 1
            for index, (vertex, column) in enumerate(both):
                if index != hub:
                    self._stroke(link, vertex, both[hub][1], rows[0], column, rows[0])

    def _is_upward(self, link: Link) -> bool:
        return link.star < 0 or self._known.stars[link.star].upward

    def _edges(self, link: Link, vertex: int) -> tuple[int, ...]:
        arrows = link.arrows[vertex]
        return tuple(arrows) if link.star < 0 else tuple(self._known.edges[a] for a in arrows)

    def _head(self, x: int, y: int, link: Link, vertex: int, *, upward: bool) -> None:
        head = Head(x=x, y=y, upward=upward, edges=self._edges(link, vertex))
        self.plan.heads.append(head)

    def _stroke(self, link: Link, vertex: int, x0: int, y0: int, x1: int, y1: int) -> None:
        self.plan.strokes.append(
            Stroke(
                x0=min(x0, x1),
                y0=min(y0, y1),
                x1=max(x0, x1),
                y1=max(y0, y1),
                line=link.star,
                edges=self._edges(link, vertex),
                dashed=link.star >= 0 and self._known.stars[link.star].dashed,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """A channel's first row, the first row after it, and the height of the nodes there."""

    top: int
    end: int
    below: int


def moved(plan: Plan, x: int, y: int, numbers: Mapping[int, int]) -> Plan:
    """The plan shifted, with its nodes renumbered."""
    return Plan(
        places={numbers[n]: (px + x, py + y) for n, (px, py) in plan.places.items()},
        strokes=[
            Stroke(
                x0=s.x0 + x,
                y0=s.y0 + y,
                x1=s.x1 + x,
                y1=s.y1 + y,
                line=s.line,
                edges=s.edges,
                dashed=s.dashed,
            )
            for s in plan.strokes
        ],
        heads=[Head(x=h.x + x, y=h.y + y, upward=h.upward, edges=h.edges) for h in plan.heads],
        width=plan.width,
        height=plan.height,
    )
