"""A whole trace as rows for print: what it was, its waterfall, and why parts of it failed."""

from collections.abc import Iterator

from awsobs.analysis.span_facts import causes_of, has_own_cause, name_of
from awsobs.analysis.waterfall import Waterfall, waterfall_of
from awsobs.domain.traces import Trace
from awsobs.present.rows import Row, cut, placed
from awsobs.present.trace_detail import cause_rows
from awsobs.present.trace_waterfall import heads_row, span_row
from awsobs.present.trace_words import facts_row, summary_row

_MOST_FAILURES = 20


def trace_rows(trace: Trace, width: int) -> Iterator[Row]:
    """All rows of a trace."""
    fall = waterfall_of(trace)
    yield placed(width, [(1, ((trace.id, "info"), ("   ", ""), *facts_row(trace, fall)))])
    yield summary_row(fall, width)
    yield ()
    yield heads_row(fall, width)
    for span in fall.spans:
        yield span_row(span, fall, width)
    yield from _failures(fall, width)


def _failures(fall: Waterfall, width: int) -> Iterator[Row]:
    """The exceptions that spans brought themselves; a copy of one says nothing more."""
    told: set[tuple[str, str]] = set()
    failed = [span for span in fall.spans if has_own_cause(span)]
    for span in failed:
        cause = causes_of(span, fall.spans)[0]
        if (cause.type, cause.message) in told:
            continue
        if len(told) == _MOST_FAILURES:
            yield (("", ""), (f" …{len(failed) - _MOST_FAILURES:,} more spans failed", "muted"))
            return
        told.add((cause.type, cause.message))
        yield ()
        yield ((" ", ""), (cut(name_of(span), width - 2), "strong bold"))
        for row in cause_rows(cause, width - 4):
            yield placed(width, [(3, row)])
