"""Account numbers in texts, as they may be shown on a shared screen: `1234…9012`."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from awsobs.domain.context import short_account

_NUMBER = r"(?P<first>\d{4})(?P<rest>\d{8}|\d{1,7}…)(?!\d)"
"""Twelve digits, or as many as an ellipsis has left of them."""

_BEHIND = r"arn:aws[\w-]*:[\w-]*:[\w-]*:|amazonaws\.com(?:\.cn)?/"
_NAMED = r"(?:account|owner)s?(?:[ _-]?id)?[\"']?[ :=]{1,40}[\"']?"
_ACCOUNT = re.compile(
    rf"(?:(?:{_BEHIND}|{_NAMED}){_NUMBER})|(?<!\d)(?P<registry>\d{{12}})(?=\.dkr\.ecr\.)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{5}")
_ALONE = re.compile(r"\d{12}\Z")


class Short(NamedTuple):
    """Where an account number stands in a text, and what is to stand there."""

    start: int
    end: int
    text: str


def account_ids_in(text: str, known: Collection[str] = ()) -> Iterator[Short]:
    """The account numbers in a text, from the left.

    Twelve digits may be anything: they are an account's in an ARN, in an address of AWS, behind
    a word that says so, or if they are a `known` one's.
    """
    if not _DIGITS.search(text):
        return
    found = [_short_of(match) for match in _ACCOUNT.finditer(text)]
    for account in known:
        if account and account in text:
            spots = re.finditer(rf"(?<!\d){re.escape(account)}(?!\d)", text)
            found += [Short(*spot.span(), short_account(account)) for spot in spots]
    end = 0
    for short in sorted(found):
        if short.start >= end:
            yield short
            end = short.end


def abbreviated(text: str, known: Collection[str] = ()) -> str:
    """A text with its account numbers in short; one that is nothing but a number is one."""
    if _ALONE.match(text):
        return short_account(text)
    pieces: list[str] = []
    done = 0
    for short in account_ids_in(text, known):
        pieces += [text[done : short.start], short.text]
        done = short.end
    return "".join([*pieces, text[done:]]) if pieces else text


def _short_of(match: re.Match[str]) -> Short:
    if (registry := match["registry"]) is not None:
        return Short(*match.span(), short_account(registry))
    first, rest = match["first"], match["rest"]
    shown = f"{first}…" if rest.endswith("…") else f"{first}…{rest[-4:]}"
    return Short(match.start("first"), match.end("rest"), shown)
