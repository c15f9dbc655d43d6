"""StartLiveTail: log events as they are ingested, while somebody pays for it by the minute.

Polling goes on beside it, seldom: it brings what was before a session, between two sessions,
and what the service left out when it sampled. So nothing depends on this stream.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from botocore.eventstream import NoInitialResponseError, ParserError
from botocore.exceptions import ClientError

from awsobs.domain.accounting import Gap
from awsobs.domain.live_tail import MOST_GROUPS, PER_MINUTE, LiveTailState
from awsobs.domain.safe_text import safe_name
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources import fields
from awsobs.sources.allowed import LIVE_TAIL
from awsobs.sources.errors import OUTSIDE
from awsobs.sources.live_queue import LiveQueue
from awsobs.sources.session import Aws

START = LIVE_TAIL

SILENCE = 8.0
"""Seconds without an update, of which one is due every second: the link is dead."""

UNWATCHED = 60.0
"""Seconds after which a session ends from which nobody takes anything."""

FAILURES = 3
"""So many sessions in a row that do not last end the live tail."""

_LASTING = 60.0
_LONGEST_PAUSE = 30.0
_BROKEN: tuple[type[Exception], ...] = (
    *OUTSIDE,
    ParserError,
    NoInitialResponseError,
    UnicodeDecodeError,
)

Tell = Callable[[LiveTailState], None]


def _say_nothing(_: LiveTailState) -> None:
    """Nobody wants to know."""


def _wake_nobody() -> None:
    """Whoever takes the events comes by himself."""


class LiveTail:
    """One session after the other, for as long as it is wanted.

    Args:
        aws: Whom to ask.
        tell: Takes how it is doing.
        wake: Is called when there is something to take.
    """

    def __init__(
        self, aws: Aws, tell: Tell = _say_nothing, wake: Callable[[], None] = _wake_nobody
    ) -> None:
        self._aws = aws
        self._tell = tell
        self._wake = wake
        self._queue = LiveQueue()
        self._groups: frozenset[str] = frozenset()
        self._task: asyncio.Task[None] | None = None
        self._state = LiveTailState()
        self._began: float | None = None
        self._heard: tuple[float, int] | None = None
        self._taken_at = 0.0
        self._gaps: list[Gap] = []

    @property
    def queue(self) -> LiveQueue:
        """What it has brought."""
        self._taken_at = self._aws.clock.monotonic()
        return self._queue

    @property
    def is_on(self) -> bool:
        """Whether it is wanted, and was not given up."""
        return self._state.is_on

    @property
    def shortfall(self) -> str:
        """Why it is off though it was wanted, in words."""
        return "" if self._state.is_on else self._state.what

    def since(self) -> float | None:
        """When the session began that brings everything; None: polling must do it all."""
        if self._began is None or self._state.sampled or self._heard is None:
            return None
        is_alive = self._aws.clock.monotonic() - self._heard[0] < SILENCE
        return self._began if is_alive else None

    def gaps(self) -> tuple[Gap, ...]:
        """Stretches between two sessions, each told once."""
        found = tuple(self._gaps)
        self._gaps.clear()
        return found

    def switch(self, *, on: bool) -> None:
        """Begin with the groups that are named next, or end."""
        self._stop()
        self._groups = frozenset()
        self._state = LiveTailState(is_on=on, is_free=self._aws.access.own_endpoint)
        self._aws.permit(START, granted=on)
        self._tell(self._state)

    def follow(self, groups: Sequence[str]) -> None:
        """Tail these groups from now on, if it is on.

        Raises:
            Exception: a mistake of ours ended the stream; the live tail is off then.
        """
        task = self._task
        if task is not None and task.done() and (error := task.exception()) is not None:
            self._give_up("it stopped by a mistake of awsobs")
            raise error
        if not self.is_on or frozenset(groups) == self._groups:
            return
        self._stop()
        self._groups = frozenset(groups)
        self._taken_at = self._aws.clock.monotonic()
        self._task = asyncio.get_running_loop().create_task(self._run(tuple(groups)))

    async def close(self) -> None:
        """End the session, which is billed as long as it is open."""
        task = self._task
        self._stop()
        if task is not None:
            with suppress(asyncio.CancelledError):
                await task

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._began = self._heard = None

    # --- sessions --------------------------------------------------------------------------

    async def _run(self, groups: Sequence[str]) -> None:
        if len(groups) > MOST_GROUPS:
            self._give_up(f"it takes {MOST_GROUPS} log groups at most, and there are {len(groups)}")
            return
        failures = 0
        while True:
            began, what = self._aws.clock.monotonic(), ""
            try:
                await self._session(await self._arns(groups))
            except SourceError as error:
                what = f"{error.what}{self._no_way(error)}"
                if reason := _hopeless(error):
                    self._give_up(reason)
                    return
            except _BROKEN as error:
                what = _broken_words(error)
            if self._is_unwatched:
                self._give_up("nobody looked at LOGS for a minute")
                return
            lasted = self._aws.clock.monotonic() - began
            failures = 0 if lasted >= _LASTING else failures + 1
            if failures >= FAILURES:
                self._give_up(what or "its sessions end at once")
                return
            self._set(is_streaming=False, what=what or "the session ended")
            await self._aws.clock.sleep(min(2.0**failures, _LONGEST_PAUSE) if failures else 0.0)

    async def _session(self, arns: Sequence[str]) -> None:
        """One session, to its end."""
        reply = await self._aws.call(START, logGroupIdentifiers=list(arns))
        stream: Any = reply["responseStream"]
        began = self._aws.clock.monotonic()
        minutes_before = self._state.minutes
        try:
            async for update in self._updates(stream):
                self._take(update, began, minutes_before)
                if self._is_unwatched:
                    return
        finally:
            stream.close()
            self._began = None
            self._wake()

    async def _updates(self, stream: Any) -> AsyncIterator[Mapping[str, Any]]:
        """The events of a session, each of which must come in time."""
        events = aiter(stream)
        while True:
            async with asyncio.timeout(SILENCE):
                event = await anext(events, None)
            if event is None:
                return
            yield event

    def _take(self, event: Mapping[str, Any], began: float, minutes_before: int) -> None:
        now = self._aws.clock.monotonic()
        moment = int(self._aws.clock.now().timestamp() * 1000)
        if self._began is None:
            self._began = began
            if self._heard is not None:
                self._gaps.append((self._heard[1], moment))
        self._heard = (now, moment)
        sampled = self._queue.put(fields.part(event, "sessionUpdate"))
        minutes = minutes_before + max(1, math.ceil((now - began) / 60))
        if not self._state.is_free:
            # The first minute was charged with the call that began the session.
            new = minutes - max(self._state.minutes, minutes_before + 1)
            self._aws.pace.charge(PER_MINUTE * max(0, new))
        self._set(is_streaming=True, minutes=minutes, sampled=sampled)
        self._wake()

    @property
    def _is_unwatched(self) -> bool:
        return self._aws.clock.monotonic() - self._taken_at > UNWATCHED

    async def _arns(self, groups: Sequence[str]) -> list[str]:
        """Each group's ARN, the one without a star.

        Raises:
            SourceError: a group is not there, or they cannot be listed.
        """
        found: list[str] = []
        for group in groups:
            reply = await self._aws.call("logs:DescribeLogGroups", logGroupNamePrefix=group)
            rows = fields.rows(reply, "logGroups")
            arn = next((_arn_in(row) for row in rows if row.get("logGroupName") == group), "")
            if not arn:
                raise SourceError(f"log group {group} is not there", code="ResourceNotFound")
            found.append(arn)
        return found

    def _no_way(self, error: SourceError) -> str:
        """What may be the reason that its own host cannot be reached."""
        is_lost = error.condition is Condition.OFFLINE and error.operation == START
        host = f"streaming-logs.{self._aws.region}"
        return "" if self._state.is_free or not is_lost else f" ({host} has no VPC endpoint)"

    # --- what is told ----------------------------------------------------------------------

    def _give_up(self, reason: str) -> None:
        self._began = None
        self._set(is_on=False, is_streaming=False, what=f"no live tail: {reason}; polling instead")
        self._aws.permit(START, granted=False)
        self._wake()

    def _set(
        self,
        *,
        is_streaming: bool,
        is_on: bool = True,
        minutes: int | None = None,
        sampled: bool = False,
        what: str = "",
    ) -> None:
        state = LiveTailState(
            is_on=is_on,
            is_streaming=is_streaming,
            minutes=self._state.minutes if minutes is None else minutes,
            sampled=sampled,
            is_free=self._state.is_free,
            what=what,
        )
        if state != self._state:
            self._state = state
            self._tell(state)


def _arn_in(row: Mapping[str, Any]) -> str:
    """A group's ARN without a star, which older endpoints do not give by itself."""
    return fields.text(row, "logGroupArn") or fields.text(row, "arn").removesuffix(":*")


def _hopeless(error: SourceError) -> str:
    """Why it is no use to try again; nothing: it may be."""
    cause = error.__cause__
    code = cause.response.get("Error", {}).get("Code", "") if isinstance(cause, ClientError) else ""
    if code == "LimitExceededException":
        return "too many live tails are open in this account"
    if error.condition is Condition.DENIED:
        return f"{error.operation} is denied"
    if error.condition in (Condition.UNSUPPORTED, Condition.EXPIRED):
        return error.what
    if code == "InvalidOperationException":
        return "a log group of class Infrequent Access cannot be tailed live"
    return error.what if error.code else ""


def _broken_words(error: Exception) -> str:
    """What ended a session before its time; nothing, if it is three hours old."""
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "")
        return "" if code == "SessionTimeoutException" else f"it broke off: {safe_name(code)}"
    if isinstance(error, TimeoutError):
        return f"no update for {SILENCE:g} s"
    return "the connection broke off"
