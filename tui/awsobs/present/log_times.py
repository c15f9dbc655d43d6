"""The time of a log line, in twelve cells and a mark."""

from datetime import datetime, timedelta

from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.present.durations import exact
from awsobs.present.log_look import LogLook, TimeStyle
from awsobs.present.rows import Row, Span, right

CELLS = 12
_EARLY = 60_000
"""Milliseconds by which clocks may differ."""

_NOTHING: Row = (("        ", "muted"), ("    ", "faint"))
_TENTHS = timedelta(seconds=60)


def time_spans(event: LogEvent, look: LogLook, now: datetime | None = None) -> Row:
    """The time in the user's style, then a mark if somebody's clock is wrong.

    `now` is what ages are counted from; without it they are shown as times of day.
    """
    return *_time(event, look, now), _ahead(event)


def short_time_spans(event: LogEvent, look: LogLook, now: datetime | None = None) -> Row:
    """The same in eight cells, without milliseconds."""
    if look.times is TimeStyle.AGO and now is not None:
        shown = _ago(event, now).removesuffix(" ago")
        return (right(shown, 8), "muted"), _ahead(event)
    return _time(event, look, now)[0], _ahead(event)


def _time(event: LogEvent, look: LogLook, now: datetime | None) -> Row:
    if look.times is TimeStyle.AGO and now is not None:
        return ((right(_ago(event, now), CELLS), "muted"),)
    is_received = look.times is TimeStyle.RECEIVED
    moment = event.ingestion_time if is_received else event.timestamp
    if is_received and not moment:
        return (("       –", "muted"), ("    ", ""))
    try:
        at = datetime_of(moment)
        if look.times is TimeStyle.LOCAL:
            at = at.astimezone(look.zone)
    except (ValueError, OverflowError, OSError):
        return _NOTHING
    return (f"{at:%H:%M:%S}", "muted"), (f".{at.microsecond // 1000:03}", "faint")


def _ago(event: LogEvent, now: datetime) -> str:
    """`4.2s ago`, `4m02 ago`; of the future nothing is known but that it is ahead."""
    try:
        passed = now - datetime_of(event.timestamp)
    except (ValueError, OverflowError, OSError):
        return ""
    if passed < timedelta():
        return f"in {exact(-passed)}"
    if passed < _TENTHS:
        return f"{passed.total_seconds():.1f}s ago"
    return f"{exact(passed)} ago"


def _ahead(event: LogEvent) -> Span:
    """A mark behind the time of an event that came before its time: somebody's clock is wrong."""
    early = event.ingestion_time > 0 and event.timestamp - event.ingestion_time > _EARLY
    return (">", "warning") if early else ("", "")
