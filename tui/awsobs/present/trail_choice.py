"""Which events of the trail are listed, found once for as long as nothing changes."""

from collections.abc import Callable, Sequence

from awsobs.analysis.trail_folds import Fold, folded, single
from awsobs.domain.trail import TrailEvent
from awsobs.present.trail_words import is_shown


class TrailChoice:
    """Remembers what it chose last: there may be twenty thousand events, and a view a second."""

    def __init__(self) -> None:
        self._asked: tuple[object, ...] = ()
        self._chosen: tuple[TrailEvent, ...] = ()
        self._folded: tuple[tuple[object, ...], Sequence[Fold]] = ((), ())

    def of(
        self,
        events: Sequence[TrailEvent],
        matches: Callable[[TrailEvent], bool] | None,
        *,
        with_reads: bool,
        is_narrow: bool,
    ) -> tuple[TrailEvent, ...]:
        """The events that a filter lets through; without one, reads only `with_reads`."""
        asked = (events, matches, with_reads, is_narrow)
        if not _are_same(asked, self._asked):
            self._asked = asked
            if matches is not None:
                self._chosen = tuple(event for event in events if matches(event))
            else:
                self._chosen = tuple(
                    event for event in events if with_reads or is_shown(event, is_narrow=is_narrow)
                )
        return self._chosen

    def folds(
        self, wanted: tuple[TrailEvent, ...], alone: str, *, with_folds: bool
    ) -> Sequence[Fold]:
        """Chosen events with their repeats folded, or each by itself."""
        asked = (wanted, alone, with_folds)
        if not _are_same(asked, self._folded[0]):
            made = folded(wanted, alone) if with_folds else [single(event) for event in wanted]
            self._folded = (asked, made)
        return self._folded[1]


def _are_same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """By identity: comparing thousands of events costs as much as choosing among them."""
    return len(some) == len(others) and all(
        one is other for one, other in zip(some, others, strict=True)
    )
