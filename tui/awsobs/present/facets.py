"""Who, where and what, counted, and what is found among the events."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from awsobs.domain.trail import TrailEvent
from awsobs.present.durations import dated_time
from awsobs.present.rows import Row, Span, cut, flush_right, placed, width_of
from awsobs.present.trail_words import is_root_without_mfa

_VALUE = 24
_VALUES_AT = 9
_STOPPING = frozenset({"StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"})


def facet_rows(
    shown: Sequence[TrailEvent],
    events: Sequence[TrailEvent],
    *,
    width: int,
    height: int,
    with_reads: bool,
    now: datetime,
) -> tuple[Row, ...]:
    """A dashed rule, three rows of counts, and findings as far as there is room."""
    if height < 4:
        return ()
    dashes = placed(width, [(1, (("╌" * max(0, width - 3), "rule"),))])
    rows = [
        dashes,
        _counted("who", Counter(event.who for event in shown), width),
        _counted("where", Counter(event.where for event in shown if event.where != "-"), width),
        _kinds(shown, events, width, with_reads=with_reads),
    ]
    found = [_finding(event, words, width, now) for event, words in _findings(shown)]
    if found and height >= 6:
        rows += [placed(width, ()), *found[: height - 5]]
    return tuple(rows)


def _counted(label: str, counts: Counter[str], width: int) -> Row:
    """`who     ci-deploy 4   alice 3`: the most frequent first, as many as fit."""
    spans: list[Span] = []
    for value, count in counts.most_common(12):
        pair: list[Span] = [("   ", "")] if spans else []
        pair += [(cut(value, _VALUE), "text"), (f" {count}", "muted")]
        if _VALUES_AT + width_of([*spans, *pair]) > width - 1:
            break
        spans += pair
    return placed(width, [(1, ((label, "muted"),)), (_VALUES_AT, tuple(spans))])


def _kinds(
    shown: Sequence[TrailEvent],
    events: Sequence[TrailEvent],
    width: int,
    *,
    with_reads: bool,
) -> Row:
    writes = sum(event.is_write for event in shown)
    reads = sum(not event.is_write for event in events)
    refused = sum(not event.succeeded for event in shown)
    read_word = str(reads) if with_reads else "hidden"
    values: Row = (
        *(("write", "text"), (f" {writes}", "muted")),
        *(("   read", "text"), (f" {read_word}", "muted")),
        *(("   denied", "text"), (f" {refused}", "error" if refused else "muted")),
    )
    return placed(width, [(1, (("what", "muted"),)), (_VALUES_AT, values)])


def _findings(events: Sequence[TrailEvent]) -> list[tuple[TrailEvent, str]]:
    """Events that a guard should hear of, each once a kind and principal."""
    found: dict[tuple[str, str], tuple[TrailEvent, str]] = {}
    for event in events:
        words = _words(event)
        if words:
            found.setdefault((words, event.who), (event, words))
    return list(found.values())


def _words(event: TrailEvent) -> str:
    if is_root_without_mfa(event) and event.succeeded:
        return "root console login without MFA"
    if event.name in _STOPPING and event.source == "cloudtrail.amazonaws.com":
        if not event.succeeded:
            return "attempt to stop the trail, denied"
        return "the trail was stopped or changed"
    return ""


def _finding(event: TrailEvent, words: str, width: int, now: datetime) -> Row:
    glyph, style = ("▲", "error bold") if not event.succeeded else ("!", "warning bold")
    at, time = flush_right(((dated_time(event.time, now), "muted"),), width - 1)
    text = cut(words, max(1, at - 5))
    return placed(width, [(1, ((glyph, style),)), (3, ((text, "strong"),)), (max(3, at), time)])
