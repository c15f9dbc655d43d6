"""What the file of settings may say: the keys there are, and what each wants."""

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import cast

from awsobs.domain.safe_text import safe_name, safe_text

_ACCOUNT = re.compile(r"[0-9]{12}")
_SECRET = re.compile(r"secret|passw|token|access_?key|credential|api_?key|session_?key", re.I)


class WrongKey(Exception):
    """What is wrong, and at which key, from the outermost table on."""

    def __init__(self, words: str, *keys: str) -> None:
        super().__init__(words)
        self.keys = keys


def checked_values(document: Mapping[str, object]) -> dict[str, object]:
    """The values of a parsed file, each as its key wants it.

    Raises:
        WrongKey: at the first key that cannot be honoured.
    """
    return {key: _checked(key, value) for key, value in document.items()}


def nearest(word: str, known: Collection[str]) -> str:
    """`; did you mean region?` if a known word looks like it, else nothing."""
    close = get_close_matches(word.lower().replace("-", "_"), known, 1, 0.5)
    return f"; did you mean {close[0]}?" if close else ""


def _checked(key: str, value: object) -> object:
    kind = _KINDS.get(key)
    if kind is not None:
        return kind(key, value)
    name = safe_name(key)
    if _SECRET.search(key):
        words = f"{name}: no secret belongs in this file; aws configure keeps them in a profile"
        raise WrongKey(words, key)
    hint = nearest(key, _KINDS) or f"; there are {', '.join(_KINDS)}"
    raise WrongKey(f"there is no setting {name}{hint}", key)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise WrongKey(f'{key}: wants text in quotes, such as "{_EXAMPLES[key]}"', key)
    return safe_text(value)


def _number(key: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongKey(f"{key}: wants a number, such as {_EXAMPLES[key]}", key)
    return str(value)


def _switch(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongKey(f"{key}: wants true or false", key)
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(entry, str) for entry in entries):
        raise WrongKey(f'{key}: wants texts, such as ["{_EXAMPLES[key]}"]', key)
    return tuple(safe_text(cast("str", entry)) for entry in entries)


def _aliases(key: str, value: object) -> Mapping[str, str]:
    named = _flat(key, value)
    for account, name in named.items():
        if not _ACCOUNT.fullmatch(account):
            words = f"{safe_name(account)}: an account id has 12 digits"
            raise WrongKey(words, key, account)
        if not name.strip():
            raise WrongKey(f"{account}: the alias is empty", key, account)
    return named


def _findings(key: str, value: object) -> object:
    # Few files have any, and no run need wait for what reads them.
    from awsobs.settings.finding_settings import finding_settings

    return finding_settings(key, value)


def _hooks(key: str, value: object) -> object:
    # Few files have any, and no run need wait for what reads them.
    from awsobs.settings.hook_settings import hook_settings

    return hook_settings(key, value)


def _flat(key: str, value: object) -> Mapping[str, str]:
    """A table of texts; `logs.next = "e"` without quotes around its key is the same."""
    if not isinstance(value, dict):
        raise WrongKey(f"{key}: wants a table, such as [{key}]", key)
    texts: dict[str, str] = {}
    waiting: list[tuple[tuple[str, ...], dict[str, object]]] = [
        ((key,), cast("dict[str, object]", value))
    ]
    while waiting:
        path, table = waiting.pop()
        for name, inner in table.items():
            if isinstance(inner, dict):
                waiting.append(((*path, name), cast("dict[str, object]", inner)))
            elif isinstance(inner, str):
                texts[safe_name(".".join((*path[1:], name)))] = safe_name(inner)
            else:
                raise WrongKey(f"{safe_name(name)}: wants text in quotes", *path, name)
    return texts


_EXAMPLES = {
    "profile": "ops-ro",
    "region": "eu-west-1",
    "endpoint_url": "http://127.0.0.1:4599",
    "window": "30m",
    "log_groups": "/aws/lambda/*",
    "log_lines": "1000000",
    "budget": "5",
    "theme": "dark",
    "trail_queue": "https://sqs.eu-west-1.amazonaws.com/123456789012/trail",
    "log_file": "~/awsobs.log",
}
_KINDS: Mapping[str, Callable[[str, object], object]] = {
    "profile": _text,
    "region": _text,
    "endpoint_url": _text,
    "window": _text,
    "log_groups": _texts,
    "log_lines": _number,
    "budget": _number,
    "ascii": _switch,
    "no_color": _switch,
    "mouse": _switch,
    "bell": _switch,
    "cache": _switch,
    "trail_queue": _text,
    "trail_queue_takes": _switch,
    "scroll_region": _switch,
    "theme": _text,
    "log_file": _text,
    "aliases": _aliases,
    "findings": _findings,
    "hooks": _hooks,
    "keymap": _flat,
}
