"""All sources of one account with their feeds; importing this imports botocore."""

import math
from dataclasses import replace
from pathlib import Path
from random import Random

from awsobs.collecting.feeds import Feed, Polled
from awsobs.collecting.pours import pours
from awsobs.collecting.preflight import access_of
from awsobs.collecting.schedules import SCHEDULES
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.live_tail import LiveTailState
from awsobs.domain.trail import Coverage
from awsobs.languages.lookup_attribute import Attribute
from awsobs.settings import Settings
from awsobs.sources.alarms import MAX_HISTORIES, AlarmSource
from awsobs.sources.cloudtrail import TrailSource
from awsobs.sources.eventbridge import EventSource
from awsobs.sources.identity import IdentitySource
from awsobs.sources.live_tail import LiveTail
from awsobs.sources.logs import LogSource
from awsobs.sources.metrics import MetricSource
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws
from awsobs.sources.source import Tell
from awsobs.sources.trail_cache import TrailCache
from awsobs.sources.trail_queue import TrailQueueSource
from awsobs.sources.xray import TraceSource
from awsobs.store.feeds import Meter
from awsobs.store.memory import Memory, Visit


class Account:
    """The feeds of the account that one visit is about, by source, in their fixed order.

    Args:
        settings: Whom to be, where to go, what to read; see `settings_for`.
        memory: What the feeds fill, for as long as the visit lasts.
        visit: The stay that this is for.
        clock: What everything is measured by.
        pace: The budget and the meter, which outlive a visit.
        brief: Whether to leave out what only a screen needs: histories of alarms, traces beside
            their summaries, and changes before the window.
        attribute: What is looked up in the trail beside changes.
        random: Where the noise of intervals and pauses comes from.
    """

    def __init__(
        self,
        settings: Settings,
        memory: Memory,
        visit: Visit,
        clock: Clock,
        pace: Pace,
        *,
        brief: bool = False,
        attribute: Attribute | None = None,
        random: Random | None = None,
    ) -> None:
        self.aws = Aws(access_of(settings), clock, pace=pace, epoch=visit.epoch)
        self._settings = settings
        self._memory = memory
        self._visit = visit
        self._random = random or Random()
        self._brief = brief
        self._trail = self._trail_source(attribute)
        self._logs = LogSource(
            self.aws,
            settings.log_groups,
            self._tell("logs"),
            forget=self._forget_lines,
            live=LiveTail(self.aws, self._tell_live, self._wake_logs),
        )
        visit.board.context = Context(region=settings.region, profile=settings.profile)
        self.feeds = {
            source.name: self._feed(source, memory, clock) for source in self._sources(memory)
        }

    async def close(self) -> None:
        """End the live tail and close all clients."""
        await self._logs.live.close()
        await self.aws.close()

    def switch_live_tail(self, *, on: bool) -> None:
        """Begin or end the live tail, which costs by the minute."""
        self._logs.live.switch(on=on)
        self._wake_logs()

    def _tell_live(self, state: LiveTailState) -> None:
        self._visit.board.live_tail = state

    def _wake_logs(self) -> None:
        self.feeds["logs"].wake()

    def choose_groups(self, groups: tuple[str, ...]) -> None:
        """Read these log groups from the next pass on.

        Raises:
            RegexError: what follows a `re:` is no regular expression.
        """
        self._logs.choose(groups)

    def narrow_logs(self, pattern: str) -> None:
        """Let the service keep back log lines that do not match; with none, read all again.

        Raises:
            PatternError: AWS would not take it.
        """
        self._logs.narrow(pattern)

    def seek_trail(self, attribute: Attribute | None) -> None:
        """Look this up in the trail beside changes, from the next pass on; or nothing more."""
        self._trail.seek(attribute)

    def stop_trail(self, *, stopped: bool) -> None:
        """Read no older pages of the trail, or go on with them."""
        self._trail.stop(stopped=stopped)

    def _trail_source(self, attribute: Attribute | None) -> TrailSource:
        settings, board = self._settings, self._visit.board
        # A local AWS has another past with every start.
        is_kept = settings.cache and not self.aws.access.own_endpoint
        return TrailSource(
            self.aws,
            self._cover,
            self._tell("trail"),
            only_window=self._brief,
            cache=TrailCache(Path(settings.cache)) if is_kept else None,
            account=lambda: board.identity.account if board.identity else "",
            attribute=attribute,
        )

    def _forget_lines(self) -> None:
        self._memory.write(self._visit.epoch, self._memory.logs.clear)
        self._visit.board.forget_counts("logs")

    async def renew(self) -> None:
        """Take up the credentials afresh, and make one call with them.

        Raises:
            SourceError: they do not hold.
        """
        await self.aws.renew()

    def read_meter(self) -> None:
        """Put the meter's reading on the board."""
        usage = self.aws.pace.usage()
        self._memory.feeds.meter = Meter(
            rate=usage.rate,
            limit=self._settings.budget,
            usd_per_hour=0.0 if self.aws.access.own_endpoint else usage.usd_per_hour,
            throttled=usage.throttled,
            calls=usage.calls,
            per_operation=usage.per_operation,
        )

    def _sources(self, memory: Memory) -> list[Polled]:
        aws = self.aws
        missing = _none_missing if self._brief else memory.traces.missing
        histories = 0 if self._brief else MAX_HISTORIES
        return [
            IdentitySource(aws, alias=self._settings.account_alias),
            AlarmSource(aws, self._tell("alarms"), most_histories=histories),
            self._logs,
            MetricSource(
                aws,
                memory.alarms.alarms,
                self._tell("metrics"),
                lambda: memory.metrics.choice,
                marked=not self._brief,
            ),
            self._trail,
            *self._queues(),
            TraceSource(aws, missing, self._tell("traces"), expression=self._settings.expression),
            EventSource(aws, self._tell("events")),
        ]

    def _queues(self) -> list[Polled]:
        """The queue of the trail that the user has named; one look reads none."""
        settings = self._settings
        if not settings.trail_queue or self._brief:
            return []
        takes = settings.trail_queue_takes
        return [TrailQueueSource(self.aws, settings.trail_queue, takes=takes)]

    def _tell(self, source: str) -> Tell:
        return lambda text: self._visit.board.set_progress(source, text)

    def _cover(self, coverage: Coverage) -> None:
        store = self._memory.trail
        self._memory.write(self._visit.epoch, lambda: store.set_coverage(coverage))

    def _feed(self, source: Polled, memory: Memory, clock: Clock) -> Feed:
        own_endpoint = self.aws.access.own_endpoint
        return Feed(
            source,
            pours(memory)[source.name],
            self._visit.board,
            clock,
            interval=SCHEDULES[source.name].interval(own_endpoint=own_endpoint),
            random=self._random,
        )


def _none_missing(limit: int) -> tuple[str, ...]:
    """What is missing to those who want no traces."""
    del limit
    return ()


def settings_for(settings: Settings, visit: Visit) -> Settings:
    """The settings with the visit's context in place of the one that the program started in."""
    context = visit.context
    if context == Context():
        return settings
    return replace(settings, profile=context.profile, region=context.region)


def pace_of(settings: Settings, clock: Clock, *, unhurried: bool = True) -> Pace:
    """The budget that the settings allow.

    Args:
        settings: How many requests a second, and to whose AWS.
        clock: What the budget is measured by.
        unhurried: Whether to keep to it; an exact picture on a frozen clock cannot.
    """
    budget = settings.budget if unhurried else math.inf
    return Pace(clock, budget=budget, own_endpoint=access_of(settings).own_endpoint)
