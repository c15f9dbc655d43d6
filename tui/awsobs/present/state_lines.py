"""STATES: each alarm's last hours as one line, cell by cell."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.present.durations import clock_minute
from awsobs.present.rows import Row, Span, left, placed

SPAN = timedelta(hours=2)
_LINE_AT = 27
_MOST = 6


def state_lines(
    alarms: Sequence[Alarm],
    history: Mapping[str, Sequence[AlarmChange]],
    *,
    now: datetime,
    width: int,
    height: int,
) -> tuple[Row, ...]:
    """A title with its ticks, then a line for each alarm that was not well in the last hours.

    Alarms that stayed OK fill the room that is left.
    """
    first = _line_at(width)
    cells = width - first - 1
    if height < 2 or cells < 8:
        return ()
    start = now - SPAN
    changed, rest = list[Alarm](), list[Alarm]()
    for alarm in alarms:
        unwell = alarm.state is not AlarmState.OK or _changed(alarm, history, start)
        (changed if unwell else rest).append(alarm)
    shown = [*changed, *rest][: min(height - 1, _MOST)]
    title: Row = (("STATES", "strong bold"), (" ", ""), ("last 2 h", "muted"))
    rows = [placed(width, [(1, title), *_ticks(start, now, first, cells)])]
    for alarm in shown:
        line = state_line(alarm, history.get(alarm.name, ()), start, now, cells)
        style = "text" if alarm.state is AlarmState.ALARM else "muted"
        name = left(alarm.name, first - 2).rstrip()
        rows.append(placed(width, [(1, ((name, style),)), (first, line)]))
    return tuple(rows)


def _line_at(width: int) -> int:
    return min(_LINE_AT, width // 2)


def _changed(alarm: Alarm, history: Mapping[str, Sequence[AlarmChange]], start: datetime) -> bool:
    return any(c.new is not None and c.at >= start for c in history.get(alarm.name, ()))


def _ticks(start: datetime, now: datetime, first: int, cells: int) -> list[tuple[int, Row]]:
    """The start, two moments between, and `now` at the end."""
    shares = (0.0, 1 / 3, 2 / 3) if cells >= 30 else (0.0,)
    parts: list[tuple[int, Row]] = [
        (first + round(share * cells), ((clock_minute(start + (now - start) * share), "faint"),))
        for share in shares
    ]
    return [*parts, (first + cells - 3, (("now", "faint"),))]


def state_line(
    alarm: Alarm, changes: Sequence[AlarmChange], start: datetime, now: datetime, cells: int
) -> Row:
    """What state the alarm was in at the end of each cell; ALARM wins within one."""
    moves = sorted(
        ((c.at, c.old, c.new) for c in changes if c.new is not None), key=lambda move: move[0]
    )
    spans: list[Span] = []
    step = (now - start) / cells
    for cell in range(cells):
        begin = start + step * cell
        state = _worst(alarm, moves, begin, begin + step)
        glyph, style = _glyph(state, is_billing=alarm.is_billing)
        if spans and spans[-1] == (spans[-1][0], style) and spans[-1][0][-1] == glyph:
            spans[-1] = (spans[-1][0] + glyph, style)
        else:
            spans.append((glyph, style))
    return tuple(spans)


def _worst(
    alarm: Alarm,
    moves: Sequence[tuple[datetime, AlarmState | None, AlarmState | None]],
    begin: datetime,
    end: datetime,
) -> AlarmState:
    before = [move for move in moves if move[0] <= begin]
    inside = [move for move in moves if begin < move[0] <= end]
    if before and before[-1][2] is not None:
        state = before[-1][2]
    else:
        state = _state_before(alarm, moves, begin)
    states = [state, *(move[2] for move in inside if move[2] is not None)]
    return AlarmState.ALARM if AlarmState.ALARM in states else states[-1]


def _state_before(
    alarm: Alarm,
    moves: Sequence[tuple[datetime, AlarmState | None, AlarmState | None]],
    begin: datetime,
) -> AlarmState:
    """The state before the first known change; without history, the present one since then."""
    if moves:
        return moves[0][1] or AlarmState.OK
    if alarm.since is not None and begin < alarm.since:
        return AlarmState.OK
    return alarm.state


def _glyph(state: AlarmState, *, is_billing: bool) -> Span:
    if state is AlarmState.ALARM:
        return "━", "warning" if is_billing else "fault"
    return ("·", "faint") if state is AlarmState.INSUFFICIENT_DATA else ("─", "faint")
