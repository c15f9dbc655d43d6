"""What the service's clock shows at least, by its answers' dates and the stamps of its records."""


class ServiceTime:
    """A lower bound: no clock is trusted but the service's own, and that ours runs as fast."""

    def __init__(self) -> None:
        self._bound = 0
        self._at = 0.0

    def heard(self, stamp: int, now: float) -> None:
        """The service gave this time before `now`, a moment of our monotonic clock."""
        if stamp > (self.at(now) or 0):
            self._bound, self._at = stamp, now

    def at(self, moment: float) -> int | None:
        """Epoch milliseconds that the service's clock had reached; None: it was never heard."""
        return self._bound + int((moment - self._at) * 1000) if self._bound else None
