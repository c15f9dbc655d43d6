"""Who a CloudTrail record is about: a short name for each kind of userIdentity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awsobs.domain.safe_text import safe_name

_HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
_SSO_PREFIX = "AWSReservedSSO_"
_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """The principal in a word or two, and what the record says of its session."""

    name: str
    is_root: bool = False
    mfa: bool | None = None
    access_key_id: str = ""


def identity_of(record: Mapping[str, Any], fallback: str = "") -> Identities:
    """Who acted; `fallback` is used where the record does not say."""
    identity = part(record, "userIdentity")
    return Identities(
        name=_name(identity) or fallback or "-",
        is_root=identity.get("type") == "Root",
        mfa=_mfa(identity),
        access_key_id=_text(identity, "accessKeyId"),
    )


def part(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object inside an object; empty where there is none."""
    value = row.get(key)
    return value if isinstance(value, Mapping) else _EMPTY  # pyright: ignore[reportUnknownVariableType] # JSON


def _name(identity: Mapping[str, Any]) -> str:
    match identity.get("type"):
        case "Root":
            return "root"
        case "AssumedRole":
            return _assumed_role(identity)
        case "Role":
            return _last(_text(identity, "arn"))
        case "FederatedUser":
            return _session_name(identity) or _issuer(identity)
        case "SAMLUser" | "WebIdentityUser":
            return _federated(identity)
        case "AWSAccount":
            return _prefixed("account ", _text(identity, "accountId") or _principal(identity))
        case "AWSService":
            return _text(identity, "invokedBy")
        case "IdentityCenterUser":
            return _text(part(identity, "onBehalfOf"), "userId") or _principal(identity)
        case "Directory" | "Unknown":
            return _text(identity, "userName") or _principal(identity)
        case _:
            return _user(identity)


def _assumed_role(identity: Mapping[str, Any]) -> str:
    """Role and session: who stands behind a role is in the session's name or its source."""
    source = _text(part(identity, "sessionContext"), "sourceIdentity")
    source = source or _text(identity, "sourceIdentity")
    role, session = _issuer(identity), source or _session_name(identity)
    if role.startswith(_SSO_PREFIX) and session:
        return session
    if not role or role == session:
        return session or _user(identity)
    return f"{role}/{session}" if session else role


def _federated(identity: Mapping[str, Any]) -> str:
    user, provider = _user(identity), _text(identity, "identityProvider")
    return f"{user}@{_last(provider)}" if user and provider else user


def _user(identity: Mapping[str, Any]) -> str:
    name = _text(identity, "userName")
    if name == _HIDDEN:
        return "hidden"
    arn = _last(_text(identity, "arn"))
    return name or arn or _text(identity, "invokedBy") or _principal(identity)


def _issuer(identity: Mapping[str, Any]) -> str:
    issuer = part(part(identity, "sessionContext"), "sessionIssuer")
    if name := _text(issuer, "userName"):
        return name
    parts = _text(identity, "arn").split(":assumed-role/")
    return parts[1].split("/")[0] if len(parts) == 2 else ""


def _session_name(identity: Mapping[str, Any]) -> str:
    principal = _principal(identity)
    if ":" in principal:
        return principal.split(":", 1)[1]
    return _last(_text(identity, "arn"))


def _mfa(identity: Mapping[str, Any]) -> bool | None:
    attributes = part(part(identity, "sessionContext"), "attributes")
    used = attributes.get("mfaAuthenticated")
    return {"true": True, "false": False}.get(used) if isinstance(used, str) else None


def _principal(identity: Mapping[str, Any]) -> str:
    return _text(identity, "principalId")


def _prefixed(prefix: str, text: str) -> str:
    return prefix + text if text else ""


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return safe_name(value) if isinstance(value, str) else ""
