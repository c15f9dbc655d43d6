"""The one door to AWS: every client is made here, and every call goes through `Aws.call`."""

import asyncio
import os
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aioboto3
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession, get_session
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ProfileNotFound

from awsobs import __version__
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.allowed import READS
from awsobs.sources.errors import OUTSIDE, Attempt, source_error
from awsobs.sources.pace import Pace, Priority
from awsobs.sources.prices import cost
from awsobs.sources.timestamps import timestamp
from awsobs.sources.wire_hooks import WireHooks

ATTEMPTS = 3
DEADLINE = 20.0
"""Seconds for one call with its retries; a reply that drips in must not hold a pane."""

USER_AGENT = f"awsobs/{__version__}"

_DEFAULT_REGION = "us-east-1"
_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whom to be and where to go. Keys are given only for an AWS of our own."""

    region: str = ""
    profile: str = ""
    endpoint_url: str = ""
    access_key: tuple[str, str] | None = None

    @property
    def own_endpoint(self) -> bool:
        return bool(self.endpoint_url)


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
    ) -> None:
        self.access = access
        self.clock = clock
        self.pace = pace
        self.epoch = epoch
        self.context = Context(region=access.region, profile=access.profile)
        self._allowed = allowed
        self._attempts = attempts
        self._deadline = deadline
        self._session: Any = None  # its stubs know services by literal names only
        self._clients: dict[tuple[str, str], Any] = {}
        self._opening = asyncio.Lock()
        self._exits = AsyncExitStack()

    async def __aenter__(self) -> "Aws":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all clients. The next call opens new ones, with credentials read afresh."""
        exits, self._exits = self._exits, AsyncExitStack()
        self._clients.clear()
        self._session = None
        await exits.aclose()

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
        service, name = operation.split(":")
        try:
            client = await self._client(service, region)
            where = region or self.region
            await self.pace.admit(operation, where, priority)
            async with asyncio.timeout(self._deadline):
                reply: Mapping[str, Any] = await getattr(client, xform_name(name))(**parameters)
        except OUTSIDE as error:
            raise source_error(error, self._attempt(operation, resource)) from error
        self.pace.charge(cost(operation, parameters, reply))
        return reply

    async def known_values(self, service: str, shape: str) -> tuple[str, ...]:
        """What this SDK knows an enumeration to hold, newer ones knowing more."""
        try:
            client = await self._client(service, "")
        except OUTSIDE as error:
            raise source_error(error, self._attempt(f"{service}:*", "")) from error
        return tuple(client.meta.service_model.shape_for(shape).enum)

    async def _client(self, service: str, region: str) -> Any:
        async with self._opening:
            where = region or self._settled_region()
            client = self._clients.get((service, where))
            if client is None:
                client = await self._opened(service, where)
                self._clients[service, where] = client
            return client

    async def _opened(self, service: str, region: str) -> Any:
        opening = self._made_session().client(
            service,
            region_name=region,
            endpoint_url=self.access.endpoint_url or None,
            config=self._config(),
        )
        client = await self._exits.enter_async_context(opening)
        protocol = client.meta.service_model.resolved_protocol
        WireHooks(
            service,
            region,
            pace=self.pace,
            allowed=self._allowed,
            json=protocol in ("json", "rest-json"),
        ).attach(client.meta.events)
        return client

    def _made_session(self) -> Any:
        if self._session is None:
            key, secret = self.access.access_key or (None, None)
            try:
                self._session = aioboto3.Session(
                    aws_access_key_id=key,
                    aws_secret_access_key=secret,
                    botocore_session=_core_session(),
                    profile_name=self.access.profile or None,
                )
            except ProfileNotFound as error:
                raise unknown_profile(self.access.profile) from error
        return self._session

    def _config(self) -> AioConfig:
        return AioConfig(
            connect_timeout=3,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": self._attempts},
            max_pool_connections=25,
            user_agent_extra=USER_AGENT,
            # Host prefixes (streaming-127.0.0.1) lead nowhere on an endpoint of our own.
            inject_host_prefix=not self.access.own_endpoint,
        )

    def _settled_region(self) -> str:
        if not self.context.region:
            configured: str | None = self._made_session().region_name
            region = self.access.region or region_of(os.environ) or configured or ""
            if not region and not self.access.own_endpoint:
                raise no_region()
            self.context = Context(
                account=self.context.account,
                region=region or _DEFAULT_REGION,
                profile=self.context.profile,
            )
        return self.context.region

    def _attempt(self, operation: str, resource: str) -> Attempt:
        return Attempt(
            operation=operation,
            resource=resource,
            profile=self.access.profile,
            endpoint=self.access.endpoint_url,
            own_endpoint=self.access.own_endpoint,
        )


def _core_session() -> AioSession:
    """A session that reads timestamps as they are; guessing at them takes most of its time."""
    core = get_session()
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=timestamp)
    return core


def region_of(environ: Mapping[str, str]) -> str:
    """The region the environment names; botocore itself does not read AWS_REGION."""
    return next((environ[name] for name in _REGION_VARIABLES if environ.get(name)), "")


def no_region() -> SourceError:
    """No region is set anywhere."""
    return SourceError(
        "no region is set",
        hint="use --region, or set AWS_REGION, or a region in the profile",
        condition=Condition.EXPIRED,
    )


def unknown_profile(profile: str) -> SourceError:
    """The profile is in no file; names those that are."""
    try:
        session: Any = aioboto3.Session()
        found = ", ".join(map(safe_text, session.available_profiles))
    except BotoCoreError:
        found = ""
    return SourceError(
        f"no profile is named {safe_text(profile)}",
        hint=f"found: {found}" if found else "awsobs demo needs none",
        condition=Condition.EXPIRED,
    )
