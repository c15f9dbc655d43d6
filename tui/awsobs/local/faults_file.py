"""The file that `--faults` reads: a list of rules, or one rule a line."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeGuard, TypeVar, cast

from awsobs.local.cloud import OPERATIONS
from awsobs.local.faults import (
    Body,
    Delay,
    Drip,
    FaultPlan,
    Harm,
    Moment,
    Page,
    Refusal,
    Reset,
    Rule,
    Skew,
)

_LARGEST = 1_048_576
_FEW = 15
_LONGEST = 31_536_000.0
_WHAT = ("service", "operation", "share", "from", "to")
_START: Moment = timedelta()
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(s|m|h)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600}

_Value = TypeVar("_Value")


class FaultFileError(Exception):
    """The file cannot be honoured; the text says where, and what to write."""


def plan_from(path: Path, *, seed: int = 1) -> FaultPlan:
    """Read a plan.

    Raises:
        FaultFileError: it cannot be read, or a rule says what cannot be done.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise FaultFileError(f"{path}: {error.strerror}") from error
    if len(data) > _LARGEST:
        raise FaultFileError(f"{path}: larger than 1 MB")
    try:
        return FaultPlan(rules_from(data.decode()), seed=seed)
    except UnicodeDecodeError as error:
        raise FaultFileError(f"{path}: not UTF-8") from error
    except FaultFileError as error:
        raise FaultFileError(f"{path}: {error}") from error


def rules_from(text: str) -> list[Rule]:
    """The rules of a file's text.

    Raises:
        FaultFileError: the text says which rule or line is wrong, and what to write.
    """
    rules: list[Rule] = []
    for place, written in _written(text):
        try:
            rules.append(_rule(written))
        except ValueError as error:
            raise FaultFileError(f"{place}: {error}") from error
    return rules


def _written(text: str) -> Iterator[tuple[str, object]]:
    """Each rule as JSON, with its place: by number in a list, else by line."""
    if text.lstrip().startswith("["):
        listed = _json("", text)
        yield from ((f"rule {number}", rule) for number, rule in enumerate(listed, 1))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"line {number}", _json(f"line {number}: ", line)


def _json(place: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = place or f"line {error.lineno}: "
        raise FaultFileError(f"{where}no JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise FaultFileError(f"{place}no JSON that can be read") from error


def _rule(written: object) -> Rule:
    if not isinstance(written, dict):
        raise ValueError('a rule is an object, such as {"service": "logs", "delay": 2}')
    fields = cast("Mapping[str, Any]", written)
    for name in fields:
        if name not in _WHAT and name not in _HARMS:
            raise ValueError(f"{name!r} is unknown; there are {', '.join([*_WHAT, *_HARMS])}")
    service = _read(fields, "service", _glob, "*")
    operation = _read(fields, "operation", _glob, "*")
    _check_names(service, operation)
    return Rule(
        harm=_harm(fields),
        service=service,
        operation=operation,
        share=_read(fields, "share", _share, 1.0),
        start=_read(fields, "from", _moment, _START),
        end=_read(fields, "to", _moment, None),
    )


def _check_names(service: str, operation: str) -> None:
    """Refuse a rule that no call could ever meet; raises ValueError."""
    services = {name for name, _ in OPERATIONS}
    if not (chosen := {name for name in services if _is_like(name, service)}):
        raise ValueError(f"service: there is no {service}{_nearest(service, services)}")
    operations = {name for of, name in OPERATIONS if of in chosen}
    if not any(_is_like(name, operation) for name in operations):
        what = f"operation: {service} has no {operation}"
        raise ValueError(f"{what}{_nearest(operation, operations)}")


def _is_like(name: str, glob: str) -> bool:
    return fnmatchcase(name.lower(), glob.lower())


def _nearest(word: str, known: Collection[str]) -> str:
    lowered = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), lowered, 1, 0.5)
    if close:
        return f"; did you mean {lowered[close[0]]}?"
    return f"; there are {', '.join(sorted(known))}" if len(known) < _FEW else ""


def _read(
    fields: Mapping[str, Any], name: str, reader: Callable[[object], _Value], default: _Value
) -> _Value:
    return _value(fields, name, reader) if name in fields else default


