"""Beside the map: what of it is not what it was before it all began, in a row each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from awsobs.analysis.graphs.compare import Change, Difference
from awsobs.analysis.percentiles import percentile
from awsobs.domain.service_graph import NodeKey, Statistics
from awsobs.present.durations import clock_minute
from awsobs.present.numbers import latency, number, percent
from awsobs.present.rows import Row, Span, cut, flush_right, placed, width_of

_SIGNS = {
    Change.WORSE: ("↑", "fault bold"),
    Change.SLOWER: ("↑", "fault bold"),
    Change.NEW: ("+", "info bold"),
    Change.GONE: ("−", "muted bold"),
}
_NAME_AT = 3


def changed_rows(
    differences: Sequence[Difference],
    names: Mapping[NodeKey, str],
    *,
    since: datetime,
    width: int,
    most: int,
) -> list[Row]:
    """Nodes that fail more or are slower, calls that are new or gone; the worst first."""
    told = [one for one in differences if _is_told(one, names)]
    if not told:
        return []
    title: Row = (("CHANGED", "strong bold"), (f" since {clock_minute(since)}", "muted"))
    more = f" all {len(differences)}"
    key: Row = (("d", "accent bold"), (more, "muted"))
    head = placed(width, [(1, title), flush_right(key, width - 1)])
    return [head, *(_row(one, names, width) for one in told[:most])]


def _is_told(one: Difference, names: Mapping[NodeKey, str]) -> bool:
    """A call that fails tells no more than the node that does; a new node is called, or calls."""
    wanted = 1 if one.change in (Change.WORSE, Change.SLOWER) else 2
    return len(one.place) == wanted and all(key in names for key in one.place)


def _row(one: Difference, names: Mapping[NodeKey, str], width: int) -> Row:
    figures = _figures(one)
    room = width - 2 - _NAME_AT - width_of(figures)
    word = {Change.WORSE: " fails", Change.SLOWER: " p95"}.get(one.change, "")
    place = " → ".join(names[key] for key in one.place)
    name: Row = ((cut(place, room - len(word)), "text"), (word, "muted"))
    return placed(
        width, [(1, (_SIGNS[one.change],)), (_NAME_AT, name), flush_right(figures, width - 1)]
    )


def _figures(one: Difference) -> Row:
    now, before = one.now, one.before
    if now is None or before is None:
        known = now or before
        return ((_requests(known, "" if now else "was "), "muted"),)
    if one.change is Change.WORSE:
        return _from_to(percent(_failing(before)), percent(_failing(now)))
    return _from_to(_slow(before), _slow(now))


def _from_to(before: str, now: str) -> tuple[Span, ...]:
    return (f"{before} → ", "muted"), (now, "strong")


def _requests(known: Statistics | None, before: str) -> str:
    return f"{before}{number(known.count)} calls" if known is not None else ""


def _slow(known: Statistics) -> str:
    return latency(percentile(known, 0.95) or 0.0)


def _failing(known: Statistics) -> float:
    return (known.fault + known.throttle) / known.count if known.count else 0.0
