"""Whose credentials these are: sts:GetCallerIdentity, which needs no permission."""

from collections.abc import AsyncIterator

from awsobs.domain.batch import Batch
from awsobs.domain.context import Context, Identity
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp


class IdentitySource:
    """One record: the caller. The account becomes part of everything that is read after."""

    name = "identity"
    behind = False
    shortfall = ""

    def __init__(self, aws: Aws, *, alias: str = "") -> None:
        self._aws = aws
        self._alias = alias
        self._stamp = Stamp[Identity](self.name, aws)

    async def poll(self, window: Window) -> AsyncIterator[Batch[Identity]]:
        """Ask who we are; the window does not matter."""
        reply = await self._aws.call("sts:GetCallerIdentity", priority=Priority.FIRST)
        identity = Identity(
            account=fields.name(reply, "Account"),
            arn=fields.name(reply, "Arn"),
            alias=self._alias,
        )
        self._aws.context = Context(
            account=identity.account,
            region=self._aws.region,
            profile=self._aws.access.profile,
        )
        yield self._stamp.batch([identity])
