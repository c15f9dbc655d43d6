"""All sources of one account with their feeds; importing this imports botocore."""

import math
from random import Random

from awsobs.collecting.feeds import Feed, Polled
from awsobs.collecting.pours import pours
from awsobs.collecting.schedules import SCHEDULES
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.settings import Settings
from awsobs.sources.alarms import AlarmSource
from awsobs.sources.cloudtrail import TrailSource
from awsobs.sources.eventbridge import EventSource
from awsobs.sources.identity import IdentitySource
from awsobs.sources.logs import LogSource
from awsobs.sources.metrics import MetricSource
from awsobs.sources.pace import Pace
from awsobs.sources.session import Access, Aws
from awsobs.sources.source import Tell
from awsobs.sources.xray import TraceSource
from awsobs.store.feeds import Meter
from awsobs.store.memory import Memory


class Account:
    """The feeds of the account that the settings name, by source, in their fixed order.

    Args:
        settings: Whom to be, where to go, what to read.
        memory: What the feeds fill.
        clock: What everything is measured by.
        unhurried: Whether to keep to the budget; an exact picture on a frozen clock cannot.
    """

    def __init__(
        self, settings: Settings, memory: Memory, clock: Clock, *, unhurried: bool = True
    ) -> None:
        access = Access(
            region=settings.region,
            profile=settings.profile,
            endpoint_url=settings.endpoint_url,
            access_key=settings.access_key,
        )
        budget = settings.budget if unhurried else math.inf
        pace = Pace(clock, budget=budget, own_endpoint=access.own_endpoint)
        self.aws = Aws(access, clock, pace=pace)
        self._settings = settings
        self._memory = memory
        memory.feeds.context = Context(region=settings.region, profile=settings.profile)
        self.feeds = {
            source.name: self._feed(source, memory, clock) for source in self._sources(memory)
        }

    async def close(self) -> None:
        """Close all clients."""
        await self.aws.close()

    async def renew(self) -> None:
        """Take up the credentials afresh, and make one call with them.

        Raises:
            SourceError: they do not hold.
        """
        await self.aws.close()
        await self.aws.call("sts:GetCallerIdentity")

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
        return [
            IdentitySource(aws, alias=self._settings.account_alias),
            AlarmSource(aws, self._tell("alarms")),
            LogSource(aws, self._settings.log_groups, self._tell("logs")),
            MetricSource(aws, memory.alarms.alarms, self._tell("metrics")),
            TrailSource(aws, memory.trail.set_coverage, self._tell("trail")),
            TraceSource(aws, memory.traces.missing, self._tell("traces")),
            EventSource(aws, self._tell("events")),
        ]

    def _tell(self, source: str) -> Tell:
        return lambda text: self._memory.feeds.set_progress(source, text)

    def _feed(self, source: Polled, memory: Memory, clock: Clock) -> Feed:
        own_endpoint = self.aws.access.own_endpoint
        return Feed(
            source,
            pours(memory)[source.name],
            memory.feeds,
            clock,
            interval=SCHEDULES[source.name].interval(own_endpoint=own_endpoint),
            random=Random(),
        )
