"""What failing requests share, as rows: the fact, and its counts among them and among others."""

from collections.abc import Iterator, Sequence

from awsobs.analysis.shared_facts import SharedFact
from awsobs.present.numbers import percent
from awsobs.present.rows import Row, cut, flush_right, placed

_NOUNS = {"fault": "faults", "throttle": "throttles", "error": "errors"}
_COUNTS = 17
"""Cells of `1,234 of 5,678`, and of a share after it."""


def fact_rows(facts: Sequence[SharedFact], word: str, width: int) -> Iterator[Row]:
    """A row of heads, and one for each fact."""
    if not facts:
        return
    room = width - 2 * (_COUNTS + 7) - 3
    if room < 20:
        yield from _narrow(facts, word, width)
        return
    first, second = room + _COUNTS + 7, width - 1
    yield placed(
        width,
        [
            (1, ((f"what {_NOUNS[word]} share", "muted"),)),
            flush_right(((f"of {facts[0].of_failing:,} {_NOUNS[word]}", "muted"),), first),
            flush_right((("of the others", "muted"),), second),
        ],
    )
    for fact in facts:
        yield placed(
            width,
            [
                (1, _said(fact, room - 2)),
                flush_right(_share(fact.failing, fact.of_failing, word), first),
                flush_right(_share(fact.others, fact.of_others, "muted"), second),
            ],
        )


def _narrow(facts: Sequence[SharedFact], word: str, width: int) -> Iterator[Row]:
    """Shares alone, where there is no room for counts."""
    for fact in facts:
        shares: Row = (
            (f"{percent(fact.share):>5}", f"{word} bold"),
            (" / ", "muted"),
            (f"{percent(fact.other_share):>5}", "muted"),
        )
        yield placed(width, [(1, _said(fact, width - 17)), flush_right(shares, width - 1)])


def _said(fact: SharedFact, room: int) -> Row:
    name = cut(fact.name, max(8, room // 2))
    return (f"{name} ", "muted"), (cut(fact.value, max(1, room - len(name) - 1)), "strong")


def _share(count: int, total: int, style: str) -> Row:
    share = count / total if total else 0.0
    return (f"{count:,} of {total:,}", "text"), (f"{percent(share):>7}", f"{style} bold")
