"""The rows that stand on every screen, from what the scene knows."""

from datetime import datetime

from awsobs.app.scene import Scene
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.clock import skew_of
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.durations import short_age
from awsobs.present.file_headline import file_headline_row
from awsobs.present.headline import headline_row
from awsobs.present.layout import bar_cells
from awsobs.present.rows import Row
from awsobs.present.states import PANE_SOURCES, not_current
from awsobs.present.status import Mode, status_row, strip_row, tiny_row
from awsobs.present.time_bar import time_bar_rows

_WORDS = {"demo": Mode.DEMO, "file": Mode.FILE}


class FixedRowMaker:
    """Makes status line, headline, time bar and strip for a width."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def status(self, kind: str, width: int) -> Row:
        """The status line; where nothing else fits, the alarms."""
        scene = self._scene
        now = scene.now()
        if kind == "tiny":
            return tiny_row(scene.situation(), now=now, width=width)
        board = scene.memory.feeds
        meter = board.meter
        mode, detail = self._mode(now)
        return status_row(
            context=board.context,
            identity=board.identity,
            alias=scene.settings.alias_of((board.identity or board.context).account),
            mode=mode,
            detail=detail,
            now=now,
            width=width,
            rate=meter.rate if meter.calls else None,
            limit=meter.limit,
            throttled=meter.throttled,
            catching_up=self._is_catching_up(),
            skewed=bool(skew_of(scene.clock)),
            read_only=not scene.settings.from_files,
            usd_per_hour=meter.usd_per_hour if meter.calls else None,
            reveal=scene.reveals_accounts,
        )

    def headline(self, width: int) -> Row:
        """The verdict in one line, or that the sign-in has expired."""
        scene = self._scene
        if scene.settings.from_files:
            return self._of_files(width)
        return headline_row(
            scene.situation(),
            now=scene.now(),
            window=scene.shown(),
            width=width,
            coverage=scene.memory.trail.coverage,
            states=scene.memory.feeds.states(),
            last_alarm=self._last_alarm(),
            skew=skew_of(scene.clock),
            of_demo=scene.settings.mode == "demo",
        )

    def time_bar(self, width: int, height: int) -> tuple[Row, ...]:
        """The window as a bar of log errors."""
        scene = self._scene
        window, situation = scene.of_lines(), scene.situation()
        _, cells = bar_cells(width, height)
        start, end = (int(at.timestamp() * 1000) for at in (window.start, window.end))
        errors, _ = scene.memory.logs.histogram(start, end, cells)
        suspect = situation.suspect
        return time_bar_rows(
            window=window,
            now=scene.now(),
            errors=errors,
            width=width,
            height=height,
            onset=situation.onset,
            change_at=suspect.event.time if suspect else None,
            known_until=self._known_until(),
        )

    def _of_files(self, width: int) -> Row:
        if self._scene.settings.trail_files:
            return self._of_trail_files(width)
        window, store = self._scene.of_lines(), self._scene.memory.logs
        start, end = (int(at.timestamp() * 1000) for at in (window.start, window.end))
        errors, _ = store.histogram(start, end, 1)
        return file_headline_row(
            lines=len(store),
            errors=sum(errors),
            evicted=store.evicted,
            span=(window.start, window.end) if len(store) else None,
            width=width,
        )

    def _of_trail_files(self, width: int) -> Row:
        store = self._scene.memory.trail
        coverage, refused = store.coverage, store.refused
        return file_headline_row(
            lines=len(store.events()) + store.evicted,
            errors=refused,
            evicted=store.evicted,
            span=(coverage.start, coverage.end) if coverage else None,
            width=width,
            things=("event", "refusal"),
        )

    def strip(self, focused: str, width: int) -> Row:
        """The names of all panes, where one is shown at a time."""
        return strip_row(self._scene.situation(), focused=focused, width=width)

    def trouble(self) -> dict[str, SourceState]:
        """The sources whose data on screen is not current."""
        states = self._scene.memory.feeds.states()
        return {name: states[name] for name in not_current(states)}

    def _last_alarm(self) -> Alarm | None:
        """The alarm that went back to OK last."""
        quiet = [
            (alarm.since, alarm)
            for alarm in self._scene.memory.alarms.alarms()
            if alarm.state is AlarmState.OK and alarm.since is not None
        ]
        return max(quiet, key=lambda pair: pair[0])[1] if quiet else None

    def _known_until(self) -> datetime | None:
        """Up to when log errors are known; nothing of the window before the first answer."""
        board, state = self._scene.memory.feeds, self.trouble().get("logs")
        if board.received("logs") is None and not len(self._scene.memory.logs):
            return self._scene.shown().start
        return state.data_until if state else None

    def _is_catching_up(self) -> bool:
        """Whether a source reads the window for the first time, or traces are left to read."""
        states = self._scene.memory.feeds.states()
        loading = any(
            name in PANE_SOURCES and state.condition is Condition.LOADING
            for name, state in states.items()
        )
        traces = states.get("traces")
        return loading or (traces is not None and traces.condition is Condition.PARTIAL)

    def _has_read(self) -> bool:
        """Whether any source of the panes has ever answered."""
        board = self._scene.memory.feeds
        return any(board.received(source) is not None for source in PANE_SOURCES)

    def _mode(self, now: datetime) -> tuple[Mode, str]:
        trouble = self.trouble()
        expired = [s for s in trouble.values() if s.condition is Condition.EXPIRED]
        if expired and not self._has_read():
            return Mode.NO_DATA, ""
        if expired:
            oldest = min(state.since for state in expired)
            return Mode.STALE, short_age(now - oldest)
        offline = [s for s in trouble.values() if s.condition is Condition.OFFLINE]
        if offline and len(offline) == len(PANE_SOURCES):
            return Mode.OFFLINE, ""
        if trouble:
            return Mode.PARTLY_LIVE, ""
        if not self._scene.window.live:
            return Mode.PAUSED, ""
        return _WORDS.get(self._scene.settings.mode, Mode.LIVE), ""
