"""Why nothing came back from an endpoint, in words: the network's many ways to say no."""

import errno
import socket
import ssl
from difflib import get_close_matches
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
from botocore import exceptions as boto

from awsobs.domain.regions import REGIONS
from awsobs.domain.safe_text import safe_text

_NUMBERS = {
    errno.ECONNREFUSED: "{host} refuses connections",
    errno.ECONNRESET: "{host} closed the connection",
    errno.EPIPE: "{host} closed the connection",
    errno.ENETUNREACH: "no network reaches {host}",
    errno.EHOSTUNREACH: "no route to {host}",
    errno.ETIMEDOUT: "{host} does not answer",
}

OFFLINE = (
    boto.EndpointConnectionError,
    boto.ConnectTimeoutError,
    boto.ReadTimeoutError,
    boto.ConnectionClosedError,
    boto.ProxyConnectionError,
    boto.SSLError,
    boto.HTTPClientError,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
)
"""What means that the endpoint cannot be reached, or does not finish its answer."""


def reason_of(error: BaseException, endpoint: str) -> str:
    """One sentence that says what went wrong between here and the endpoint."""
    host = _host_of(error, endpoint)
    match error:
        case boto.ProxyConnectionError():
            return "the proxy cannot be reached"
        case boto.SSLError():
            return f"TLS with {host} failed"
        case boto.ConnectTimeoutError():
            return f"{host} does not answer"
        case boto.ReadTimeoutError() | TimeoutError():
            return f"{host} does not answer in time"
        case boto.ConnectionClosedError():
            return f"{host} closed the connection"
        case _:
            return _system_reason(error, host)


def is_unresolved(error: BaseException) -> bool:
    """Whether the name of the endpoint leads nowhere."""
    return any(isinstance(cause, socket.gaierror) for cause in _causes(error))


def region_hint(region: str) -> str:
    """What a region that leads nowhere may have been meant to be."""
    if region in REGIONS:
        return ""
    near = get_close_matches(region, REGIONS, 1)
    return f"is the region right? did you mean {near[0]}?" if near else "is the region right?"


def _system_reason(error: BaseException, host: str) -> str:
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return f"cannot resolve {host}"
            case ssl.SSLError():
                return f"TLS with {host} failed"
            case OSError(errno=int(number)) if number in _NUMBERS:
                return _NUMBERS[number].format(host=host)
            case _:
                continue
    return safe_text(f"{host} cannot be reached: {type(error).__name__}")


def _causes(error: BaseException) -> list[BaseException]:
    """The error, what it wraps, and what that was raised from; a few levels at most."""
    found: list[BaseException] = []
    pending: list[object] = [error]
    while pending and len(found) < 12:
        current = pending.pop(0)
        if isinstance(current, BaseException) and current not in found:
            found.append(current)
            pending += [current.__cause__, current.__context__, getattr(current, "os_error", None)]
            pending += list(_details(current).values())
    return found


def _host_of(error: BaseException, endpoint: str) -> str:
    url = str(_details(error).get("endpoint_url") or endpoint)
    parts = urlsplit(url)
    return safe_text(parts.netloc or url) or "the endpoint"


def _details(error: BaseException) -> dict[str, object]:
    """What a botocore exception was made from."""
    details: Any = getattr(error, "kwargs", None)
    return cast("dict[str, object]", details) if isinstance(details, dict) else {}
