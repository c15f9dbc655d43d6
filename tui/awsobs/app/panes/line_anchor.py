"""Which lines a widget of lines shows, while others come in before them or are let go."""

from collections.abc import Callable

from awsobs.store.ordering import Order

PlaceOf = Callable[[Order], int]
"""How many lines of the view come before."""


class LineAnchor:
    """Keeps the line at the cursor and the one at the top, by which all others are found.

    The widget counts from the first of its lines. Between two updates the store moves on; an
    index still means the same line.
    """

    def __init__(self) -> None:
        self._first = 0
        self._revision = -1
        self._cursor = self._top = 0
        self._held: Order | None = None
        self._held_top: Order | None = None

    def begin(self, first: int, revision: int) -> None:
        """The widget is counted anew, from the line at this place of the store as it is now."""
        self._first, self._revision = first, revision

    def hold(self, cursor: int, held: "Order | None", top: int, held_top: "Order | None") -> None:
        """These lines are at the indexes of the cursor and of the top."""
        self._cursor, self._held = cursor, held
        self._top, self._held_top = top, held_top

    def first(self, place_of: PlaceOf, revision: int) -> int:
        """Where the first line of the widget is by now."""
        if self._held is not None and revision != self._revision:
            self.begin(place_of(self._held) - self._cursor, revision)
        return self._first

    def drift(self, first: int, place_of: PlaceOf) -> tuple[int, int]:
        """How much further on the held lines are when counted from another place.

        What comes late between the two moves one of them only.
        """
        if self._held is None:
            return 0, 0
        shift = place_of(self._held) - first - self._cursor
        if self._held_top is None:
            return shift, shift
        return shift, place_of(self._held_top) - first - self._top
