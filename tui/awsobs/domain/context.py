"""Whose data a record is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One account seen in one region through one profile.

    `account` is twelve digits, or empty until the identity is known.
    """

    account: str = ""
    region: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The answer of sts:GetCallerIdentity, with a name for the account if one is known."""

    account: str
    arn: str
    alias: str = ""

    @property
    def principal(self) -> str:
        """The last part of the ARN: user, or role session."""
        return self.arn.rsplit("/", 1)[-1] or self.arn


def short_account(account: str) -> str:
    """The account as it may be shown on a shared screen: `1234…9012`."""
    return f"{account[:4]}…{account[-4:]}" if len(account) == 12 else account