def _value(fields: Mapping[str, Any], name: str, reader: Callable[[object], _Value]) -> _Value:
    try:
        return reader(fields[name])
    except ValueError as error:
        raise ValueError(f"{name}: {error}, not {json.dumps(fields[name])[:60]}") from error


def _harm(fields: Mapping[str, Any]) -> Harm:
    kinds = [kind for kind in _HARMS if kind in fields]
    if len(kinds) != 1:
        given = " and ".join(kinds) or "none"
        raise ValueError(f"write exactly one of {', '.join(_HARMS)}; there is {given}")
    return _value(fields, kinds[0], _HARMS[kinds[0]])


def _refusal(written: object) -> Refusal:
    words = 'write a code, or {"code": "ThrottlingException", "status": 400, "message": "why"}'
    is_whole = isinstance(written, dict)
    fields = cast("Mapping[str, Any]", written) if is_whole else {"code": written}
    code, message = fields.get("code"), fields.get("message", "")
    status = fields.get("status")
    is_known = fields.keys() <= {"code", "message", "status"}
    if not is_known or not isinstance(message, str) or not isinstance(code, str) or not code:
        raise ValueError(words)
    if status is not None and not (_is_whole(status) and 400 <= status <= 599):
        raise ValueError("write a status from 400 to 599")
    return Refusal(code=code, message=message or f"{code}, as planned", status=status)


def _delay(written: object) -> Delay:
    if isinstance(written, str) and (found := _DURATION.fullmatch(written)):
        written = float(found[1]) * _SECONDS[found[2]]
    return Delay(
        by=timedelta(seconds=_number(written, 0, _LONGEST, 'seconds, such as 2.5 or "3s"'))
    )


def _reset(written: object) -> Reset:
    if not _is_whole(written) or not 0 <= written <= _LARGEST:
        raise ValueError("write after how many bytes, such as 100")
    return Reset(after=written)


def _drip(written: object) -> Drip:
    return Drip(rate=_number(written, 0.01, 1e9, "bytes a second, such as 1"))


def _body(written: object) -> Body:
    if not isinstance(written, str) or written not in {body.value for body in Body}:
        raise ValueError('write "cut" or "garbage"')
    return Body(written)


def _skew(written: object) -> Skew:
    words = "seconds that the clock is ahead, such as -600"
    return Skew(by=timedelta(seconds=_number(written, -_LONGEST, _LONGEST, words)))


def _page(page: Page) -> Callable[[object], Page]:
    def read(written: object) -> Page:
        if written is not True:
            raise ValueError("write true, or leave it out")
        return page

    return read


_HARMS: Mapping[str, Callable[[object], Harm]] = {
    "error": _refusal,
    "delay": _delay,
    "reset": _reset,
    "drip": _drip,
    "malformed": _body,
    "empty": _page(Page.EMPTY),
    "repeat": _page(Page.REPEAT),
    "skew": _skew,
}


def _glob(written: object) -> str:
    if not isinstance(written, str) or not 0 < len(written) <= 200:
        raise ValueError('write a name or a glob, such as "Get*"')
    return written


def _share(written: object) -> float:
    return _number(written, 0, 1, "a share from 0 to 1, such as 0.3")


def _moment(written: object) -> Moment:
    words = 'write seconds after the start, "90s", or a moment such as "2026-03-01T07:45:00Z"'
    if isinstance(written, str) and (found := _DURATION.fullmatch(written)):
        return timedelta(seconds=min(float(found[1]) * _SECONDS[found[2]], _LONGEST))
    if isinstance(written, str):
        try:
            moment = datetime.fromisoformat(written)
        except ValueError as error:
            raise ValueError(words) from error
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return timedelta(seconds=_number(written, 0, _LONGEST, ""))
    except ValueError as error:
        raise ValueError(words) from error


def _number(written: object, least: float, most: float, words: str) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise ValueError(f"write {words}")
    if not least <= written <= most:  # which NaN is not either
        raise ValueError(f"write {words}")
    return float(written)


def _is_whole(written: object) -> TypeGuard[int]:
    return isinstance(written, int) and not isinstance(written, bool)
