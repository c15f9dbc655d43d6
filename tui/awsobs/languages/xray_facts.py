"""What X-Ray's filter expressions are asked of: a trace, a service or call on it, a root cause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Value = str | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A node as `service(…)` and `edge(…)` name it."""

    names: tuple[str, ...]
    type: str = ""
    account: str = ""


def _no_parts(_kind: str) -> "tuple[Facts, ...]":
    return ()


def _no_group(_key: str, _value: str) -> bool:
    return False


def _no_causes() -> tuple[object, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an expression can ask of a trace, or inside braces of one part of it.

    `places` is where a part is: the one node of a service, both ends of an edge. `parts` gives
    the parts of a kind (`service`, `edge`, `rootcause.fault.entity`), `in_group` whether a group
    with that name or ARN has the trace, `causes` the trace's root causes as X-Ray writes them.
    They are asked only where the expression needs them.
    """

    flags: Mapping[str, bool] = field(default_factory=dict[str, bool])
    numbers: Mapping[str, float] = field(default_factory=dict[str, float])
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    annotations: Mapping[str, tuple[Value, ...]] = field(
        default_factory=dict[str, tuple[Value, ...]]
    )
    places: tuple[Place, ...] = ()
    parts: "Callable[[str], tuple[Facts, ...]]" = _no_parts
    in_group: Callable[[str, str], bool] = _no_group
    causes: Callable[[], tuple[object, ...]] = _no_causes


Test = Callable[[Facts], bool]
