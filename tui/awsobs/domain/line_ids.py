"""The ids in a log line that lead elsewhere: of its trace, and of the request that it is about."""

import re
from collections.abc import Iterator, Sequence

MOST = 8
"""Ids of requests that are looked for in one line."""

_LOOKED_AT = 16_384
_TRACE = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}(?![0-9a-f])")
_TRACE_FIELD = re.compile(
    r"trace_?(?:id|parent)?[\"']?\s*[:=]\s*[\"']?(?:00-)?([0-9a-f]{32})(?![0-9a-f])", re.I
)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_LAMBDA = re.compile(rf"RequestId:\s*({_UUID})(?![0-9a-f-])", re.I)
_FIELD = re.compile(
    r"(?:x-)?(?:amzn?-?)?(?:aws_?)?req(?:uest)?[_-]?id[\"']?\s*[:=]\s*[\"']?"
    r"([A-Za-z0-9][A-Za-z0-9_=-]{7,63})(?![A-Za-z0-9_=-])",
    re.I,
)
_BARE = re.compile(rf"(?<![0-9a-f-]){_UUID}(?![0-9a-f-])", re.I)


def trace_id_in(text: str) -> str:
    """The X-Ray trace id in a text, or nothing; a W3C id is given in X-Ray's form."""
    if "1-" in text and (found := _TRACE.search(text)):
        return found[0]
    if ("race" in text or "RACE" in text) and (field := _TRACE_FIELD.search(text)):
        return xray_form(field[1])
    return ""


def trace_ids_in(texts: Sequence[str]) -> dict[int, str]:
    """The trace ids of some texts by their places; mostly one look finds that there are none."""
    whole = "\n".join(texts)
    if not (_TRACE.search(whole) or "race" in whole or "RACE" in whole):
        return {}
    found = ((place, trace_id_in(text)) for place, text in enumerate(texts))
    return {place: trace_id for place, trace_id in found if trace_id}


def xray_form(text: str) -> str:
    """A trace id as X-Ray writes it, from that or from 32 hexadecimal digits; else nothing."""
    plain = text.strip().lower()
    if _TRACE.fullmatch(plain):
        return plain
    if re.fullmatch(r"[0-9a-f]{32}", plain):
        return f"1-{plain[:8]}-{plain[8:]}"
    return trace_id_in(text)


def request_ids_in(message: str) -> tuple[str, ...]:
    """The ids of requests in a line: named as such first, then whatever is a UUID."""
    return tuple(dict.fromkeys(_request_ids(message[:_LOOKED_AT])))[:MOST]


def _request_ids(text: str) -> Iterator[str]:
    for pattern in (_LAMBDA, _FIELD):
        yield from (found[1] for found in pattern.finditer(text))
    yield from (found[0] for found in _BARE.finditer(text))
