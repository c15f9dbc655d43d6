"""`stats` of Logs Insights: rows in groups, and what each group comes to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from typing_extensions import override

from awsobs.languages.insights.aggregates import AGGREGATES, PERCENTILES, Aggregate, Percentile
from awsobs.languages.insights.expressions import Expressions, Scope
from awsobs.languages.insights.rows import Read, Row
from awsobs.languages.insights.stages import BATCH, Make, Rows
from awsobs.languages.insights.text import Reader
from awsobs.languages.insights.values import Moment, Value, number_of, text_of

_CALLS: Final = frozenset(AGGREGATES) | PERCENTILES
_MEDIAN: Final = 50
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Slot:
    """One call of an aggregate: what it is fed with, and a new one for each group."""

    argument: Read
    make: Callable[[], Aggregate]


class StatsExpressions(Expressions):
    """Expressions over aggregates, each of which gets a slot of its own."""

    def __init__(self, reader: Reader, scope: Scope) -> None:
        super().__init__(reader, scope)
        self.slots: list[Slot] = []
        self._inside = False

    @override
    def call(self) -> Read | None:
        start = self.reader.at
        name = self.reader.call(_CALLS)
        if not name:
            return None
        if self._inside:
            self.reader.refuse(f"{name} cannot stand inside a function", start, self.reader.at)
        self._inside = True
        slot = self._percentile(name) if name in PERCENTILES else self._aggregate(name)
        self._inside = False
        self.slots.append(slot)
        key = slot_name(len(self.slots) - 1)
        return lambda row: row.made.get(key)

    def _aggregate(self, name: str) -> Slot:
        if name == "count" and (self.reader.take("*") or self.reader.take(")")):
            if self.reader.text[self.reader.at - 1] == "*":
                self.reader.need(")")
            return Slot(lambda _row: 1, AGGREGATES[name])
        argument = self.expression()
        self.reader.need(")")
        return Slot(argument, AGGREGATES[name])

    def _percentile(self, name: str) -> Slot:
        argument, percent = self.expression(), float(_MEDIAN)
        if name != "median":
            self.reader.need(",")
            start = self.reader.at
            percent = float(self.reader.number() or 0)
            if not 0 < percent <= _WHOLE:
                self.reader.refuse("a percentile lies between 0 and 100", start, self.reader.at)
        self.reader.need(")")
        return Slot(argument, lambda: Percentile(percent))


def slot_name(number: int) -> str:
    """Where a row keeps what an aggregate comes to: a name that no query can spell."""
    return f"\0{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A `stats` command: the columns of its rows, with what they are made of."""

    results: Sequence[tuple[str, Read]]
    groups: Sequence[tuple[str, Read]]
    slots: Sequence[Slot]
    time: Read


_Group: TypeAlias = tuple[Sequence[Value], Sequence[Aggregate]]


class Grouping:
    """The rows of a plan, group by group in the order of their first rows."""

    holds = True

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._groups: dict[tuple[Value, ...], _Group] = {}

    def feed(self, rows: Rows) -> Rows:
        plan = self._plan
        for row in rows:
            values = [read(row) for _, read in plan.groups]
            key = tuple(map(_key, values))
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = (values, [slot.make() for slot in plan.slots])
            time = number_of(plan.time(row)) or 0
            for slot, aggregate in zip(plan.slots, group[1], strict=True):
                aggregate.add(slot.argument(row), time)
        return []

    def finish(self) -> Iterator[Rows]:
        groups = iter(self._groups.values())
        while batch := [self._row(*group) for group in islice(groups, BATCH)]:
            yield batch

    def peek(self, most: int) -> Rows:
        return [self._row(*group) for group in islice(self._groups.values(), most)]

    def _row(self, values: Sequence[Value], aggregates: Sequence[Aggregate]) -> Row:
        row = Row(None)
        for (name, _), value in zip(self._plan.groups, values, strict=True):
            row.made[name] = value
        for number, aggregate in enumerate(aggregates):
            row.made[slot_name(number)] = aggregate.result()
        row.made |= {name: read(row) for name, read in self._plan.results}
        return row


def _key(value: Value) -> Value:
    """What groups are told apart by: a number and the text that spells it are one."""
    return value if isinstance(value, str | Moment) else text_of(value)


def stats_command(reader: Reader, scope: Scope) -> tuple[Make, tuple[str, ...]]:
    """Read what follows `stats`: the stage, and the names of its columns."""
    expressions = StatsExpressions(reader, scope)
    results = [named(expressions)]
    while reader.take(","):
        results.append(named(expressions))
    groups: list[tuple[str, Read]] = []
    if reader.word("by"):
        plain = Expressions(reader, scope)
        groups = [named(plain)]
        while reader.take(","):
            groups.append(named(plain))
    plan = Plan(
        results=results, groups=groups, slots=expressions.slots, time=scope.reader("@timestamp")
    )
    names = tuple(name for name, _ in (*groups, *results))
    scope.made, scope.closed = set(names), True
    return lambda: Grouping(plan), names


def named(expressions: Expressions) -> tuple[str, Read]:
    """Read an expression, and its name: its alias or its own text."""
    reader = expressions.reader
    reader.skip()
    start = reader.at
    read = expressions.expression()
    name = reader.text[start : reader.behind].replace("`", "")
    return (reader.name() if reader.word("as") else name), read
