"""Which spans of a waterfall are shown, in how much room, and what is said instead of them."""

from collections.abc import Collection

from awsobs.analysis.waterfall import Span, Waterfall
from awsobs.present.rows import Row, fitted

NOT_SAMPLED = "X-Ray keeps a sample of all requests, for 30 days, and this one is not in it"

_LEAST_SPANS = 5
_LEAST_DETAIL, _ROOMY_DETAIL = 6, 16
_ROOMY_FROM = 30


def shown_spans(
    fall: Waterfall, folded: Collection[str], *, critical_only: bool = False
) -> list[tuple[Span, int]]:
    """Spans with how many are folded away below each."""
    shown: list[tuple[Span, int]] = []
    depth: int | None = None
    for span in fall.spans:
        if depth is not None and span.depth > depth:
            last, hidden = shown[-1]
            shown[-1] = last, hidden + 1
            continue
        depth = None
        if critical_only and not span.on_path:
            continue
        shown.append((span, 0))
        if span.part.id in folded and span.has_children:
            depth = span.depth
    return shown


def detail_height(height: int, spans: int) -> int:
    """How many of so many rows the detail takes, when so many spans want one each."""
    least = _ROOMY_DETAIL if height >= _ROOMY_FROM else _LEAST_DETAIL
    if height < _LEAST_SPANS + _LEAST_DETAIL:
        return 0
    return max(min(least, height - _LEAST_SPANS), height - max(_LEAST_SPANS, spans) - 1)


def missing_rows(trace_id: str, why: str, width: int, *, alike: int) -> tuple[Row, ...]:
    """What is said where there is no trace to show; nothing before it is known `why`."""
    if not why:
        return ()
    rows: list[Row] = [((" no trace ", "text"), (trace_id, "info")), ((f" {why}", "muted"),)]
    if alike:
        words = " lines like this one whose traces were read, the nearest first"
        rows += [(), ((words, "text"),)]
    return tuple(fitted(row, width) for row in rows)
