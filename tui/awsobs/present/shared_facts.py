"""What failing requests share, as rows: the fact, and its counts among them and among others."""

from collections.abc import Callable, Iterator, Sequence

from awsobs.analysis.request_facts import facts_of_summary, facts_of_trace
from awsobs.analysis.shared_facts import Request, SharedFact, ranked_facts, shared_facts
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.present.numbers import percent
from awsobs.present.rows import Row, cut, flush_right, placed
from awsobs.present.searchable import worst_of

_NOUNS = {"fault": "faults", "throttle": "throttles", "error": "errors"}
_COUNTS = 17
"""Cells of `1,234 of 5,678`, and of a share after it."""


def failing_word(summaries: Sequence[TraceSummary]) -> str:
    """The worst that happened: those requests are what is asked about."""
    words = {worst_of(summary) for summary in summaries}
    return next((word for word in _NOUNS if word in words), "")


def facts_of(
    summaries: Sequence[TraceSummary], word: str, known: Callable[[str], Trace | None]
) -> Sequence[SharedFact]:
    """Of all summaries what they tell, and of the traces that were read what only these tell."""
    told = [
        Request(fails=worst_of(summary) == word, facts=facts_of_summary(summary))
        for summary in summaries
    ]
    traces = [(summary, known(summary.id)) for summary in summaries]
    inner = [
        Request(fails=worst_of(summary) == word, facts=facts_of_trace(trace))
        for summary, trace in traces
        if trace is not None
    ]
    return ranked_facts((*shared_facts(told), *shared_facts(inner)))


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
