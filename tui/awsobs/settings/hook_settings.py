"""`[[hooks]]`: commands of the user's that are run when an alarm changes or something is found."""

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from awsobs.domain.responses import Hook, Trigger
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.languages.times import stretch_of
from awsobs.settings.config_keys import WrongKey, nearest

MOST_HOOKS = 50
_LONGEST = timedelta(minutes=10)
_KNOWN = ("on", "match", "command", "timeout", "most_per_minute", "demo")


def hook_settings(key: str, value: object) -> tuple[Hook, ...]:
    """What the tables `hooks` say.

    Raises:
        WrongKey: one of them cannot be honoured.
    """
    if not isinstance(value, list):
        raise WrongKey(f"{key}: wants [[{key}]]", key)
    entries = cast("list[object]", value)
    if len(entries) > MOST_HOOKS:
        raise WrongKey(f"{key}: {MOST_HOOKS} at most", key)
    return tuple(_hook(entry, key) for entry in entries)


def _hook(entry: object, key: str) -> Hook:
    if not isinstance(entry, dict):
        raise WrongKey(f"{key}: wants [[{key}]]", key)
    row = cast("Mapping[str, object]", entry)
    for name in row:
        if name not in _KNOWN:
            words = f"{key}: there is no {safe_name(name)}{nearest(name, _KNOWN)}"
            raise WrongKey(words, key, name)
    hook = Hook(
        on=_trigger(row.get("on"), key),
        command=_command(row.get("command"), key),
        match=_match(row.get("match", ""), key),
        timeout=_timeout(row.get("timeout", "30s"), key),
        most=_most(row.get("most_per_minute", 30), key),
        in_demo=_switch(row.get("demo", False), key),
    )
    _check(hook, key)
    return hook


def _trigger(value: object, key: str) -> Trigger:
    for one in Trigger:
        if one.value == value:
            return one
    raise WrongKey(f'{key}.on: wants "alarm" or "finding"', key, "on")


def _command(value: object, key: str) -> tuple[str, ...]:
    words = cast("list[object]", value) if isinstance(value, list) else []
    texts = tuple(word for word in words if isinstance(word, str))
    if not texts or len(texts) != len(words) or not texts[0] or any("\0" in t for t in texts):
        example = '["notify", "--urgent"]'
        words_ = f"{key}.command: wants the words of a command, such as {example}; no shell runs it"
        raise WrongKey(words_, key, "command")
    return texts


def _match(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise WrongKey(f"{key}.match: wants a filter in quotes", key, "match")
    return safe_text(value)


def _timeout(value: object, key: str) -> timedelta:
    try:
        stretch = stretch_of(value) if isinstance(value, str) else timedelta()
    except ValueError:
        stretch = timedelta()
    if not timedelta() < stretch <= _LONGEST:
        raise WrongKey(f'{key}.timeout: wants up to 10m, such as "30s"', key, "timeout")
    return stretch


def _most(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000:
        words = f"{key}.most_per_minute: wants a number from 1 to 1,000"
        raise WrongKey(words, key, "most_per_minute")
    return value


def _switch(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise WrongKey(f"{key}.demo: wants true or false", key, "demo")
    return value


def _check(hook: Hook, key: str) -> None:
    # The grammar of filters is slow to load, and few hooks have one.
    if not hook.match:
        return
    from awsobs.analysis.occasions import matcher
    from awsobs.languages.console_filter import FilterError

    try:
        matcher(hook)
    except FilterError as error:
        raise WrongKey(f"{key}.match: {error}", key, "match") from error
