"""What stands over the lines of LOGS: the account, and the lines over time."""

from awsobs.app.scene import Scene
from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.present.log_account import account_row
from awsobs.present.log_histogram import buckets_for, histogram_rows
from awsobs.present.rows import Row
from awsobs.store.log_view import LogView


def account_rows(scene: Scene, source: str, width: int, hidden: int) -> tuple[Row, ...]:
    """The account of all lines that came in, once some did."""
    counts = scene.memory.feeds.counts(source)
    if not counts.received:
        return ()
    return (account_row(counts, width, hidden=hidden, let_go=scene.memory.logs.evicted),)


def strip_rows(
    scene: Scene, view: LogView, width: int, at_cursor: LogEvent | None
) -> tuple[Row, ...]:
    """The window's lines of a view over time, and where the line at the cursor is."""
    window = scene.of_lines()
    start, end = (int(at.timestamp() * 1000) for at in (window.start, window.end))
    errors, others = view.histogram(start, end, buckets_for(width))
    cursor = None
    if at_cursor is not None and window.start <= datetime_of(at_cursor.timestamp) <= window.end:
        cursor = (at_cursor.timestamp - start) / max(1, end - start)
    span = window.width.total_seconds()
    return histogram_rows(errors, others, width, span=span, cursor=cursor, filtered=view.filtered)
