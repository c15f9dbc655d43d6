"""The window as a bar of log errors, with ticks and the marks of the change and the onset."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from awsobs.domain.window import Window
from awsobs.present.durations import clock_minute, clock_time, width_words
from awsobs.present.layout import bar_cells
from awsobs.present.numbers import NOTHING, number
from awsobs.present.rows import Row, Span, flush_right, merged, placed
from awsobs.present.sparkline import GAP, STEPS

_TICKS = 6


def time_bar_rows(
    *,
    window: Window,
    now: datetime,
    errors: Sequence[int],
    width: int,
    height: int,
    onset: datetime | None = None,
    change_at: datetime | None = None,
    cursor: datetime | None = None,
    known_until: datetime | None = None,
) -> tuple[Row, ...]:
    """Two rows, or one where `height` is 1.

    `errors` are log errors in each of `bar_cells` equal parts of the window. `change_at` is
    when the suspected change was made. What came after `known_until` is drawn as a gap.
    """
    window = window.at(now)
    bar = _Bar(window, *bar_cells(width, height))
    histogram = bar.histogram(errors, cursor, known_until)
    if height >= 2:
        first = _first_row(bar, histogram, errors, width)
        return (first, _second_row(bar, now, width, onset, change_at))
    return (_only_row(bar, histogram, change_at, width),)


def tick_row(
    *,
    window: Window,
    now: datetime,
    width: int,
    first: int,
    cells: int,
    onset: datetime | None = None,
    change_at: datetime | None = None,
) -> Row:
    """The times under a plot whose cells begin at `first`, with the marks of the bar."""
    bar = _Bar(window.at(now), first, cells)
    return placed(width, _times(bar, width, onset, change_at))


class _Bar:
    """From moments to cells."""

    def __init__(self, window: Window, first: int, count: int) -> None:
        self.window, self.first, self.count = window, first, count

    @property
    def end(self) -> int:
        """The cell behind the last one."""
        return self.first + self.count

    @property
    def bucket_seconds(self) -> float:
        """What one cell stands for."""
        return self.window.width.total_seconds() / self.count

    def cell(self, at: datetime | None) -> int | None:
        """The cell of a moment; None outside of the window."""
        if at is None or not self.window.start <= at <= self.window.end:
            return None
        index = int((at - self.window.start).total_seconds() / self.bucket_seconds)
        return self.first + min(self.count - 1, index)

    def _last_known(self, until: datetime | None) -> int:
        if until is None or until > self.window.end:
            return self.end
        return self.first - 1 if until <= self.window.start else self.cell(until) or self.end

    def histogram(
        self, errors: Sequence[int], cursor: datetime | None, known_until: datetime | None
    ) -> list[Span]:
        """One glyph a cell."""
        top, known = max(errors, default=0), self._last_known(known_until)
        glyphs: list[Span] = []
        for index in range(self.count):
            count = errors[index] if index < len(errors) else 0
            if count:
                glyphs.append((STEPS[min(6, round(count / top * 6))], "fault"))
            elif self.first + index > known:
                glyphs.append((GAP, "faint"))
            else:
                glyphs.append((STEPS[0], "faint"))
        pointed = self.cell(cursor)
        if pointed is not None:
            glyphs[pointed - self.first] = ("┃", "accent")
        return glyphs


def _first_row(bar: _Bar, histogram: list[Span], errors: Sequence[int], width: int) -> Row:
    rate = _rate(errors, bar.bucket_seconds)
    style = "fault bold" if any(errors[-2:]) else "text"
    latest: Row = ((rate[0], style), (rate[1], "muted"))
    if all(glyph == GAP for glyph, _ in histogram):
        latest = ((NOTHING, "muted"),)
    return placed(
        width,
        [
            (1, (("errors", "muted"),)),
            (bar.first, merged(histogram)),
            flush_right(latest, max(bar.end + 1, width - 1)),
        ],
    )


def _rate(errors: Sequence[int], bucket_seconds: float) -> tuple[str, str]:
    """Errors a second, or a minute where they are few, over the last two cells."""
    latest = errors[-2:]
    if not any(latest):
        return "0", "/s"
    each = sum(latest) / (len(latest) * bucket_seconds)
    return (_brief(each), "/s") if each >= 0.95 else (_brief(each * 60), "/m")


def _brief(value: float) -> str:
    """A number in three cells, so that a blank stays between it and the bar."""
    if value >= 999.5:
        return f"{value / 1000:.0f}k"
    return f"{value:.0f}" if value >= 9.95 else number(value)


def _only_row(bar: _Bar, histogram: list[Span], change_at: datetime | None, width: int) -> Row:
    mark = bar.cell(change_at)
    if mark is not None:
        histogram[mark - bar.first] = ("◆", "warning")
    window = bar.window
    return placed(
        width,
        [
            (1, ((clock_minute(window.start), "muted"),)),
            (bar.first, merged(histogram)),
            (bar.end + 1, ((clock_minute(window.end), "muted"),)),
            flush_right(((width_words(window.width), "strong"),), max(bar.end + 7, width - 1)),
        ],
    )


def _second_row(
    bar: _Bar, now: datetime, width: int, onset: datetime | None, change_at: datetime | None
) -> Row:
    words: Row = ((_window_words(bar.window, now), "strong"),)
    return placed(width, [(1, words), *_times(bar, width, onset, change_at)])


def _times(
    bar: _Bar, width: int, onset: datetime | None, change_at: datetime | None
) -> list[tuple[int, Row]]:
    marks = _marks(bar, width, change_at, onset)
    ticks = [(at, text, "faint") for at, text in _ticks(bar) if _is_free(at, text, marks, bar)]
    return [(at, ((text, style),)) for at, text, style in sorted([*marks, *ticks])]


def _is_free(at: int, text: str, marks: Sequence[tuple[int, str, str]], bar: _Bar) -> bool:
    """Whether a tick stands two cells away from every mark; the last tick may be nearer."""
    room = 1 if at + len(text) >= bar.end else 2
    return all(
        at + len(text) + room <= start or at >= start + len(mark) + room for start, mark, _ in marks
    )


def _window_words(window: Window, now: datetime) -> str:
    """`30m ▸ now`; a window that stands still tells its ends."""
    if window.live:
        return f"{width_words(window.width)} ▸ now"
    day = "" if window.start.date() == now.date() else f"{window.start:%d %b} "
    return f"{day}{clock_minute(window.start)}–{clock_minute(window.end)}"


def _marks(
    bar: _Bar, width: int, change_at: datetime | None, onset: datetime | None
) -> list[tuple[int, str, str]]:
    """`07:39◆` left of its mark, `✖07:41` right of it, each in the room that there is."""
    marks: list[tuple[int, str, str]] = []
    change_cell, onset_cell = bar.cell(change_at), bar.cell(onset)
    if change_cell is not None and change_at is not None:
        text = f"{clock_minute(change_at)}◆"
        at = change_cell - 5
        marks.append((at, text, "warning") if at >= bar.first else (change_cell, "◆", "warning"))
    if onset_cell is not None and onset is not None:
        begin = onset_cell if onset_cell != change_cell else onset_cell + 1
        # behind the bar there are a few cells for a time that begins in its last ones
        label = f"✖{clock_minute(onset)}"
        marks.append((begin, label if begin + len(label) < width else "✖", "fault"))
    return marks


def _ticks(bar: _Bar) -> list[tuple[int, str]]:
    """Every sixth of the window; the last one ends where the bar ends."""
    window = bar.window
    clock = clock_time if window.width < timedelta(minutes=_TICKS) else clock_minute
    ticks: list[tuple[int, str]] = []
    last = clock(window.end)
    count = min(_TICKS, max(1, bar.count // (len(last) + 2)))
    for index in range(count):
        at = bar.first + round(index / count * (bar.count - 1))
        ticks.append((at, clock(window.start + window.width * (index / count))))
    end_at = bar.end - len(last)
    kept = [(at, text) for at, text in ticks if at + len(text) < end_at]
    return [*kept, (end_at, last)]
