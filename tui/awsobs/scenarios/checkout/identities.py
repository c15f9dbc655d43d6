"""The people and roles of the account, as userIdentity shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from awsobs.scenarios.draws import hex_id

ACCOUNT: Final = "123456789012"


@dataclass(frozen=True, slots=True)
class Person:
    """An IAM user, or root. `mfa` is None for one who works with long-lived keys."""

    name: str
    mfa: bool | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role that somebody took on at `since` (epoch seconds)."""

    name: str
    session: str
    since: float


def identity(who: Person | Role) -> dict[str, Any]:
    """The userIdentity of a record."""
    if isinstance(who, Role):
        return _assumed(who)
    if who.name == "root":
        return {
            "type": "Root",
            "principalId": ACCOUNT,
            "arn": f"arn:aws:iam::{ACCOUNT}:root",
            "accountId": ACCOUNT,
            "accessKeyId": "",
        }
    user = {
        "type": "IAMUser",
        "principalId": _unique("AIDA", who.name),
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{who.name}",
        "accountId": ACCOUNT,
        "accessKeyId": access_key(who),
        "userName": who.name,
    }
    if who.mfa is None:
        return user
    attributes = {"mfaAuthenticated": "true" if who.mfa else "false"}
    return user | {"sessionContext": {"attributes": attributes}}


def access_key(who: Person | Role) -> str:
    """The key that they sign with."""
    if isinstance(who, Role):
        return _unique("ASIA", f"{who.name}/{who.since}")
    return _unique("AKIA" if who.mfa is None else "ASIA", who.name)


def role_arn(name: str) -> str:
    """The ARN of a role."""
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def role_id(name: str) -> str:
    """What CloudTrail calls the role apart from its name."""
    return _unique("AROA", name)


def written(at: float) -> str:
    """A moment as records have it: whole seconds, UTC."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _assumed(role: Role) -> dict[str, Any]:
    return {
        "type": "AssumedRole",
        "principalId": f"{role_id(role.name)}:{role.session}",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{role.session}",
        "accountId": ACCOUNT,
        "accessKeyId": access_key(role),
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role_id(role.name),
                "arn": role_arn(role.name),
                "accountId": ACCOUNT,
                "userName": role.name,
            },
            "attributes": {
                "creationDate": written(role.since),
                "mfaAuthenticated": "false",
            },
        },
    }


def _unique(prefix: str, name: str) -> str:
    return prefix + hex_id(f"identity/{prefix}/{name}").upper()
