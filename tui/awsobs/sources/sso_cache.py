"""Whether somebody is signed in to SSO, from the token that `aws sso login` left on disk."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import cast

_RENEWAL = ("refreshToken", "clientId", "clientSecret")


class SsoToken(Enum):
    """How the token is."""

    GOOD = "good"
    ENDED = "ended"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SsoSignIn:
    """The token of one session, and when it ended or will."""

    token: SsoToken
    until: datetime | None = None


def sso_sign_in(name: str, now: datetime) -> SsoSignIn:
    """The sign-in to a session, or to a start URL where the profile names no session.

    A token that has ended but can be renewed without a browser counts as good.
    """
    path = Path("~/.aws/sso/cache").expanduser()
    path /= hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest() + ".json"
    try:
        kept: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return SsoSignIn(token=SsoToken.ABSENT)
    if not isinstance(kept, dict) or "accessToken" not in kept:
        return SsoSignIn(token=SsoToken.ABSENT)
    token = cast("Mapping[str, object]", kept)
    until = _moment(token.get("expiresAt"))
    if until is None:
        return SsoSignIn(token=SsoToken.ABSENT)
    if until > now or _renews_itself(token, now):
        return SsoSignIn(token=SsoToken.GOOD, until=until)
    return SsoSignIn(token=SsoToken.ENDED, until=until)


def _renews_itself(token: Mapping[str, object], now: datetime) -> bool:
    registered = _moment(token.get("registrationExpiresAt"))
    return registered is not None and registered > now and all(token.get(key) for key in _RENEWAL)


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.replace("UTC", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
