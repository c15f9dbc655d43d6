"""Matches events of the live tail, which have no id, with the same events as polling reads them."""

from awsobs.sources.replies import LogRow

MOST = 200_000
"""Events that wait for their twin at most; the oldest are forgotten first."""

_Key = tuple[int, int]


class Twins:
    """Each event comes twice while the live tail is on; whichever is first is shown.

    Lines that are alike in stream, time and text are counted: two of one engine are two events.
    """

    def __init__(self) -> None:
        self.is_active = False
        self._waiting: dict[_Key, int] = {}

    def is_new_live(self, row: LogRow) -> bool:
        """Whether polling has not brought this one yet."""
        return self._is_first(row, 1)

    def is_new_polled(self, row: LogRow) -> bool:
        """Whether the live tail has not brought this one yet."""
        if not (self.is_active or self._waiting):
            return True
        if not self.is_active and self._waiting.get(_key(row), 0) <= 0:
            return True
        return self._is_first(row, -1)

    def forget_before(self, floor: int) -> None:
        """What is older will not come again."""
        self._waiting = {key: count for key, count in self._waiting.items() if key[0] >= floor}

    def _is_first(self, row: LogRow, step: int) -> bool:
        key = _key(row)
        before = self._waiting.pop(key, 0)
        if before + step:
            self._waiting[key] = before + step
        if len(self._waiting) > MOST:
            for oldest in list(self._waiting)[: MOST // 2]:
                del self._waiting[oldest]
        return before * step >= 0


def _key(row: LogRow) -> _Key:
    return row.timestamp, hash((row.log_stream_name, row.message))
