"""`awsobs alarms`: what fires, and everything else that watches."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace

from awsobs.analysis.alarm_values import with_newest
from awsobs.commands.alarm_detail import tell_about
from awsobs.commands.output import Output, Shape, shape_of
from awsobs.commands.reading import Found
from awsobs.commands.twin import Twin, answer, context_shape
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.present.alarm_rows import alarm_row
from awsobs.present.alarms import in_order
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import Row
from awsobs.present.searchable import ALARMS


def add_arguments(parser: ArgumentParser) -> None:
    """Which state, or which one alarm."""
    parser.add_argument(
        "--state", choices=[state.value for state in AlarmState], help="those in this state alone"
    )
    parser.add_argument("--detail", metavar="NAME", help="everything about one alarm")


def run(namespace: Namespace) -> int:
    """Print the alarms, what fires first, or one with its past.

    Raises:
        SettingsError: there is no such alarm, or something cannot be done.
    """
    if namespace.detail is not None:
        return tell_about(namespace.detail, namespace)
    if namespace.state is None:
        return answer(_TWIN, namespace)
    wanted = AlarmState(namespace.state)

    def records(found: Found) -> list[Alarm]:
        return [alarm for alarm in _records(found) if alarm.state is wanted]

    def nothing(found: Found) -> str:
        return f"no alarm is in {wanted.value}" if _records(found) else _TWIN.nothing(found)

    return answer(replace(_TWIN, records=records, nothing=nothing), namespace)


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
