"""The trails of an account as rows: what should be mended first, then each trail."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from awsobs.domain.trail_status import Concern, Governance, TrailStatus
from awsobs.present.durations import age
from awsobs.present.findings import SEVERITY_STYLES
from awsobs.present.rows import Row, cut, fitted

_LABEL = 12
Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One part of the list; `thing` is what `enter` opens."""

    key: str
    rows: Rows
    thing: TrailStatus | None = None


def status_lines(
    governance: Governance, concerns: Sequence[Concern], now: datetime, width: int
) -> Iterator[StatusLine]:
    """What is wrong, the worst first, then every trail with how it is doing."""
    for place, one in enumerate(concerns):
        yield StatusLine(f"concern {place}", _wide(concern_rows(one), width))
    if not concerns:
        words = "nothing is wrong with how events are kept" if governance.trails else ""
        yield StatusLine("no concern", _wide([((words, "ok"),)], width))
    for trail in governance.trails:
        rows = ((), *trail_rows(trail, now))
        yield StatusLine(f"trail {trail.arn}", _wide(rows, width), trail)


def concern_rows(concern: Concern) -> Iterator[Row]:
    """How bad, what, and of which trail; why; what to do."""
    style = SEVERITY_STYLES[concern.severity]
    of = ((f"  {concern.trail}", "muted"),) if concern.trail else ()
    yield ((f"{concern.severity:<13} ", style), (concern.title, "strong"), *of)
    yield ((f"  Why: {concern.why}", "muted"),)
    yield ((f"  Next: {concern.next_step}", "muted"),)


def trail_rows(trail: TrailStatus, now: datetime) -> Iterator[Row]:
    """A trail: whether it logs, what, where to, and what could not be read."""
    yield (*_state(trail), (f"  {trail.name}", "strong bold"), (f"  {trail.home_region}", "muted"))
    yield _labelled("records", ", ".join(_recorded(trail)))
    yield _labelled("looks for", _insights(trail))
    yield _labelled("keeps in", ", ".join(_kept(trail)))
    if trail.delivered is not None:
        yield _labelled(
            "delivered", f"{_moment(trail.delivered)}, {age(now - trail.delivered)} ago"
        )
    for error in (trail.delivery_error, trail.digest_error, trail.log_group_error):
        if error:
            yield _labelled("error", cut(error, 200), "fault")
    for words in trail.missing:
        yield _labelled("not read", cut(words, 200), "warning")


def _state(trail: TrailStatus) -> Row:
    match trail.is_logging:
        case True:
            since = f" since {_moment(trail.started)}" if trail.started else ""
            return (("✔ logging", "ok bold"), (since, "text"))
        case False:
            since = f" since {_moment(trail.stopped)}" if trail.stopped else ""
            return (("✖ not logging", "fault bold"), (since, "text"))
        case _:
            return (("? not known", "warning"),)


def _recorded(trail: TrailStatus) -> Iterator[str]:
    match trail.management:
        case None:
            yield "what it records is not known"
        case "All":
            yield "all management events"
        case "":
            yield "no management events"
        case kind:
            yield f"management events: {kind}"
    yield "all regions" if trail.is_multi_region else "one region"
    yield "global services" if trail.has_global_events else "no global services"
    if trail.is_organization:
        yield "the whole organization"
    yield from (f"data of {kind}" for kind in trail.data[:5])
    if len(trail.data) > 5:
        yield f"and {len(trail.data) - 5} more"


def _insights(trail: TrailStatus) -> str:
    if trail.insights is None:
        return "not known"
    return ", ".join(trail.insights) or "nothing: Insights is off"


def _kept(trail: TrailStatus) -> Iterator[str]:
    yield trail.bucket or "no bucket"
    yield "validated" if trail.is_validated else "not validated"
    yield f"key {trail.kms_key.rsplit('/', 1)[-1]}" if trail.kms_key else "no key of your own"
    if trail.log_group:
        yield f"log group {trail.log_group.removesuffix(':*').rsplit(':', 1)[-1]}"


def _labelled(label: str, words: str, style: str = "text") -> Row:
    return ((f"  {label:<{_LABEL - 2}} ", "muted"), (words, style))


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else ""


def _wide(rows: Iterable[Row], width: int) -> Rows:
    """Cell 0 is the cursor's."""
    return tuple(fitted(((" ", ""), *row), width) if row else () for row in rows)
