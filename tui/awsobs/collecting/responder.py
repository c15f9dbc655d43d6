"""Runs the user's hooks on the collector's loop: once for each occasion, within their limits."""

import asyncio
from collections import deque

from awsobs.analysis.occasions import Transitions, matcher, of_finding
from awsobs.collecting.hook_run import run_hook
from awsobs.collecting.trail_watch import TrailWatch
from awsobs.domain.clock import Clock
from awsobs.domain.responses import Hook, Occasion, Trigger
from awsobs.settings import Settings
from awsobs.store.memory import Memory

LOOK = 1.0
"""Seconds between two looks at what is known."""

MOST_WAITING = 1_000
MOST_AT_ONCE = 4
_MINUTE = 60.0


class Responder:
    """Looks at what the feeds bring; nothing that was so before it began is an occasion.

    Args:
        settings: The hooks, and the rules of findings.
        memory: What is looked at, and where it is told how the commands went.
        clock: What limits and looks are measured by.
    """

    def __init__(self, settings: Settings, memory: Memory, clock: Clock) -> None:
        self._hooks = settings.hooks
        self._matchers = [matcher(hook) for hook in self._hooks]
        self._memory = memory
        self._clock = clock
        self._start = clock.now()
        self._begun: list[deque[float]] = [deque() for _ in self._hooks]
        self._transitions = Transitions(self._start)
        self._watch = TrailWatch(settings)
        self._findings: set[tuple[str, str]] = set()
        self._epoch = memory.visit.epoch
        self._revisions = (-1, -1)
        self._queue: asyncio.Queue[tuple[int, Occasion]] = asyncio.Queue(MOST_WAITING)
        memory.responses.begin(self._hooks)

    async def keep(self) -> None:
        """Look, and run what is to be run, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(MOST_AT_ONCE):
                group.create_task(self.work())
            while True:
                await self.look()
                await self._clock.sleep(LOOK)

    async def look(self) -> None:
        """Find what has happened since the last look, and line up the commands."""
        memory, visit = self._memory, self._memory.visit
        if visit.epoch != self._epoch:
            self._epoch, self._start = visit.epoch, self._clock.now()
            self._transitions = Transitions(self._start)
            self._findings = set()
        revisions = (memory.alarms.revision, memory.trail.revision)
        self._offer(
            self._transitions.since_last(
                memory.alarms.alarms(), memory.alarms.history, visit.board.context
            )
        )
        if revisions[1] != self._revisions[1] and self._waits_for(Trigger.FINDING):
            await self._look_for_findings()
        self._revisions = revisions

    async def _look_for_findings(self) -> None:
        memory, visit = self._memory, self._memory.visit
        found = await asyncio.to_thread(self._watch.look, memory.trail.events(), visit.epoch)
        for finding in found.findings:
            key = (finding.rule, finding.event_id)
            if finding.hushed or finding.first < self._start or key in self._findings:
                continue
            self._findings.add(key)
            self._offer([of_finding(finding, visit.board.context)])

    def _waits_for(self, trigger: Trigger) -> bool:
        return any(hook.on is trigger for hook in self._hooks)

    def _offer(self, occasions: list[Occasion]) -> None:
        for occasion in occasions:
            for place, (hook, matches) in enumerate(zip(self._hooks, self._matchers, strict=True)):
                if matches(occasion):
                    self._line_up(place, hook, occasion)

    def _line_up(self, place: int, hook: Hook, occasion: Occasion) -> None:
        now, begun = self._clock.monotonic(), self._begun[place]
        while begun and now - begun[0] >= _MINUTE:
            begun.popleft()
        if len(begun) >= hook.most or self._queue.full():
            self._memory.responses.held(place, self._clock.now())
            return
        begun.append(now)
        self._queue.put_nowait((place, occasion))

    async def work(self) -> None:
        """Run what is lined up, one after the other, until cancelled."""
        while True:
            place, occasion = await self._queue.get()
            run = await run_hook(self._hooks[place], occasion, self._clock)
            self._memory.responses.ran(place, run)
            self._queue.task_done()

    async def done(self) -> None:
        """Wait until all that was lined up has run."""
        await self._queue.join()
