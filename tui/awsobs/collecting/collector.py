"""The thread that all sources run on, with an event loop of its own.

A stalled terminal blocks the screen's loop; this one goes on. botocore and aiohttp are imported
here and not before, in the thread, so that the first frame does not wait for them.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from awsobs.collecting.questions import Question
from awsobs.collecting.sign_in import SignIn
from awsobs.domain.clock import Clock
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.languages.lookup_attribute import Attribute
from awsobs.settings import Settings
from awsobs.settings.opening import opening_window
from awsobs.store.memory import Memory, Visit

if TYPE_CHECKING:
    from awsobs.collecting.feeds import Feed
    from awsobs.collecting.responder import Responder
    from awsobs.sources.session import Aws

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)

RESTART = 30.0
"""Seconds after which a feed that a mistake of ours has ended is started again."""

_METER = 1.0
_FIXED = frozenset({"identity", "alarms", "events"})
"""What does not depend on the window."""


class Collected(Protocol):
    """An account, or what stands in for one where files are read."""

    @property
    def feeds(self) -> "Mapping[str, Feed]": ...
    @property
    def aws(self) -> "Aws | None": ...
    async def close(self) -> None: ...
    async def renew(self) -> None: ...
    def read_meter(self) -> None: ...
    def choose_groups(self, groups: tuple[str, ...]) -> None: ...
    def switch_live_tail(self, *, on: bool) -> None: ...
    def narrow_logs(self, pattern: str) -> None: ...
    def seek_trail(self, attribute: Attribute | None) -> None: ...
    def stop_trail(self, *, stopped: bool) -> None: ...


class Collector:
    """Polls every source on its schedule and fills memory, until it is stopped.

    It stays with one account until `switch` names another visit: then what is under way is
    cancelled, and everything but the budget and the meter starts afresh. The noise of intervals
    and pauses comes from `random`.
    """

    def __init__(
        self, settings: Settings, memory: Memory, clock: Clock, *, random: Random | None = None
    ) -> None:
        self._settings = settings
        self._memory = memory
        self._clock = clock
        self._random = random
        self._window = opening_window(settings, clock.now())
        self._visit = memory.visit
        self._at: Visit | None = None
        self._account: Collected | None = None
        self._hidden: frozenset[str] = frozenset()
        self._feeds: Mapping[str, Feed] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._sign_in: SignIn | None = None
        self._responder: Responder | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn: asyncio.Event | None = None
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="collector", daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether the thread is there."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread; returns at once."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> None:
        """End all feeds, close all clients, and wait so many seconds for the thread."""
        self._stopped.set()
        self._call(self._turn_over)
        if self._thread.is_alive():
            self._thread.join(timeout)

    def show(self, window: Window) -> None:
        """Read what this window needs, from now on."""
        self._window = window
        self._call(self._wake_all, _FIXED)

    def switch(self, visit: Visit) -> None:
        """Collect for this visit from now on; returns at once."""
        self._visit = visit
        self._call(self._turn_over)

    def refresh(self, source: str) -> None:
        """Poll one source now."""
        self._call(self._wake, source)

    def cancel(self, source: str) -> None:
        """End what one source is waiting for."""
        self._call(self._cancel, source)

    def set_hidden(self, sources: frozenset[str]) -> None:
        """Do not poll these until they are shown again."""
        self._hidden = sources
        self._call(self._hide)

    def choose_groups(self, groups: tuple[str, ...]) -> None:
        """Read these log groups in this visit from now on, and forget the lines of others."""
        self._call(self._choose_groups, groups)

    def narrow_logs(self, pattern: str) -> None:
        """Have only matching log lines of this visit sent from now on, or all without a pattern."""
        self._call(self._narrow_logs, pattern)

    def seek_trail(self, attribute: Attribute | None) -> None:
        """Look this up in the trail of this visit beside changes, or nothing more."""
        self._call(self._seek_trail, attribute)

    def stop_trail(self, *, stopped: bool) -> None:
        """Read no older pages of the trail in this visit, or go on with them."""
        self._call(self._stop_trail, stopped)

    def switch_live_tail(self, *, on: bool) -> None:
        """Begin or end the live tail of this visit, which costs by the minute."""
        self._call(self._switch_live_tail, on)

    def ask(self, question: "Question[Answer]") -> "Future[Answer]":
        """Put a question to the account; the answer, or a SourceError, comes by and by.

        It is cancelled when the account is left.
        """
        if (loop := self._loop) is not None:
            work = self._answered(question)
            try:
                return asyncio.run_coroutine_threadsafe(work, loop)
            except RuntimeError:
                work.close()  # the loop has just been closed
        nobody: Future[Answer] = Future()
        nobody.set_exception(_nobody_there())
        return nobody

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        """Run a function on the collector's loop, if there is one (yet)."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(function, *arguments)
            except RuntimeError:
                return  # the loop was closed in between: there is nobody left to tell

    async def collect(self) -> None:
        """Collect on the running loop until stopped; `start` does so in the thread."""
        self._loop = asyncio.get_running_loop()
        await self._main(self._files() if self._settings.from_files else self._accounts())
        self._loop = None

    def _accounts(self) -> Callable[[Visit], Collected]:
        from awsobs.collecting.account import Account, pace_of, settings_for

        pace = pace_of(self._settings, self._clock)

        def account_for(visit: Visit) -> Account:
            settings = settings_for(self._settings, visit)
            return Account(settings, self._memory, visit, self._clock, pace, random=self._random)

        return account_for

    def _files(self) -> Callable[[Visit], Collected]:
        if self._settings.trail_files:
            from awsobs.collecting.trail_file_account import TrailFileAccount

            return lambda visit: TrailFileAccount(self._settings, self._memory, visit, self._clock)
        from awsobs.collecting.file_account import FileAccount

        return lambda visit: FileAccount(self._settings, self._memory, visit, self._clock)

    def _run(self) -> None:
        asyncio.run(self.collect())

    async def _main(self, account_for: Callable[[Visit], Collected]) -> None:
        self._turn = asyncio.Event()
        self._responder = self._new_responder()
        while not self._stopped.is_set():
            self._turn.clear()
            self._at = self._visit
            await self._stay(account_for(self._at), self._turn)

    def _new_responder(self) -> "Responder | None":
        if not self._settings.hooks or self._settings.from_files:
            return None
        from awsobs.collecting.responder import Responder

        return Responder(self._settings, self._memory, self._clock)

    async def _stay(self, account: Collected, turn: asyncio.Event) -> None:
        """Poll one account until it is another's turn."""
        self._account, self._feeds = account, account.feeds
        self._sign_in = sign_in = SignIn(
            self._clock, account.renew, self._signed_out, self._signed_in
        )
        self._hide()
        try:
            for feed in self._feeds.values():
                self._spawn(feed.run(self._shown, sign_in, self._before(feed)), feed)
            self._spawn(sign_in.keep())
            self._spawn(self._read_meter(account))
            if self._responder is not None:
                self._spawn(self._responder.keep())
            await turn.wait()
        finally:
            self._account, self._sign_in = None, None
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await account.close()

    def _turn_over(self) -> None:
        """End the present stay if we are to stop, or if another visit has begun."""
        is_over = self._stopped.is_set() or self._at is not self._visit
        if is_over and self._turn is not None:
            self._turn.set()

    def _shown(self) -> Window:
        return self._window.at(self._clock.now())

    def _before(self, feed: "Feed") -> "Feed | None":
        """Whom a feed waits for at first: the identity, and what alarms watch for the metrics."""
        first = "alarms" if feed.name == "metrics" else "identity"
        return self._feeds.get(first) if feed.name != "identity" else None

    def _spawn(self, work: Coroutine[Any, Any, None], feed: "Feed | None" = None) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, feed))

    def _ended(self, task: asyncio.Task[None], feed: "Feed | None") -> None:
        """A task is over: by our wish, or by a mistake that must not end the others."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        if feed is None:
            # No pane can tell this one.
            _log.error("a task of the collector failed", exc_info=error)
        elif self._sign_in is not None:
            feed.crashed(error, RESTART)
            self._spawn(self._restart(feed, self._sign_in), feed)

    async def _restart(self, feed: "Feed", sign_in: SignIn) -> None:
        await self._clock.sleep(RESTART)
        await feed.go_on(self._shown, sign_in)

    async def _read_meter(self, account: Collected) -> None:
        while True:
            account.read_meter()
            await self._clock.sleep(_METER)

    def _signed_out(self, error: SourceError) -> None:
        for feed in self._feeds.values():
            feed.signed_out(error)
            feed.wake()

    def _signed_in(self) -> None:
        for feed in self._feeds.values():
            feed.signed_in()

    async def _answered(self, question: "Question[Answer]") -> Answer:
        aws = self._account.aws if self._account is not None else None
        task = asyncio.current_task()
        if aws is None or task is None:
            raise _nobody_there()
        self._tasks.add(task)
        try:
            return await question(aws)
        finally:
            self._tasks.discard(task)

    def _choose_groups(self, groups: tuple[str, ...]) -> None:
        if self._account is not None:
            self._account.choose_groups(groups)
            self._wake("logs")

    def _narrow_logs(self, pattern: str) -> None:
        if self._account is not None:
            self._account.narrow_logs(pattern)
            self._wake("logs")

    def _seek_trail(self, attribute: Attribute | None) -> None:
        if self._account is not None:
            self._account.seek_trail(attribute)
            self._wake("trail")

    def _stop_trail(self, stopped: bool) -> None:
        if self._account is not None:
            self._account.stop_trail(stopped=stopped)
            self._wake("trail")

    def _switch_live_tail(self, on: bool) -> None:
        if self._account is not None:
            self._account.switch_live_tail(on=on)

    def _wake(self, source: str) -> None:
        if (feed := self._feeds.get(source)) is not None:
            feed.wake()

    def _cancel(self, source: str) -> None:
        if (feed := self._feeds.get(source)) is not None:
            feed.cancel()

    def _wake_all(self, but: frozenset[str] = frozenset()) -> None:
        for name, feed in self._feeds.items():
            if name not in but:
                feed.wake()

    def _hide(self) -> None:
        for name, feed in self._feeds.items():
            was, feed.hidden = feed.hidden, name in self._hidden
            if was and not feed.hidden:
                feed.wake()


def _nobody_there() -> SourceError:
    return SourceError("not connected to an account yet", hint="try again in a moment")
