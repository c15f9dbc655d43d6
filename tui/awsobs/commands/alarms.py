"""`awsobs alarms`: what fires, and everything else that watches."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from awsobs.analysis.alarm_values import with_newest
from awsobs.commands.output import Output, Shape, shape_of
from awsobs.commands.reading import Found
from awsobs.commands.twin import Twin, answer, context_shape
from awsobs.domain.alarms import Alarm
from awsobs.present.alarm_rows import alarm_row
from awsobs.present.alarms import in_order
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import Row
from awsobs.present.searchable import ALARMS


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing beside what all such commands take."""
    del parser


def run(namespace: Namespace) -> int:
    """Print the alarms, what fires first."""
    return answer(_TWIN, namespace)


def _records(found: Found) -> list[Alarm]:
    store = found.memory
    return in_order(tuple(with_newest(store.alarms.alarms(), store.metrics.series())))


def _shape(alarm: Alarm, found: Found) -> Shape:
    return {**shape_of(alarm.record), "context": context_shape(found.context)}


def _rows(alarms: Iterable[Alarm], found: Found, output: Output) -> Iterable[Row]:
    return (alarm_row(alarm, output.width, "standard", found.now) for alarm in alarms)


_TWIN = Twin(
    name="alarms",
    source="alarms",
    for_rows=("metrics",),
    searched=ALARMS,
    records=_records,
    shape=_shape,
    rows=_rows,
    nothing=lambda found: empty_words("alarms", region=found.context.region),
)
