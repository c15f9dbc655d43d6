"""`awsobs trail`: who changed what, from where, newest first."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable

from awsobs.commands.output import Output, Shape, iso, shape_of
from awsobs.commands.reading import Found, look
from awsobs.commands.trail_engines import add_arguments as add_engines, read_engine
from awsobs.commands.trail_files import read_files
from awsobs.commands.twin import Twin, answer, context_shape
from awsobs.domain.trail import TrailEvent
from awsobs.languages.lookup_attribute import lookup_attribute
from awsobs.present.emptiness import empty_words
from awsobs.present.rows import Row
from awsobs.present.searchable import TRAIL
from awsobs.present.trail import trail_view
from awsobs.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """The filter may stand without its option."""
    words = 'what to show, as typed after /: "user:ci-* error:*"'
    parser.add_argument("filter", nargs="?", default=SUPPRESS, metavar="FILTER", help=words)
    parser.add_argument(
        "--from-files",
        dest="trail_files",
        metavar="PATH",
        nargs="+",
        default=[],
        help="files or folders of records instead of an account",
    )
    add_engines(parser)


def run(namespace: Namespace) -> int:
    """Print the window's changes."""
    if namespace.engine == "events":
        return answer(_TWIN, namespace, _read)

    def read(settings: Settings, output: Output) -> Found:
        return read_engine(settings, output, namespace)

    return answer(_TWIN, namespace, read)


def _read(settings: Settings, output: Output) -> Found:
    """What the filter demands is looked up by itself; who asks tells what was read before."""
    if settings.trail_files:
        return read_files(settings, output)
    attribute = lookup_attribute(settings.filter, TRAIL.fields)
    return look(settings, output, "trail", asked=("identity", "trail"), attribute=attribute)


def _records(found: Found) -> list[TrailEvent]:
    start, end = found.window.start, found.window.end
    events = found.memory.trail.events()
    return [e for e in events if start <= e.time and (found.window.live or e.time < end)]


def _shape(event: TrailEvent, found: Found) -> Shape:
    """The record itself; of one that came broken, what is known all the same."""
    return {
        "eventID": event.id,
        "eventTime": iso(event.time),
        "eventName": event.name,
        "eventSource": event.source,
        **shape_of(event.record),
        "who": event.who,
        "what": event.name,
        "where": event.where,
        "context": context_shape(found.context),
    }


def _rows(events: Iterable[TrailEvent], found: Found, output: Output) -> Iterable[Row]:
    view = trail_view(
        tuple(events),
        coverage=None,
        state=None,
        now=found.now,
        onset=None,
        suspect=None,
        width=output.width,
        height=0,
        kind="standard",
        with_reads=True,
    )
    return (row for item in view.items for row in item.rows)


_TWIN = Twin(
    name="trail",
    source="trail",
    searched=TRAIL,
    records=_records,
    shape=_shape,
    rows=_rows,
    nothing=lambda _: empty_words("trail"),
)
