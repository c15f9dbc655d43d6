"""Whom to be and where to go."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from awsobs import __version__

USER_AGENT = f"awsobs/{__version__}"
"""What our calls are known by in a trail."""

_V4 = re.compile(r"127(?:\.\d{1,3}){3}", re.ASCII)
_LOOPBACK = frozenset({"localhost", "::1"})

AccessKey = tuple[str, str]
"""Access key id and secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whom to be and where to go. Keys are given only for an AWS of our own."""

    region: str = ""
    profile: str = ""
    endpoint_url: str = ""
    access_key: AccessKey | None = None

    @property
    def own_endpoint(self) -> bool:
        """Whether another endpoint than AWS's was asked for."""
        return bool(self.endpoint_url)

    @property
    def on_loopback(self) -> bool:
        """Whether the endpoint is on this machine, where any pair of keys will do."""
        return is_loopback(self.endpoint_url)


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine itself."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # a bracket without its partner
        return False
    return host in _LOOPBACK or host.endswith(".localhost") or bool(_V4.fullmatch(host))
