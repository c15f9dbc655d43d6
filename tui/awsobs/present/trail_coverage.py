"""What TRAIL says about which stretch it knows: in its header, and between its rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from awsobs.domain.spans import Span
from awsobs.domain.trail import Coverage, Sought
from awsobs.present.durations import age, clock_minute, clock_time
from awsobs.present.rows import Row, cut, placed, width_of
from awsobs.present.view import Item

_NARROW = 48
_DAY = timedelta(days=1)
_BADGE_FROM = 100
"""Cells from which on the whole badge stands in the header of the zoomed pane."""


def coverage_facts(
    coverage: Coverage | None,
    now: datetime,
    width: int,
    kind: str,
    *,
    with_reads: bool,
    zoomed: bool = False,
) -> Row:
    """`writes · complete 07:02–07:40 · lag ~5m`, as much as there is room for."""
    if coverage is not None and zoomed and width >= _BADGE_FROM:
        return _badge(coverage, now)
    words = ["all" if with_reads else "writes"]
    lag = _lag(coverage, now)
    if coverage is not None and (kind == "wide" or width >= 80):
        words += _reach(coverage)
    if lag:
        words.append(lag)
    if width < _NARROW and lag:
        words = [lag]
    return ((" · ".join(words), "muted"),)


def _badge(coverage: Coverage, now: datetime) -> Row:
    """`100 % covered 07:02–07:40   newest 07:40:50, 4m12s old   scanned 1,950   us-east-1`."""
    style = "warning" if coverage.unread else "muted"
    start, end = _clock(coverage.start, coverage), _clock(coverage.end, coverage)
    words = [f"{_share(coverage)} % covered {start}–{end}"]
    if coverage.sought is not None:
        words[0] = f"{_sought(coverage.sought)}  {words[0]}"
    if going_on := _going_on(coverage):
        words.append(going_on)
    if coverage.newest is not None:
        newest = clock_time(coverage.newest)
        old = age(max(now - coverage.newest, timedelta()))
        words.append(f"newest {newest}, {old} old")
    words.append(f"scanned {coverage.scanned:,}")
    if len(coverage.regions) > 1:
        words.append(" + ".join(coverage.regions))
    return (("   ".join(words), style),)


def _clock(moment: datetime, coverage: Coverage) -> str:
    """The time of day; of a stretch of days the day."""
    is_long = coverage.end - coverage.start > _DAY
    return f"{moment:%Y-%m-%d}" if is_long else clock_minute(moment)


def _share(coverage: Coverage) -> int:
    """How much of the stretch is known, in percent; never 100 where something lacks."""
    whole = (coverage.end - coverage.start).total_seconds()
    gaps = coverage.gaps if coverage.sought is None else coverage.sought.gaps
    unread = sum((until - begin).total_seconds() for begin, until in gaps)
    if not unread or whole <= 0:
        return 100
    return max(0, min(99, round(100 * (1 - unread / whole))))


def _reach(coverage: Coverage) -> list[str]:
    """How far back all is known; of what a filter demands, where it demands something."""
    words: list[str] = []
    if coverage.sought is not None:
        words.append(_sought(coverage.sought))
    until = _clock(coverage.newest or coverage.end, coverage)
    if coverage.is_complete:
        words.append(f"complete {_clock(coverage.start, coverage)}–{until}")
    else:
        words.append(f"read back to {clock_minute(coverage.complete_from)}")
    if going_on := _going_on(coverage):
        words.append(going_on)
    return words


def _sought(sought: Sought) -> str:
    """`Username alice: all` or `Username alice: since 06:10`."""
    words = cut(sought.words, 30)
    return f"{words}: since {clock_minute(sought.gaps[0][1])}" if sought.gaps else f"{words}: all"


def _going_on(coverage: Coverage) -> str:
    """How long reading back still takes, and how to end it or to go on."""
    if coverage.stopped:
        return "stopped, S goes on"
    left = coverage.left
    return f"~{age(left)} left, S stops" if left is not None and coverage.unread else ""


def _lag(coverage: Coverage | None, now: datetime) -> str:
    if coverage is None or coverage.newest is None:
        return ""
    seconds = max(0.0, (now - coverage.newest).total_seconds())
    if seconds < 60:
        return f"lag ~{seconds:.0f}s"
    minutes = -int(-seconds // 60)
    # the trail is at most a quarter of an hour late: what is older is simply the last event
    return f"lag ~{minutes}m" if minutes <= 15 else f"newest {age(now - coverage.newest)} old"


def with_gaps(
    items: Sequence[Item], times: Sequence[datetime], coverage: Coverage | None, width: int
) -> list[Item]:
    """Rows with one where events may lack, as that stretch has not been read.

    `times` are those of the items, the newest first.
    """
    if coverage is None or not coverage.gaps:
        return list(items)
    rows: list[Item] = []
    gaps = list(coverage.gaps)
    for item, time in zip(items, times, strict=False):
        while gaps and time < gaps[0][1]:
            rows.append(_gap(gaps.pop(0), coverage, width))
        rows.append(item)
    rows += items[len(times) :]
    rows += (_gap(gap, coverage, width) for gap in gaps)
    return rows


def _gap(gap: Span, coverage: Coverage, width: int) -> Item:
    begin, until = gap
    what = f"gap {clock_minute(begin)}–{clock_minute(until)}"
    if begin <= coverage.start:
        what = f"before {clock_minute(until)}"
    how = "stopped, S goes on" if coverage.stopped else "not read yet"
    spans: Row = ((f"‥ {what}", "warning"), (f"  {how}", "muted"))
    row = spans if width_of(spans) < width - 1 else spans[:1]
    return Item(key=f"gap {until.isoformat()}", rows=(placed(width, [(1, row)]),))
