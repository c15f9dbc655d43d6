"""`[findings]`: what the user does not want to be told and why, and rules besides our own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast

from awsobs.domain.findings import Suppression
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.settings.config_keys import WrongKey, nearest

_TEXTS = ("rule", "principal", "resource", "reason")
_KNOWN = (*_TEXTS, "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSettings:
    """What is not to be told, and folders with rules besides our own."""

    suppressions: tuple[Suppression, ...] = ()
    rules: tuple[str, ...] = ()


def finding_settings(key: str, value: object) -> FindingSettings:
    """What the table `findings` says.

    Raises:
        WrongKey: one of them cannot be honoured.
    """
    if not isinstance(value, dict):
        raise WrongKey(f"{key}: wants [[{key}.suppress]]", key)
    table = cast("dict[str, object]", value)
    for name in table:
        if name not in ("suppress", "rules"):
            words = f"{key}: there is no {safe_name(name)}, only suppress and rules"
            raise WrongKey(words, key, name)
    entries = table.get("suppress", [])
    if not isinstance(entries, list):
        raise WrongKey(f"{key}.suppress: wants [[{key}.suppress]]", key, "suppress")
    return FindingSettings(
        suppressions=tuple(_suppression(one, key) for one in cast("list[object]", entries)),
        rules=_folders(table.get("rules", []), key),
    )


def _folders(value: object, key: str) -> tuple[str, ...]:
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(entry, str) for entry in entries):
        raise WrongKey(f'{key}.rules: wants folders, such as ["~/rules"]', key, "rules")
    return tuple(str(Path(cast("str", entry)).expanduser()) for entry in entries)


def _suppression(entry: object, key: str) -> Suppression:
    path = (key, "suppress")
    if not isinstance(entry, dict):
        raise WrongKey(f"{key}.suppress: wants [[{key}.suppress]]", *path)
    row = cast("Mapping[str, object]", entry)
    for name in row:
        if name not in _KNOWN:
            words = f"{key}.suppress: there is no {safe_name(name)}{nearest(name, _KNOWN)}"
            raise WrongKey(words, *path, name)
    texts = {name: _text(row, name, path) for name in _TEXTS}
    if not texts["reason"]:
        raise WrongKey(f"{key}.suppress: wants a reason, for who reads this later", *path)
    if not (texts["rule"] or texts["principal"] or texts["resource"]):
        words = f"{key}.suppress: wants a rule, a principal or a resource; else it would hush all"
        raise WrongKey(words, *path)
    return Suppression(**texts, until=_until(row.get("until"), path))


def _text(row: Mapping[str, object], name: str, path: tuple[str, ...]) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise WrongKey(f"{'.'.join(path)}.{name}: wants text in quotes", *path, name)
    return safe_text(value).strip()


def _until(value: object, path: tuple[str, ...]) -> datetime | None:
    """The end of the day that is named, or the moment."""
    match value:
        case None:
            return None
        case datetime():
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        case date():
            return datetime.combine(value, time.max, UTC)
        case str():
            try:
                return _until(date.fromisoformat(value), path)
            except ValueError:
                pass
        case _:
            pass
    raise WrongKey(f"{'.'.join(path)}.until: wants a day, such as 2027-01-31", *path, "until")
