"""Page tokens that know where a listing stopped, what it listed, and when they were issued."""

import binascii
import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from operator import gt, lt
from typing import Any, TypeAlias, TypeVar

Position: TypeAlias = tuple[str | int, ...]
Item = TypeVar("Item")

VALID_FOR = timedelta(hours=24)

_KEY = secrets.token_bytes(32)
_NOT_ASKED = frozenset({"nextToken", "NextToken", "limit", "Limit"})


class TokenError(ValueError):
    """A token that was not issued for this question, or has expired."""


def token_of(position: Position, question: Mapping[str, Any], now: datetime) -> str:
    """The token that resumes `question` after `position`."""
    place = json.dumps([int(now.timestamp()), *position])
    mark = json.dumps([place, _seal(place, question)])
    return urlsafe_b64encode(mark.encode()).decode()


def position_of(token: str, question: Mapping[str, Any], now: datetime) -> Position:
    """The position inside a token.

    Raises:
        TokenError: it cannot be used here, or no longer.
    """
    try:
        mark: object = json.loads(urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise TokenError("the token is none of ours") from error
    match mark:
        case [str(place), str(seal)] if seal == _seal(place, question):
            issued, *position = json.loads(place)
        case _:
            raise TokenError("the token was issued for another question")
    if now.timestamp() - issued > VALID_FOR.total_seconds():
        raise TokenError("the token has expired")
    return tuple(position)


def page_of(
    items: Iterable[tuple[Position, Item]],
    after: Position | None,
    limit: int,
    *,
    falling: bool = False,
) -> tuple[list[Item], Position | None]:
    """The next items of a listing, and where it stops unless it is done.

    Args:
        items: all of them, in the order of their positions.
        after: where the page before this one stopped.
        limit: how many a page has.
        falling: whether positions fall from item to item, instead of rising.
    """
    comes_later = lt if falling else gt
    page: list[Item] = []
    last: Position | None = None
    for position, item in items:
        if after is not None and not comes_later(position, after):
            continue
        if len(page) == limit:
            return page, last
        page.append(item)
        last = position
    return page, None


def _seal(place: str, question: Mapping[str, Any]) -> str:
    """What only this process can put on a place in the answer to a question."""
    asked = {name: value for name, value in question.items() if name not in _NOT_ASKED}
    spelled = json.dumps([place, asked], sort_keys=True, default=str)
    return hashlib.blake2b(spelled.encode(), key=_KEY, digest_size=12).hexdigest()
