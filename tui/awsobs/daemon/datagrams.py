"""What clients send to an X-Ray daemon: a header line and one segment document."""

from collections.abc import Mapping
from typing import Any, cast

import msgspec


def document_of(datagram: bytes) -> str:
    """The document in a datagram, as it is: only X-Ray looks inside.

    Raises:
        ValueError: there is no header that announces one JSON document, or none follows.
    """
    header, newline, body = datagram.partition(b"\n")
    if not newline or not body.strip():
        raise ValueError("a header line and a document are needed")
    try:
        announced: Any = msgspec.json.decode(header)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("the header is not JSON") from error
    if not _is_supported(announced):
        raise ValueError("the header does not announce JSON, version 1")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ValueError("the document is not UTF-8") from error


def _is_supported(header: object) -> bool:
    if not isinstance(header, dict):
        return False
    fields = cast("Mapping[str, object]", header)
    kind, version = fields.get("format"), fields.get("version")
    return (
        isinstance(kind, str)
        and kind.lower() == "json"
        and version == 1
        and not isinstance(version, bool)
    )
