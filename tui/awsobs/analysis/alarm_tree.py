"""A composite alarm as a tree: what its rule names, and what that names in turn."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from awsobs.domain.alarms import Alarm, AlarmKind

MOST_LEAVES = 100
_DEEPEST = 5
_LONGEST = 10_240
"""Characters of a rule that CloudWatch takes."""

_NAMED = re.compile(
    r"\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"((?:[^\"\\]|\\.)+)\"|'((?:[^'\\]|\\.)+)'|"
    r"([^\s()\"',]+))\s*\)"
)
_COUNTED = re.compile(r"\bAT_LEAST\s*\(\s*([^,]+),\s*(\w+)\s*,\s*\(([^()]*)\)\s*\)")
_LISTED = re.compile(r"\"((?:[^\"\\]|\\.)+)\"|'((?:[^'\\]|\\.)+)'|([^\s\"',]+)")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Branch:
    """One alarm in a tree. `alarm` is None where it is not in this account or region.

    `repeats` says that what is under it stands elsewhere in the tree already.
    """

    depth: int
    name: str
    alarm: Alarm | None
    is_last: bool
    repeats: bool = False


def children_of(alarm: Alarm) -> tuple[str, ...]:
    """The names in a composite's rule, each once; of any rule, even one that is not understood."""
    rule = alarm.rule[:_LONGEST]
    names = [_name(found.groups()) for found in _NAMED.finditer(rule)]
    for counted in _COUNTED.finditer(rule):
        names += [_name(found.groups()) for found in _LISTED.finditer(counted[3])]
    return tuple(dict.fromkeys(names))[:MOST_LEAVES]


def rule_words(alarm: Alarm) -> str:
    """`any of`, `all of` or `rule`: how a composite joins what it names."""
    rule = alarm.rule[:_LONGEST]
    counted = _COUNTED.fullmatch(rule.strip())
    if counted:
        return f"at least {counted[1].strip()} of"
    without_names = _NAMED.sub("", rule)
    words = set(re.findall(r"[A-Z_]+", without_names))
    if words <= {"OR"}:
        return "any of" if words else "the state of"
    return "all of" if words == {"AND"} else "by its rule"


def tree_of(root: Alarm, known: Mapping[str, Alarm]) -> tuple[Branch, ...]:
    """The branches of a composite in the order in which they are drawn, at most so many."""
    seen = {root.name}
    branches: list[Branch] = []
    for branch in _under(root, known, 1, seen):
        branches.append(branch)
        if len(branches) == MOST_LEAVES:
            break
    return tuple(branches)


def _under(
    alarm: Alarm, known: Mapping[str, Alarm], depth: int, seen: set[str]
) -> Iterator[Branch]:
    names = children_of(alarm)
    for place, name in enumerate(names, 1):
        child = known.get(name)
        has_more = child is not None and child.kind is AlarmKind.COMPOSITE
        repeats = has_more and name in seen
        yield Branch(depth, name, child, place == len(names), repeats)
        if child is not None and has_more and not repeats and depth < _DEEPEST:
            seen.add(name)
            yield from _under(child, known, depth + 1, seen)


def _name(found: tuple[str | None, ...]) -> str:
    quoted = found[0] or found[1]
    name = _ESCAPED.sub(r"\1", quoted) if quoted else found[2] or ""
    return name.rpartition(":alarm:")[2] if name.startswith("arn:") else name
