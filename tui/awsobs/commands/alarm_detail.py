"""`awsobs alarms --detail NAME`: why it is in its state, who is told, and its past."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from awsobs.analysis.alarm_queries import groups_of
from awsobs.analysis.alarm_telling import by_name, parents_of, why_nobody
from awsobs.collecting.questions import everything_about
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.output import Output, Shape, is_plain, output_of, printed, shape_of
from awsobs.commands.twin import context_shape
from awsobs.domain.alarms import AlarmChange
from awsobs.domain.clock import SystemClock
from awsobs.domain.context import Context
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.present.alarm_detail import Told, detail_items, state_row
from awsobs.present.alarm_why import condition_words, treatment, verdict_words
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import Row, text_of
from awsobs.settings import Settings, SettingsError, first_environment, settings_from

if TYPE_CHECKING:
    from awsobs.sources.alarm_history import About


def tell_about(name: str, namespace: Namespace) -> int:
    """Print everything about an alarm.

    Raises:
        SettingsError: there is no alarm of that name.
    """
    settings = settings_from(namespace, first_environment())
    output, clock = output_of(namespace, "alarms"), SystemClock()
    try:
        about = answer_of(everything_about(name), settings, clock)
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    if about is None:
        raise SettingsError(f"--detail {safe_text(name)}: there is no such alarm")
    if about.missing:
        output.note(about.missing)
    if output.as_shapes:
        return printed([output.line(_shape(about, settings))])
    rows = _rows(about, clock, output)
    shown = map(ascii_row, rows) if is_plain(settings) else rows
    return printed(text_of(row).rstrip() for row in shown)


def _rows(about: "About", clock: SystemClock, output: Output) -> Iterator[Row]:
    alarm, now, width = about.alarm, clock.now(), output.width
    told = Told(
        alarm=alarm,
        reason=alarm.reason,
        known=by_name(about.alarms),
        history=about.history,
        parents=parents_of(alarm.name, about.alarms),
        groups=groups_of(alarm, ()),
        missing=about.missing,
    )
    yield ((f" {alarm.name}", "strong"),)
    yield state_row(told, now, width)
    yield ()
    for item in detail_items(told, now, width):
        yield from item.rows


def _shape(about: "About", settings: Settings) -> Shape:
    """AWS's own row, and beside it what we make of it."""
    alarm = about.alarm
    history = about.history.get(alarm.name, ())
    parents = parents_of(alarm.name, about.alarms)
    context = Context(region=settings.region, profile=settings.profile)
    return {
        **shape_of(alarm.record),
        "context": context_shape(context),
        "why": verdict_words(alarm) or None,
        "condition": condition_words(alarm) or None,
        "missingData": treatment(alarm),
        "nobodyIsTold": list(why_nobody(alarm, history, parents)),
        "partOf": [parent.name for parent in parents],
        "history": [_change(change) for change in history],
    }


def _change(change: AlarmChange) -> Shape:
    return {
        "Timestamp": change.at.isoformat(),
        "HistoryItemType": change.kind,
        "HistorySummary": change.summary,
        "old": change.old.value if change.old else None,
        "new": change.new.value if change.new else None,
        "reason": change.reason or None,
    }
