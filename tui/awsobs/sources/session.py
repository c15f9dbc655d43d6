"""The one door to AWS: every client is made here, and every call goes through `Aws.call`."""

import asyncio
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from botocore import xform_name

from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.access import Access
from awsobs.sources.allowed import ON_REQUEST, READS, NotAllowed
from awsobs.sources.attempt import Attempt
from awsobs.sources.clients import ATTEMPTS, Clients, Keys, Wiring
from awsobs.sources.errors import OUTSIDE, source_error
from awsobs.sources.outlook import Outlook
from awsobs.sources.pace import Pace, Priority
from awsobs.sources.prices import cost
from awsobs.sources.sessions import Ask, nobody_to_ask
from awsobs.sources.sign_in_failures import StillExpired

DEADLINE = 20.0
"""Seconds for one call with its retries; a reply that drips in must not hold a pane."""

WHO_AM_I = "sts:GetCallerIdentity"
"""The call that needs no permission: it says whether credentials hold."""


class Aws:
    """The clients of one account, one for each service and region, and their budget.

    Opening it and its clients reads files: it belongs on a loop that may wait for that.

    Args:
        access: Whom to be and where to go.
        clock: What records are stamped by.
        pace: The budget that calls keep to.
        allowed: Which operations may be called at all.
        attempts: How often a request is tried in one call.
        deadline: Seconds for one call with its retries.
        epoch: The number of the context's visit, for the batches.
        ask: Gets an MFA code from the user; without it, none can be given.
    """

    def __init__(
        self,
        access: Access,
        clock: Clock,
        *,
        pace: Pace,
        allowed: Collection[str] = READS,
        attempts: int = ATTEMPTS,
        deadline: float = DEADLINE,
        epoch: int = 0,
        ask: Ask = nobody_to_ask,
    ) -> None:
        self.access = access
        self.clock = clock
        self.pace = pace
        self.epoch = epoch
        self.context = Context(region=access.region, profile=access.profile)
        self._deadline = deadline
        self._allowed = set(allowed)
        self._wiring = Wiring(pace=pace, allowed=self._allowed, attempts=attempts, ask=ask)
        self._clients = self._new_clients()
        self._retired: Clients | None = None

    async def __aenter__(self) -> "Aws":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all clients."""
        await self._close_retired()
        await self._clients.close()

    async def renew(self) -> None:
        """Take up the credentials afresh, and make one call with them.

        What is under way with the old ones goes on; all later calls use the new ones.

        Raises:
            SourceError: they do not hold, and the old ones stay.
        """
        fresh = self._new_clients()
        try:
            await self._asked(fresh, WHO_AM_I, "", Priority.FIRST, {})
        except OUTSIDE as error:
            await fresh.close()
            raise source_error(error, self._attempt(WHO_AM_I, "", fresh.outlook)) from error
        except SourceError:
            await fresh.close()
            raise
        await self._close_retired()
        self._retired, self._clients = self._clients, fresh

    def permit(self, operation: str, *, granted: bool) -> None:
        """Let the user's wish decide whether an operation may be called that costs by the minute.

        Raises:
            NotAllowed: no wish can allow it.
        """
        if operation not in ON_REQUEST:
            raise NotAllowed(operation)
        if granted:
            self._allowed.add(operation)
        else:
            self._allowed.discard(operation)

    @property
    def region(self) -> str:
        """The region that calls go to, known once the first one was made."""
        return self.context.region

    async def call(
        self,
        operation: str,
        /,
        *,
        region: str = "",
        priority: Priority = Priority.NORMAL,
        resource: str = "",
        **parameters: Any,
    ) -> Mapping[str, Any]:
        """Ask `service:Operation` and give its answer.

        Args:
            operation: As IAM spells it, `logs:FilterLogEvents`.
            region: Where to ask, if not in the region of the session.
            priority: Who goes first when the budget is short.
            resource: What the call is about, for the words of an error.
            **parameters: The operation's own parameters.

        Raises:
            SourceError: the outside failed.
        """
        clients = self._clients
        try:
            reply = await self._asked(clients, operation, region, priority, parameters)
        except OUTSIDE as error:
            told = source_error(error, self._attempt(operation, resource, clients.outlook))
            if told.condition is Condition.THROTTLED:
                told.retry_after = self.pace.wait(operation, region or self.region)
            raise told from error
        self.pace.charge(cost(operation, parameters, reply))
        return reply

    async def keys(self) -> Keys:
        """Where the keys come from and until when they hold; asks AWS nothing.

        Raises:
            SourceError: there are none, or there is no region.
        """
        clients = self._clients
        try:
            keys = await clients.keys()
        except OUTSIDE as error:
            raise source_error(error, self._attempt(WHO_AM_I, "", clients.outlook)) from error
        self._settle(clients.region)
        return keys

    async def known_values(self, service: str, shape: str) -> tuple[str, ...]:
        """What this SDK knows an enumeration to hold, newer ones knowing more."""
        clients = self._clients
        try:
            client = await clients.client(service)
        except OUTSIDE as error:
            raise source_error(error, self._attempt(f"{service}:*", "", clients.outlook)) from error
        return tuple(client.meta.service_model.shape_for(shape).enum)

    async def _asked(
        self,
        clients: Clients,
        operation: str,
        region: str,
        priority: Priority,
        parameters: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        service, name = operation.split(":")
        client = await clients.client(service, region)
        self._settle(clients.region)
        await self.pace.admit(operation, region or clients.region, priority)
        try:
            async with asyncio.timeout(self._deadline):
                ask = partial(getattr(client, xform_name(name)), **parameters)
                return await clients.time.asked(ask)
        except RuntimeError as error:
            if "still expired" in str(error):  # botocore has no class for it
                raise StillExpired from error
            raise

    async def _close_retired(self) -> None:
        """Close those before the present ones: nothing is under way with them any more."""
        if self._retired is not None:
            await self._retired.close()

    def _settle(self, region: str) -> None:
        """Take up the region, which is known once the files were read."""
        if not self.context.region:
            self.context = Context(
                account=self.context.account, region=region, profile=self.context.profile
            )

    def _new_clients(self) -> Clients:
        return Clients(self.access, self.clock, self._wiring)

    def _attempt(self, operation: str, resource: str, outlook: Outlook | None) -> Attempt:
        return Attempt(
            operation=operation,
            resource=resource,
            region=self.region,
            renewal=outlook.renewal if outlook is not None else "",
            endpoint=self.access.endpoint_url,
            own_endpoint=self.access.own_endpoint,
        )
