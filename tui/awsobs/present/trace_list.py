"""Which traces a list shows, in which order, and what is said of how many."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from awsobs.analysis.request_facts import Fact, facts_of_summary, facts_of_trace
from awsobs.analysis.response_times import EVERY, Brush
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.present.rows import Row, fitted
from awsobs.present.traces import worst_first

Known = Callable[[str], Trace | None]
ORDERS = ("worst", "slowest", "newest", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a trace must meet beside the filter: a range of response times, and facts."""

    brush: Brush = EVERY
    facts: tuple[Fact, ...] = ()

    @property
    def words(self) -> str:
        """The facts in one line; the range is told beside its picture."""
        return " + ".join(f"{name}={value}" for name, value in self.facts)


def having(
    summaries: Iterable[TraceSummary], facts: Sequence[Fact], known: Known
) -> list[TraceSummary]:
    """The traces that all facts hold for, those that only their documents tell among them."""
    if not facts:
        return list(summaries)
    wanted = frozenset(facts)
    return [one for one in summaries if wanted <= _facts(one, wanted, known)]


def _facts(summary: TraceSummary, wanted: frozenset[Fact], known: Known) -> frozenset[Fact]:
    """The facts of a trace; its documents are looked at where its summary is not enough."""
    told = facts_of_summary(summary)
    trace = None if wanted <= told else known(summary.id)
    return told if trace is None else told | facts_of_trace(trace)


def ordered(summaries: Iterable[TraceSummary], order: str, *, turned: bool) -> list[TraceSummary]:
    """Traces in one of the orders, or the other way round."""
    found = worst_first(summaries)
    if order == "slowest":
        found.sort(key=lambda summary: -(summary.duration or 0.0))
    elif order == "newest":
        found.sort(key=lambda summary: -summary.start.timestamp())
    elif order == "status":
        found.sort(key=lambda summary: -(summary.status or 0))
    return found[::-1] if turned else found


def count_words(shown: int, known: int, read: int) -> str:
    """How many are shown of how many, and how many were read whole."""
    shows = f"{shown:,} of {known:,}" if shown != known else f"{known:,}"
    return f"{shows} traces · {read:,} read whole · sampled"


def more_row(hidden: int, width: int) -> tuple[Row, ...]:
    """That there are more than a list is good for."""
    words = f" {hidden:,} more; / narrows"
    return (fitted(((words, "muted"),), width),) if hidden > 0 else ()
