"""Lines that the user has marked, whether they are in view or not."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from awsobs.store.ordering import Order


class Marks:
    """Marked lines by what orders them, so that lines that come and go change nothing."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def __len__(self) -> int:
        return len(self._orders)

    def __contains__(self, order: Order) -> bool:
        at = bisect_left(self._orders, order)
        return at < len(self._orders) and self._orders[at] == order

    @property
    def orders(self) -> Sequence[Order]:
        """All marked lines, oldest first."""
        return tuple(self._orders)

    def toggle(self, order: Order) -> None:
        """Mark a line, or take its mark away."""
        at = bisect_left(self._orders, order)
        if order in self:
            del self._orders[at]
        else:
            self._orders.insert(at, order)

    def beyond(self, order: Order, step: int) -> Iterator[Order]:
        """The marked lines behind a line, the nearest first; before it where `step` is negative."""
        if step > 0:
            yield from self._orders[bisect_right(self._orders, order) :]
        else:
            yield from reversed(self._orders[: bisect_left(self._orders, order)])

    def clear(self) -> None:
        """Forget all marks."""
        self._orders.clear()
