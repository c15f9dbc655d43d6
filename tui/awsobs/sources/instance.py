"""What the metadata service of an EC2 instance knows of us, if there is one: asked once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from awsobs.domain.safe_text import safe_name

if TYPE_CHECKING:
    from http.client import HTTPConnection

PATIENCE = 0.4
"""Seconds for each step; the service is one hop away and answers in a few milliseconds."""

_ADDRESSES = {"ipv4": "http://169.254.169.254", "ipv6": "http://[fd00:ec2::254]"}
_MOST = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """The role and the region of the machine; a role of None is one that could not be asked for."""

    role: str | None = None
    region: str = ""


def this_instance(environ: Mapping[str, str], patience: float = PATIENCE) -> Instance | None:
    """Ask the metadata service; None where there is none."""
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return None
    # It brings all of TLS and MIME, and most of us find keys without it.
    from http.client import HTTPConnection, HTTPException

    parts = urlsplit(_address(environ))
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=patience)
    try:
        connection.connect()
    except OSError:
        return None
    try:
        return _asked(connection, parts.path.rstrip("/"))
    except (OSError, HTTPException, ValueError):
        return Instance()  # somebody is there, but does not talk to us: botocore may know better
    finally:
        connection.close()


def _address(environ: Mapping[str, str]) -> str:
    mode = environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "").lower()
    given = environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "")
    return given or _ADDRESSES.get(mode, _ADDRESSES["ipv4"])


def _asked(connection: "HTTPConnection", root: str) -> Instance:
    def got(method: str, path: str, headers: Mapping[str, str]) -> str | None:
        connection.request(method, f"{root}/latest/{path}", headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read(_MOST).decode("utf-8", "replace").strip()
        return body if answer.status == 200 else None

    token = got("PUT", "api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    headers = {"X-aws-ec2-metadata-token": token} if token else {}
    role = got("GET", "meta-data/iam/security-credentials/", headers)
    document = got("GET", "dynamic/instance-identity/document", headers)
    return Instance(role=safe_name((role or "").split("\n")[0]), region=_region(document))


def _region(document: str | None) -> str:
    """The region in what an instance says of itself."""
    told: object = json.loads(document) if document else None
    region = cast("dict[str, object]", told).get("region") if isinstance(told, dict) else None
    return safe_name(region) if isinstance(region, str) else ""
