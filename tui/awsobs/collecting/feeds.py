"""A feed polls one source, pours what it gives into a store, and says how it is doing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Protocol

from awsobs.collecting.schedules import CATCH_UP, jittered, pause_after
from awsobs.collecting.sign_in import PROBE, SignIn
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import Clock
from awsobs.domain.source_state import Condition, SourceError, SourceState
from awsobs.domain.window import Window
from awsobs.store.feeds import FeedBoard

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # else what nobody keeps would go to stderr

_WELL = frozenset({Condition.LOADING, Condition.READY, Condition.PARTIAL})

PATIENCE = 1.0
"""Seconds that a feed waits for the one it would like to follow."""

CANCELLED = 60.0
"""Seconds until a source is asked again whose answer the user did not want to wait for."""

STALE_INTERVALS = 3
STALE_SECONDS = 15.0
"""Throttled answers are no news while the data is not older than so many intervals, or than
these seconds: one call that is refused thrice takes up three short intervals by itself."""


class Polled(Protocol):
    """What a feed needs of a source: it can be polled until it is caught up."""

    @property
    def name(self) -> str:
        """The source's name on the board."""
        ...

    @property
    def behind(self) -> bool:
        """Whether another poll at once would bring more."""
        ...

    @property
    def shortfall(self) -> str:
        """What is missing of the window, in words."""
        ...

    def poll(self, window: Window) -> AsyncIterator[Batch[Any]]:
        """One pass."""
        ...


Pour = Callable[[Batch[Any]], None]


async def fill(pour: Pour, batches: AsyncIterator[Batch[Any]], board: FeedBoard) -> None:
    """Pour everything that a source delivers into its store, with its accounting."""
    async for batch in batches:
        pour(batch)
        board.add_counts(batch.source, batch.counts)


