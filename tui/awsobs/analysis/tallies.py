"""Counts of requests that can be added to and taken away from again, exactly."""

from collections import Counter
from math import floor, log10
from typing import TypeVar

from awsobs.domain.service_graph import Statistics

IN_PROGRESS = "in_progress"

Key = TypeVar("Key")


class Tally:
    """Requests by their worst class, with their time in whole microseconds.

    Whole numbers, so that the order of adding does not show in the sum.
    """

    __slots__ = ("buckets", "micros", "words")

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.micros = 0
        self.buckets: dict[float, int] = {}

    @property
    def is_empty(self) -> bool:
        return not self.words

    def count(self, word: str, micros: int | None) -> None:
        """One request of a class (or `in_progress`), with its time if that is known."""
        self.words[word] = self.words.get(word, 0) + 1
        if word != IN_PROGRESS and micros is not None:
            self.micros += micros
            bucket = _bucket(micros)
            self.buckets[bucket] = self.buckets.get(bucket, 0) + 1

    def add(self, other: "Tally", sign: int = 1) -> None:
        """Take in another tally, or with sign -1 take it away again."""
        self.micros += sign * other.micros
        add_counts(self.words, other.words, sign)
        add_counts(self.buckets, other.buckets, sign)

    def statistics(self) -> Statistics:
        """The tally as a record."""
        by_word = Counter(self.words)
        return Statistics(
            count=by_word.total() - by_word[IN_PROGRESS],
            ok=by_word["ok"],
            error=by_word["error"],
            throttle=by_word["throttle"],
            fault=by_word["fault"],
            in_progress=by_word[IN_PROGRESS],
            total_time=self.micros / 1e6,
            histogram=dict(sorted(self.buckets.items())),
        )


def add_counts(counts: dict[Key, int], change: dict[Key, int], sign: int) -> None:
    """Add counts to others (sign -1: take them away); what comes to nothing goes."""
    for key, number in change.items():
        total = counts.get(key, 0) + sign * number
        if total:
            counts[key] = total
        else:
            counts.pop(key, None)


def micros_between(start: float | None, end: float | None) -> int | None:
    """The time from start to end; a clock that ran backwards gives 0."""
    if start is None or end is None:
        return None
    return max(0, round((end - start) * 1e6))


def _bucket(micros: int) -> float:
    """Seconds with three significant digits: what a histogram keeps of a time."""
    if micros < 1000:
        return micros / 1e6
    return round(micros, 2 - floor(log10(micros))) / 1e6
