"""All state of the local AWS, and the one door that every call goes through."""

from typing import Final, NoReturn, Protocol

from awsobs.domain.clock import Clock
from awsobs.local.operations import Call, Fault, Handler, Reply
from awsobs.local.services import (
    alarms,
    dashboards,
    ec2,
    events,
    logs,
    metrics,
    scheduler,
    sts,
    trail,
    trail_athena,
    trail_jobs,
    trail_lake,
    trail_queries,
    trail_selectors,
    trails,
    xray,
)

_BEFORE_ANYBODY_IS_KNOWN: Final = frozenset({
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "InvalidSignatureException",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
})  # fmt: skip
_MODULES = (
    *(alarms, dashboards, ec2, events, logs, metrics, scheduler, sts),
    *(trail, trail_athena, trail_lake, trail_queries, trail_selectors, trails, xray),
)

OPERATIONS: Final = frozenset(
    (module.operations.service, name) for module in _MODULES for name in module.operations.handlers
)
"""What is answered, as pairs of service and operation."""


class Keeper(Protocol):
    """Keeps what should survive the process."""

    @property
    def is_behind(self) -> bool:
        """Whether more waits to be kept than should."""
        ...

    def keep(self, cloud: "Cloud") -> None:
        """Give a new cloud what was kept of it, and keep what changes from now on."""
        ...


class Cloud:
    """One account in one region. Every state is bounded; without a keeper nothing survives.

    Without `quotas` nobody is throttled: on a clock that stands still nobody could come back.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        account: str = "123456789012",
        region: str = "us-east-1",
        record_reads: bool = False,
        quotas: bool = True,
        keeper: Keeper | None = None,
    ) -> None:
        self.clock = clock
        self.account = account
        self.region = region
        self._record_reads = record_reads
        self._quotas = quotas
        self._keeper = keeper
        self.logs = logs.LogsState()
        self.insights = logs.InsightsState()
        self.metrics = metrics.MetricsState()
        self.alarms = alarms.AlarmsState()
        self.dashboards = dashboards.DashboardsState()
        self.events = events.EventsState()
        self.scheduler = scheduler.SchedulerState()
        self.trail = trail.TrailState(record_reads=record_reads, quotas=quotas)
        self.trails = trails.TrailsState()
        self.lake = trail_lake.LakeState()
        self.lake.histories[region] = self.trail
        self.lake_queries = trail_jobs.Jobs()
        self.athena = trail_jobs.Jobs()
        self.sts = sts.StsState()
        self.xray = xray.XrayState()
        self.xray_destination = xray.Destination()
        self.xray_groups = xray.XrayGroups(account, region)
        self.xray_retrievals = xray.Retrievals()
        self.xray_sampling = xray.SamplingState(account, region)
        self._handlers: dict[tuple[str, str], Handler] = {
            (module.operations.service, name): handler
            for module in _MODULES
            for name, handler in module.operations.handlers.items()
        }
        if keeper is not None:
            keeper.keep(self)

    @property
    def is_behind(self) -> bool:
        """Whether more waits to be kept than should."""
        return self._keeper is not None and self._keeper.is_behind

    def sibling(self, region: str) -> "Cloud":
        """The same account in another region, with what was kept of it."""
        cloud = Cloud(
            self.clock,
            account=self.account,
            region=region,
            record_reads=self._record_reads,
            quotas=self._quotas,
            keeper=self._keeper,
        )
        # Trails and event data stores reach over regions.
        cloud.trails, cloud.lake = self.trails, self.lake
        self.lake.histories[region] = cloud.trail
        return cloud

    def answer(self, call: Call) -> Reply:
        """Answer a call and leave its trace in the trail.

        Raises:
            Fault: the service refuses, or nothing here implements the operation.
        """
        handler = self._handlers.get((call.service, call.operation))
        try:
            if handler is None:
                raise Fault(
                    "UnknownOperationException",
                    f"{call.service}:{call.operation} is not implemented by awsobs local",
                )
            reply = handler(self, call)
        except Fault as fault:
            self.trail.record_call(self, call, None, fault)
            raise
        self.trail.record_call(self, call, reply, None)
        return reply

    def refuse(self, call: Call, fault: Fault) -> NoReturn:
        """Refuse a call that was to fail; the trail has what AWS would record of it.

        Raises:
            Fault: always.
        """
        if fault.status < 500 and fault.code not in _BEFORE_ANYBODY_IS_KNOWN:
            self.trail.record_call(self, call, None, fault)
        raise fault
