"""What a mark on the timeline is called."""

from awsobs.domain.alarms import Alarm
from awsobs.domain.situation import Suspect
from awsobs.domain.timeline import Kind, Mark
from awsobs.domain.trail import TrailEvent
from awsobs.present.change_words import first_words, short_resource
from awsobs.present.trail_words import is_root_without_mfa


def label_of(mark: Mark, *, is_long: bool = False) -> str:
    """In a word or three beside the mark, or in a sentence where there is a row for it."""
    match mark.record:
        case Suspect() as suspect:
            words = first_words(suspect)
            change = words.sentence(" → " if is_long else "→") if words else ""
            event = _event_words(suspect.event)
            return f"{event}  {change}" if is_long else change or _short(suspect.event)
        case TrailEvent() as event:
            return _event_words(event) if is_long else _short(event)
        case Alarm() as alarm if is_long:
            return f"{alarm.name}  {alarm.reason}"
        case _:
            return mark.label


def _short(event: TrailEvent) -> str:
    if is_root_without_mfa(event):
        return "login, no MFA"
    if not event.succeeded:
        return event.name
    return short_resource(event.resources[0].name) if event.resources else event.name


def _event_words(event: TrailEvent) -> str:
    names = " ".join(short_resource(one.name) for one in event.resources[:1])
    wrong = "no MFA" if is_root_without_mfa(event) else event.error_code
    return "  ".join(part for part in (event.name, names, wrong) if part)


def is_change(mark: Mark) -> bool:
    """Whether somebody did it."""
    return mark.kind in (Kind.SUSPECT, Kind.CHANGE, Kind.DENIED, Kind.WARNING)
