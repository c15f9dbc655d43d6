"""Reads a game day from TOML, and says where one is wrong."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from awsobs.domain.safe_text import safe_name
from awsobs.scenarios.gameday.kinds import MEASURES, is_traced
from awsobs.scenarios.gameday.plan import (
    HISTORY,
    Act,
    Calls,
    Failure,
    Plan,
    Service,
    Watches,
)

_LARGEST: Final = 1 << 20
_MOST: Final = 200  # services, acts or alarms of one story
_SLOWEST: Final = 4_000  # milliseconds that one service adds
_KINDS: Final = ("fault", "throttle", "error")
_RATES: Final = (0.1, 20.0)

T = TypeVar("T")
Table = Mapping[str, Any]


def plan_in(path: Path) -> Plan:
    """The game day of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none, and why.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError("a game day has at most 1 MiB")
    return plan_of(data.decode(), path.stem)


def plan_of(text: str, name: str) -> Plan:
    """The game day of a text; `name` is its name where it gives none.

    Raises:
        ValueError: it is none, and why.
    """
    try:
        document = tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    services = tuple(_service(row) for row in _rows(document, "service"))
    plan = _made(
        Plan,
        {
            "name": name,
            **{key: value for key, value in document.items() if key not in _PARTS},
            "services": services,
            "failure": _made(Failure, _table(document.get("failure"), "failure"), "failure"),
            "acts": tuple(_act(row) for row in _rows(document, "act")),
            "alarms": tuple(_made(Watches, row, "alarm") for row in _rows(document, "alarm")),
        },
        "the story",
    )
    _check(plan)
    return plan


_PARTS: Final = ("service", "failure", "act", "alarm")


def _rows(document: Table, name: str) -> list[Table]:
    found = document.get(name, [])
    if not isinstance(found, list):
        raise ValueError(f"write [[{name}]], once for each")
    rows = cast("list[object]", found)
    if len(rows) > _MOST:
        raise ValueError(f"more than {_MOST} times [[{name}]]")
    return [_table(row, name) for row in rows]


def _table(value: object, name: str) -> Table:
    if not isinstance(value, dict):
        raise ValueError(f"[{name}] is missing, or is no table")
    return cast("Table", value)


def _service(row: Table) -> Service:
    calls = row.get("calls", [])
    if not isinstance(calls, list):
        raise ValueError("calls is a list of names or tables")
    asked = [
        Calls(to=one) if isinstance(one, str) else _made(Calls, _table(one, "calls"), "calls")
        for one in cast("list[object]", calls)
    ]
    return _made(Service, {**row, "calls": tuple(asked)}, "service")


def _act(row: Table) -> Act:
    found = row.get("resources", [])
    pairs = cast("list[object]", found) if isinstance(found, list) else []
    resources: list[tuple[str, str]] = []
    for pair in pairs:
        match pair:
            case [str(kind), str(arn)]:
                resources.append((kind, arn))
            case _:
                raise ValueError("resources of [[act]] are pairs of a type and an ARN")
    return _made(Act, {**row, "resources": tuple(resources)}, "act")


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(("at", "share", "latency_ms", "threshold", "rate", "mended"), (int, float)),
    **dict.fromkeys(("keys", "reads", "truth"), (bool,)),
    **dict.fromkeys(("request", "response"), (dict,)),
    **dict.fromkeys(("calls", "resources", "services", "acts", "alarms"), (tuple,)),
    "failure": (Failure,),
}


def _made(kind: type[T], row: Table, where: str) -> T:
    """The row as a dataclass; every other field is a text."""
    known = {one.name: one for one in fields(cast("Any", kind))}
    for key, value in row.items():
        if key not in known:
            raise ValueError(f"{where}: {safe_name(key)} is not known; there is {', '.join(known)}")
        wanted = _TYPES.get(key, (str,))
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            raise ValueError(f"{where}: {key} is no {' or '.join(one.__name__ for one in wanted)}")
    for name, one in known.items():
        required = one.default is MISSING and one.default_factory is MISSING
        if required and name not in row:
            raise ValueError(f"{where}: {name} is missing")
    return kind(**row)


def _check(plan: Plan) -> None:
    _check_names(plan)
    _check_numbers(plan)
    if plan.failure.kind not in _KINDS:
        raise ValueError(f"the kind of a failure is one of {', '.join(_KINDS)}")
    if any(alarm.measure not in MEASURES for alarm in plan.alarms):
        raise ValueError(f"the measure of an alarm is one of {', '.join(MEASURES)}")


def _check_names(plan: Plan) -> None:
    names = [service.name for service in plan.services]
    if not names:
        raise ValueError("there is no [[service]]")
    if len(set(names)) < len(names):
        raise ValueError("two services have one name")
    called = [call.to for service in plan.services for call in service.calls]
    for name in (*called, plan.failure.service, *(alarm.service for alarm in plan.alarms)):
        if name not in names:
            raise ValueError(f"there is no service {safe_name(name)}")
    if not is_traced(plan.services[0]):
        raise ValueError("the first service is where requests come in; a store cannot be that")
    try:
        TopologicalSorter({s.name: [c.to for c in s.calls] for s in plan.services}).prepare()
    except CycleError as error:
        raise ValueError("services call each other in a circle") from error


def _check_numbers(plan: Plan) -> None:
    """Bounds, written so that a NaN is outside of them."""
    shares = [call.share for service in plan.services for call in service.calls]
    if not all(0 < share <= 1 for share in (*shares, plan.failure.share)):
        raise ValueError("a share is above 0 and at most 1")
    slowness = [service.latency_ms for service in plan.services]
    if not all(0 <= ms <= _SLOWEST for ms in (*slowness, plan.failure.latency_ms or 0)):
        raise ValueError(f"latency_ms is from 0 to {_SLOWEST}")
    if not _RATES[0] <= plan.rate <= _RATES[1]:
        raise ValueError(f"rate is from {_RATES[0]} to {_RATES[1]:.0f} requests a second")
    if not 30 <= plan.mended <= HISTORY:
        raise ValueError(f"mended is from 30 to {HISTORY:.0f} seconds after the onset")
    if not all(-HISTORY <= act.at <= HISTORY for act in plan.acts):
        raise ValueError("an act is at most three hours from the onset")
