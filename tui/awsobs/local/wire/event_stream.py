"""The AWS event stream encoding: frames that carry one event each."""

import json
import struct
from binascii import crc32
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from botocore.model import OperationModel, StructureShape

from awsobs.local.operations import EventStream, Fault
from awsobs.local.wire.json_rpc import JSON
from awsobs.local.wire.shapes import encoded

CONTENT_TYPE = "application/vnd.amazon.eventstream"

_STRING = 7


def frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One message: lengths and their checksum, headers, payload, checksum of it all."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    message = prelude + struct.pack(">I", crc32(prelude)) + head + payload
    return message + struct.pack(">I", crc32(message))


async def frames(operation: OperationModel, stream: EventStream) -> AsyncGenerator[bytes]:
    """The initial response, each event, and, should the stream fail, its exception."""
    yield frame(_headers("event", "initial-response"), b"{}")
    shape = operation.get_event_stream_output()
    events = stream.events
    try:
        async for event, body in events:
            yield frame(_headers("event", event), _payload(shape, event, body))
    except Fault as fault:
        words = json.dumps({"message": fault.message}).encode()
        yield frame(_headers("exception", fault.code), words)
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()


def _payload(shape: object, event: str, body: Mapping[str, Any]) -> bytes:
    if not isinstance(shape, StructureShape):
        raise TypeError("the operation has no event stream")
    return json.dumps(encoded(shape.members[event], body, JSON)).encode()


def _headers(kind: str, name: str) -> dict[str, str]:
    return {
        f":{kind}-type": name,
        ":content-type": "application/json",
        ":message-type": kind,
    }


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return bytes([len(key)]) + key + bytes([_STRING]) + struct.pack(">H", len(text)) + text
