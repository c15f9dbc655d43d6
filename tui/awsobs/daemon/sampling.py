"""Sampling for SDKs that sign nothing: the daemon asks AWS in their stead, with its own keys."""

import json
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from awsobs.domain.source_state import Condition, SourceError

if TYPE_CHECKING:
    from aiohttp.web import BaseRequest, Response

_ASKED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/GetSamplingRules": ("xray:GetSamplingRules", ("NextToken",)),
    "/SamplingTargets": ("xray:GetSamplingTargets", ("SamplingStatisticsDocuments",)),
}
"""What may be asked, and which members of it are passed on."""

_STATUS = {Condition.DENIED: 403, Condition.EXPIRED: 403, Condition.THROTTLED: 429}


class Call(Protocol):
    """`sources.session.Aws.call`, as far as it is needed."""

    def __call__(self, operation: str, /, **parameters: Any) -> Awaitable[Mapping[str, Any]]: ...


class Sampling:
    """Answers the two requests of samplers; all others are refused."""

    def __init__(self, call: Call) -> None:
        self._call = call

    async def respond(self, request: "BaseRequest") -> "Response":
        """What AWS answers."""
        from aiohttp import web

        status, body = await self.answer(request.path, await request.read())
        return web.Response(
            status=status, body=json.dumps(body, default=_seconds), content_type="application/json"
        )

    async def close(self) -> None:
        """Nothing is held open here."""

    async def answer(self, path: str, body: bytes) -> tuple[int, Mapping[str, Any]]:
        """The status and the members of the answer to a body that was posted to a path."""
        if path not in _ASKED:
            return 404, {"message": "This daemon answers GetSamplingRules and SamplingTargets."}
        operation, members = _ASKED[path]
        try:
            asked: object = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            return 400, {"message": "The body is not JSON."}
        if not isinstance(asked, dict):
            return 400, {"message": "The body is no JSON object."}
        fields = cast("dict[str, Any]", asked)
        passed = {name: fields[name] for name in members if fields.get(name) is not None}
        try:
            reply = await self._call(operation, **passed)
        except SourceError as error:
            return _STATUS.get(error.condition, 502), {"message": error.what}
        return 200, {name: value for name, value in reply.items() if name != "ResponseMetadata"}


def _seconds(value: object) -> float | str:
    return value.timestamp() if isinstance(value, datetime) else str(value)
