"""Where each source's batches go."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from typing import Any

from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.domain.batch import Batch
from awsobs.domain.context import Identity
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.sources.alarms import HISTORY
from awsobs.store.memory import Memory

Pour = Callable[[Batch[Any]], None]


def pours(memory: Memory) -> dict[str, Pour]:
    """By source, what takes its batches into memory; a context that was left gets nothing in."""
    return {source: partial(_admitted, memory, pour) for source, pour in _pours(memory).items()}


def _admitted(memory: Memory, pour: Pour, batch: Batch[Any]) -> None:
    memory.write(batch.epoch, partial(pour, batch), records=len(batch.records))


def _pours(memory: Memory) -> dict[str, Pour]:
    return {
        "identity": lambda batch: _identity(memory, batch),
        "alarms": lambda batch: _alarms(memory, batch),
        "logs": lambda batch: memory.logs.extend(batch.records),
        "metrics": lambda batch: memory.metrics.replace(batch.records),
        "trail": lambda batch: _trail(memory, batch),
        "queue": lambda batch: _trail(memory, batch),
        "traces": lambda batch: _traces(memory, batch.records),
        "events": lambda batch: memory.events.replace(batch.records),
    }


def _identity(memory: Memory, batch: Batch[Identity]) -> None:
    memory.feeds.context = batch.context
    for identity in batch.records:
        memory.feeds.identity = identity


def _trail(memory: Memory, batch: Batch[Any]) -> None:
    memory.trail.add(batch.records)


def _alarms(memory: Memory, batch: Batch[Alarm | AlarmChange]) -> None:
    """A batch is either all alarms or some history."""
    if batch.note != HISTORY:
        memory.alarms.replace([r for r in batch.records if isinstance(r, Alarm)])
        return
    changes = [record for record in batch.records if isinstance(record, AlarmChange)]
    for name, group in groupby(changes, key=lambda change: change.alarm):
        memory.alarms.add_history(name, tuple(group))


def _traces(memory: Memory, records: Iterable[TraceSummary | Trace]) -> None:
    found = list(records)
    memory.traces.add_summaries(r for r in found if isinstance(r, TraceSummary))
    memory.traces.put(r for r in found if isinstance(r, Trace))
