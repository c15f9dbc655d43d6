"""What must not be shown, exported or recorded: credentials that ended up in a text.

Each rule keeps what tells the reader which kind of secret stood there, and masks the rest.
The formats are those that their issuers publish; a value behind a name such as `password` is
masked whatever it looks like. Of an access key's id, which is no secret but says who acts,
the first and the last four letters are kept.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, cast

from awsobs.domain.safe_text import safe_text
from awsobs.languages.linear_regex import searcher
from awsobs.languages.secret_names import MASK
from awsobs.languages.secret_records import LEFT_OUT, without_secrets
from awsobs.languages.secret_rules import HINT, PRIVATE_KEY, RULES

_MOST_PIECES = 8
_LONG, _AROUND, _MOST_TRIES = 16_384, 40, 50
_OPENING = re.compile(r"\{|\[(?=[\"{\[])")
_decoder = json.JSONDecoder()

__all__ = ["MASK", "masked", "masked_document", "masked_record"]


def masked(text: str) -> str:
    """`text` with every secret that a rule knows replaced by `‹masked›`.

    JSON in it stays JSON.
    """
    if not _hinting()(text):
        return text
    pieces: list[str] = []
    done = 0
    for start, end, cleaned in _json_in(text):
        pieces += [_by_rules(text[done:start]), cleaned]
        done = end
    return "".join([*pieces, _by_rules(text[done:])])


def masked_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a nested record, with masks for its secrets.

    A value is masked whole where its name says that it is a secret.
    """
    return cast("dict[str, Any]", without_secrets(record, masked))


def masked_document(text: str, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """`masked_record` of the record that a JSON text describes; mostly that text tells at once."""
    return masked_record(record) if _hinting()(text) else record


def _by_rules(text: str) -> str:
    pattern, replacement = PRIVATE_KEY
    text = pattern.sub(replacement, text)
    return "".join(_ruled(piece) for piece in _pieces(text))


def _ruled(text: str) -> str:
    if not _hinting()(text):
        return text
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces, because a regular expression lets no other thread run meanwhile.

    They end at blanks that no sign of a secret stands beside.
    """
    start = 0
    while (end := text.find(" ", start + _LONG)) >= 0:
        for _ in range(_MOST_TRIES):
            if end < 0 or not _hinting()(text[end - _AROUND : end + _AROUND]):
                break
            end = text.find(" ", end + 1)
        if end < 0:
            break
        yield text[start:end]
        start = end
    yield text[start:]


def _json_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where JSON stands in a text, and each piece of it without its secrets."""
    end = 0
    for _ in range(_MOST_PIECES):
        if (opening := _OPENING.search(text, end)) is None:
            return
        start, end = opening.start(), opening.end()
        with suppress(ValueError, RecursionError):
            value, end = _decoder.raw_decode(text, start)
            if (cleaned := _cleaned(text[start:end], value)) is not None:
                yield start, end, cleaned


def _cleaned(text: str, value: object) -> str | None:
    """The text of a JSON value without its secrets; None if it was too much to look at."""
    cleaned = without_secrets(value, masked)
    if cleaned == value:
        return text
    separators = (", ", ": ") if '": ' in text else (",", ":")
    written = json.dumps(cleaned, ensure_ascii=False, separators=separators)
    if LEFT_OUT in written:
        return None
    # An escape in the text may have stood for what must not reach a terminal: keep the escapes.
    return written if safe_text(written) == written else json.dumps(cleaned, separators=separators)


@cache
def _hinting() -> Callable[[str], bool]:
    """Whether a text may hold a secret: nearly none does, and RE2 tells in a microsecond."""
    return searcher(HINT)
