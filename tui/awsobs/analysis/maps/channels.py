"""The lines between two rows: each has a track of its own, and they only ever cross."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import networkx as nx

from awsobs.analysis.maps.layers import TooNarrow
from awsobs.analysis.maps.pins import Pins


@dataclass(slots=True, kw_only=True)
class Track:
    """A horizontal stretch: lines come to it from above at `tops`, leave below at `bottoms`.

    A line that needs two tracks has a `jog`: the column in which the first runs down to the
    second (`below`, the index of that track).
    """

    pins: int
    tops: list[int]
    bottoms: list[int]
    jog: int | None = None
    below: int | None = None
    row: int = 0

    @property
    def low(self) -> int:
        return min(self._columns)

    @property
    def high(self) -> int:
        return max(self._columns)

    @property
    def _columns(self) -> list[int]:
        return [*self.tops, *self.bottoms, *([] if self.jog is None else [self.jog])]


@dataclass(slots=True, kw_only=True)
class Channel:
    """All lines between two rows. `height` is in rows of tracks; straight lines have none."""

    pins: list[Pins]
    tracks: list[Track] = field(default_factory=list[Track])
    height: int = 0


def channel_of(pins: list[Pins], limit: int) -> Channel:
    """Tracks for the lines of one channel.

    Raises:
        TooNarrow: a line has to step aside and every column is taken.
    """
    channel = Channel(pins=pins)
    doubled = _doubled(pins)
    taken = {column for each in pins for column in (*each.tops, *each.bottoms)}
    for number, each in enumerate(pins):
        if number in doubled:
            _add_double(channel, number, each, taken, limit)
        elif not each.is_straight:
            track = Track(pins=number, tops=each.tops, bottoms=each.bottoms)
            channel.tracks.append(track)
    rules = _rules(channel)
    order = _ordered(channel.tracks, rules)
    _give_rows(channel.tracks, order, rules)
    channel.height = max((track.row + 1 for track in channel.tracks), default=0)
    return channel


def _doubled(pins: Sequence[Pins]) -> set[int]:
    """Lines that need two tracks: those that would cross themselves, and one of each circle.

    Where a line from above and another from below share a column, the first must turn off
    before the second begins; such demands can run in a circle.
    """
    doubled = {number for number, each in enumerate(pins) if each.is_crossed}
    bottoms = {column: n for n, each in enumerate(pins) for column in each.bottoms}
    graph: nx.DiGraph[int] = nx.DiGraph()
    for number, each in enumerate(pins):
        lower = {bottoms[c] for c in each.tops if c in bottoms} - {number}
        graph.add_edges_from((number, other) for other in sorted(lower))
    graph.remove_nodes_from(doubled)
    while True:
        circle = next((c for c in nx.strongly_connected_components(graph) if len(c) > 1), None)
        if circle is None:
            return doubled
        victim = max(sorted(circle), key=lambda n: graph.in_degree(n) * graph.out_degree(n))
        doubled.add(victim)
        graph.remove_node(victim)


def _add_double(channel: Channel, number: int, pins: Pins, taken: set[int], limit: int) -> None:
    middle = (sum(pins.tops) + sum(pins.bottoms)) / (len(pins.tops) + len(pins.bottoms))
    free = [column for column in range(limit) if column not in taken]
    if not free:
        raise TooNarrow("no column is left for a line to step aside")
    jog = min(free, key=lambda column: (abs(column - middle), column))
    taken.add(jog)
    first = len(channel.tracks)
    channel.tracks.append(Track(pins=number, tops=pins.tops, bottoms=[], jog=jog, below=first + 1))
    channel.tracks.append(Track(pins=number, tops=[], bottoms=pins.bottoms, jog=jog))


Rules = dict[tuple[int, int], int]


def _rules(channel: Channel) -> Rules:
    """(upper, lower) -> how many rows apart two tracks must be at least.

    Two rows where they share a column: corners right above each other read as one line.
    """
    rules: Rules = {}
    bottoms = {c: i for i, track in enumerate(channel.tracks) for c in track.bottoms}
    for index, track in enumerate(channel.tracks):
        if track.below is not None:
            rules[index, track.below] = 1
        for column in track.tops:
            lower = bottoms.get(column)
            if lower is not None and lower != index:
                rules[index, lower] = 2
    return rules


def _ordered(tracks: Sequence[Track], rules: Rules) -> list[int]:
    """From top to bottom, in keeping with the rules, with few crossings."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(tracks)))
    graph.add_edges_from(rules)
    order = list(nx.lexicographical_topological_sort(graph))
    cost = [[_crossings(a, b) for b in tracks] for a in tracks]
    moved = True
    while moved:
        moved = False
        for i in range(len(order) - 1):
            upper, lower = order[i], order[i + 1]
            if (upper, lower) not in rules and cost[lower][upper] < cost[upper][lower]:
                order[i], order[i + 1] = lower, upper
                moved = True
    return order


def _crossings(upper: Track, lower: Track) -> int:
    """How often two lines cross if the one's track is above the other's."""
    down, up = list(upper.bottoms), list(lower.tops)
    if upper.jog is not None and upper.below is not None:
        down.append(upper.jog)
    if lower.jog is not None and lower.below is None:
        up.append(lower.jog)
    return sum(lower.low < column < lower.high for column in down) + sum(
        upper.low < column < upper.high for column in up
    )


def _give_rows(tracks: Sequence[Track], order: Sequence[int], rules: Rules) -> None:
    """Each track as high as it may be; those that are apart share a row."""
    placed: list[int] = []
    for index in order:
        track = tracks[index]
        track.row = 0
        for other in placed:
            distance = rules.get((other, index), 0)
            # One blank cell between two tracks, for plain ASCII corners to read apart.
            if track.low <= tracks[other].high + 1 and tracks[other].low <= track.high + 1:
                distance = max(distance, 1)
            if distance:
                track.row = max(track.row, tracks[other].row + distance)
        placed.append(index)