class Feed:
    """One source on its schedule. Whatever fails, the data that is there stays.

    Args:
        source: What to poll.
        pour: Puts a batch into the store.
        board: Takes the state, the counts and the time of the last answer.
        clock: What intervals are measured by.
        interval: Seconds between two passes that went well.
        random: Where the noise of intervals and pauses comes from.
    """

    def __init__(
        self,
        source: Polled,
        pour: Pour,
        board: FeedBoard,
        clock: Clock,
        *,
        interval: float,
        random: Random,
    ) -> None:
        self.source = source
        self.hidden = False
        self.tried = asyncio.Event()
        self._pour = pour
        self._board = board
        self._clock = clock
        self._interval = interval
        self._random = random
        self._wanted = asyncio.Event()
        self._failures = 0
        self._pass: asyncio.Task[SourceError | None] | None = None
        self._until_then: SourceState | None = None

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    def wake(self) -> None:
        """Poll now instead of when it is due."""
        self._wanted.set()

    def cancel(self) -> None:
        """End the pass that is under way, whose answer the user does not want to wait for."""
        if self._pass is not None:
            self._pass.cancel()

    async def run(
        self, window: Callable[[], Window], sign_in: SignIn, after: "Feed | None" = None
    ) -> None:
        """Poll for ever, the first time once the feed `after` has been tried."""
        if not self.hidden:
            self._loading()
        if after is not None:
            await self._first(after.tried.wait(), PATIENCE)
        await self.go_on(window, sign_in)

    async def go_on(self, window: Callable[[], Window], sign_in: SignIn) -> None:
        """Poll for ever, beginning at once."""
        while True:
            await self._allowed(sign_in)
            self._wanted.clear()
            error = await self._passed(window())
            if error is not None and error.condition is Condition.EXPIRED:
                error = sign_in.ended(error)
                if error is None:
                    continue
            await self._first(self._wanted.wait(), self._next_pause(error))

    async def _passed(self, window: Window) -> SourceError | None:
        """One pass, which the user may cancel without ending the feed."""
        self._pass = asyncio.ensure_future(self.once(window))
        try:
            return await self._pass
        except asyncio.CancelledError:
            if (ours := asyncio.current_task()) is None or ours.cancelling():
                raise
            error = SourceError("cancelled with esc", retry_after=CANCELLED)
            self._failed(error)
            return error
        finally:
            self._pass = None

    async def once(self, window: Window) -> SourceError | None:
        """One pass, told to the board; what went wrong, if anything."""
        if self._board.state(self.name) is None:
            self._loading()
        asked_at = self._clock.now()
        try:
            await fill(self._pour, self.source.poll(window), self._board)
        except SourceError as error:
            self._failed(error)
            return error
        finally:
            self.tried.set()
        self._failures = 0
        self._board.set_received(self.name, self._clock.now())
        shortfall = self.source.shortfall
        self._tell(
            SourceState(
                condition=Condition.PARTIAL if shortfall else Condition.READY,
                since=asked_at,
                what=shortfall,
                data_until=asked_at,
            )
        )
        return None

    def signed_out(self, error: SourceError) -> None:
        """Say that the credentials have ended, whoever found out, and when they are tried next."""
        state = self._board.state(self.name)
        if state is not None and state.condition is not Condition.EXPIRED:
            self._until_then = state
        self._tell(self._state_of(error, PROBE))

    def signed_in(self) -> None:
        """Take back that the credentials have ended; what there was by then is old, but true.

        A feed that is hidden may not ask for a long time, and so cannot take it back by asking.
        """
        state = self._board.state(self.name)
        if state is None or state.condition is not Condition.EXPIRED:
            return
        if self._until_then is None:
            self._loading()
        else:
            self._board.set_state(self.name, self._until_then)

    def crashed(self, error: BaseException, next_try: float) -> None:
        """Say that a mistake of ours ended the feed."""
        self.tried.set()
        self._failures += 1
        what = f"{self.name} feed crashed: {type(error).__name__}"
        self._tell(self._state_of(SourceError(what), next_try))

    async def _allowed(self, sign_in: SignIn) -> None:
        """Wait while the sign-in has ended, or while nobody looks."""
        while not sign_in.is_open or self.hidden:
            if not sign_in.is_open and sign_in.error is not None:
                self.signed_out(sign_in.error)
            await sign_in.holds()
            if self.hidden:
                self._wanted.clear()
                await self._wanted.wait()

    async def _first(self, happening: Coroutine[Any, Any, object], seconds: float) -> None:
        """Wait until something has happened, or until so much time has passed on the clock."""
        tasks = [asyncio.ensure_future(happening)]
        tasks.append(asyncio.ensure_future(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    def _next_pause(self, error: SourceError | None) -> float:
        if error is None or error.condition is Condition.PARTIAL:
            behind = error is None and self.source.behind
            return CATCH_UP if behind else jittered(self._interval, self._random)
        pause = pause_after(error, self._failures, self._random)
        self._tell(self._state_of(error, pause))
        return pause

    def _loading(self) -> None:
        state = SourceState(condition=Condition.LOADING, since=self._clock.now())
        self._board.set_state(self.name, state)

    def _failed(self, error: SourceError) -> None:
        if error.condition is not Condition.PARTIAL:
            self._failures += 1
        if error.malformed:
            unread = Counts(received=error.malformed, malformed=error.malformed)
            self._board.add_counts(self.name, unread)
        self._tell(self._state_of(error))

    def _state_of(self, error: SourceError, pause: float | None = None) -> SourceState:
        now = self._clock.now()
        before = self._board.state(self.name)
        return SourceState(
            condition=error.condition,
            since=now,
            what=error.what,
            hint=error.hint,
            operation=error.operation,
            next_try=now + timedelta(seconds=pause) if pause is not None else None,
            tries=self._failures,
            data_until=before.data_until if before else None,
        )

    def _tell(self, state: SourceState) -> None:
        """Put a state on the board; one that goes on keeps the moment it began."""
        before = self._board.state(self.name)
        if before is not None and self._is_no_news(before, state):
            return
        if before is not None and before.condition is state.condition:
            state = replace(state, since=before.since)
        elif state.condition not in _WELL:
            _log.warning("%s is %s: %s", self.name, state.condition.value, state.what)
        elif before is not None and before.condition not in _WELL:
            _log.info("%s is %s again", self.name, state.condition.value)
        self._board.set_state(self.name, state)

    def _is_no_news(self, before: SourceState, state: SourceState) -> bool:
        if state.condition is not Condition.THROTTLED or not before.is_current:
            return False
        age = self._clock.now() - (before.data_until or before.since)
        return age <= timedelta(seconds=max(STALE_INTERVALS * self._interval, STALE_SECONDS))
