"""One session with the credentials as they are now, and its clients."""

import asyncio
import os
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from aiobotocore.config import AioConfig

from awsobs.domain.clock import Clock
from awsobs.domain.source_state import SourceError
from awsobs.sources.access import USER_AGENT, Access
from awsobs.sources.allowed import READS
from awsobs.sources.aws_files import aws_files
from awsobs.sources.instance import this_instance
from awsobs.sources.outlook import Outlook, Surroundings, explicit_profile, no_region, outlook
from awsobs.sources.pace import Pace
from awsobs.sources.server_time import ServerTime
from awsobs.sources.sessions import Ask, made_session, nobody_to_ask, read_credentials
from awsobs.sources.wire_hooks import WireHooks

ATTEMPTS = 3
_ANY_ORIGIN = "any keys will do on this machine"
ANY_KEY = ("local", "local")
"""What an AWS on this machine is signed with where nobody has named keys: it takes any."""

_DEFAULT_REGION = "us-east-1"
_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What every client of one door is made with."""

    pace: Pace
    allowed: Collection[str] = READS
    attempts: int = ATTEMPTS
    ask: Ask = nobody_to_ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What signs the requests: where it comes from, and its end if it has one that is known."""

    origin: str
    until: datetime | None = None


class Clients:
    """A client for each service and region. Credentials are read once: renewed, it is another."""

    def __init__(self, access: Access, clock: Clock, wiring: Wiring) -> None:
        self.outlook: Outlook | None = None
        self.region = access.region
        self.time = ServerTime(clock)
        self._access = access
        self._clock = clock
        self._wiring = wiring
        self._session: Any = None  # its stubs know services by literal names only
        self._clients: dict[tuple[str, str], Any] = {}
        self._opening = asyncio.Lock()
        self._exits = AsyncExitStack()

    async def close(self) -> None:
        """Close all clients."""
        self._clients.clear()
        await self._exits.aclose()

    async def client(self, service: str, region: str = "") -> Any:
        """The client of a service, in the session's region if no other is named.

        Raises:
            SourceError: there are no credentials, or there is no region.
        """
        async with self._opening:
            if self._session is None:
                await self._open_session()
            where = region or self.region
            client = self._clients.get((service, where))
            if client is None:
                client = await self._opened(service, where)
                self._clients[service, where] = client
            return client

    async def keys(self) -> Keys:
        """Where the keys come from and until when they hold.

        Raises:
            SourceError: there are none, or there is no region.
        """
        async with self._opening:
            session = self._session or await self._open_session()
            found = await session.get_credentials()
        origin = self.outlook.origin if self.outlook is not None else _ANY_ORIGIN
        # Roles are assumed with the first call; until then nobody knows an end.
        until: object = getattr(found, "_expiry_time", None)
        return Keys(origin=origin, until=until if isinstance(until, datetime) else None)

    async def _opened(self, service: str, region: str) -> Any:
        opening = self._session.client(
            service,
            region_name=region,
            endpoint_url=self._access.endpoint_url or None,
            config=self._config(),
        )
        client = await self._exits.enter_async_context(opening)
        protocol = client.meta.service_model.resolved_protocol
        WireHooks(
            service,
            region,
            pace=self._wiring.pace,
            allowed=self._wiring.allowed,
            json=protocol in ("json", "rest-json"),
        ).attach(client.meta.events)
        return client

    async def _open_session(self) -> Any:
        access = self._access
        pair = access.access_key
        if pair is None:
            self.outlook = await self._seen()
            pair = ANY_KEY if self.outlook is None else None
        profile = explicit_profile(access, os.environ) if pair is None else ""
        session = made_session(pair, profile, self._wiring.ask)
        self.time.attach(session.events)
        await read_credentials(session)
        self.region = self.region or self._region(session.region_name)
        self._session = session
        return session

    async def _seen(self) -> Outlook | None:
        """Where the credentials come from; None where the endpoint takes any."""
        around = Surroundings(
            environ=os.environ,
            files=aws_files(os.environ),
            now=self._clock.now(),
            instance=partial(this_instance, os.environ),
        )
        if not self._access.on_loopback:
            # The metadata service may keep silent for a moment.
            return await asyncio.to_thread(outlook, self._access, around)
        try:
            found = outlook(self._access, around)
        except SourceError:
            return None
        return found if found.is_static else None

    def _region(self, configured: str | None) -> str:
        instance = self.outlook.instance if self.outlook is not None else None
        region = region_of(os.environ) or configured or (instance.region if instance else "")
        if not region and not self._access.own_endpoint:
            raise no_region()
        return region or _DEFAULT_REGION

    def _config(self) -> AioConfig:
        return AioConfig(
            connect_timeout=3,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": self._wiring.attempts},
            max_pool_connections=25,
            user_agent_extra=USER_AGENT,
            # Host prefixes (streaming-127.0.0.1) lead nowhere on an endpoint of our own.
            inject_host_prefix=not self._access.own_endpoint,
            # No proxy leads back to this machine.
            proxies={} if self._access.on_loopback else None,
        )


def region_of(environ: Mapping[str, str]) -> str:
    """The region the environment names; botocore itself does not read AWS_REGION."""
    return next((environ[name] for name in _REGION_VARIABLES if environ.get(name)), "")
