"""`awsobs trail --engine lake|athena`: what is asked and its price first, then the events."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta

from awsobs.collecting.questions import what_a_trail_query_finds, which_partitions, which_stores
from awsobs.commands.asking import answer_of
from awsobs.commands.output import Output
from awsobs.commands.reading import Found
from awsobs.domain.clock import SystemClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage
from awsobs.domain.trail_queries import GB, PER_GB, TrailAnswer, TrailQuery
from awsobs.languages.trail_select import MOST_ROWS, athena_select, lake_select
from awsobs.present.searchable import TRAIL
from awsobs.settings import Settings, SettingsError
from awsobs.settings.opening import opening_window
from awsobs.store.memory import Memory

_NAMES = {"lake": "CloudTrail Lake", "athena": "Athena"}


def add_arguments(parser: ArgumentParser) -> None:
    """Which engine, over what, and whether its price is agreed to."""
    parser.add_argument(
        "--engine",
        choices=("events", "lake", "athena"),
        default="events",
        help="who looks: the event history (90 days, free), CloudTrail Lake, or Athena",
    )
    parser.add_argument("--store", metavar="ID", help="the event data store; else the only one")
    parser.add_argument("--table", metavar="DB.TABLE", help="the table that Athena is asked for")
    parser.add_argument("--workgroup", metavar="NAME", default="", help="Athena's work group")
    parser.add_argument(
        "--output", metavar="S3URI", default="", help="where Athena puts what it finds"
    )
    parser.add_argument("--yes", action="store_true", help="agree to the price")


def read_engine(settings: Settings, output: Output, namespace: Namespace) -> Found:
    """Ask the engine, once the user agrees.

    Raises:
        SettingsError: there is no such store or table, or nobody is there to agree.
    """
    clock, memory = SystemClock(), Memory()
    window = opening_window(settings, clock.now()).at(clock.now())
    failures: dict[str, SourceError] = {}
    try:
        query = _query(settings, namespace, window.start, window.end)
        _agree(query, settings, output, namespace)
        found = answer_of(what_a_trail_query_finds(query), settings, clock)
        memory.trail.limit = max(MOST_ROWS * 2, memory.trail.limit)
        memory.trail.add(found.events)
        memory.trail.set_coverage(_coverage(found, window.start, window.end))
        _tell(found, query, settings, output)
    except SourceError as error:
        failures["trail"] = error
    return Found(
        settings=settings,
        memory=memory,
        window=window,
        now=clock.now(),
        source="trail",
        failures=failures,
    )


def _query(settings: Settings, namespace: Namespace, start: datetime, end: datetime) -> TrailQuery:
    engine, fields = str(namespace.engine), TRAIL.fields
    try:
        if engine == "lake":
            store = namespace.store or _only_store(settings)
            store = store.rpartition("/")[2]
            statement = lake_select(store, settings.filter, fields, start, end)
            return TrailQuery(engine=engine, place=store, statement=statement)
        if not namespace.table:
            raise SettingsError("--engine athena wants --table DATABASE.TABLE")
        keys = answer_of(which_partitions(namespace.table), settings, SystemClock())
        statement = athena_select(namespace.table, keys, settings.filter, fields, start, end)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return TrailQuery(
        engine=engine,
        place=namespace.table,
        statement=statement,
        workgroup=namespace.workgroup,
        output=namespace.output,
    )


def _only_store(settings: Settings) -> str:
    found = answer_of(which_stores(), settings, SystemClock())
    if len(found) == 1:
        return found[0].id
    if not found:
        raise SettingsError("no event data store is enabled in this region; --engine events asks")
    names = ", ".join(f"{one.id} ({one.name})" for one in found[:5])
    raise SettingsError(f"there are {len(found)} event data stores; --store names one: {names}")


def _agree(query: TrailQuery, settings: Settings, output: Output, namespace: Namespace) -> None:
    """Show what is asked and what it costs; go on only with a yes.

    Raises:
        SettingsError: it costs, and nobody agrees.
    """
    output.note(query.statement)
    if settings.endpoint_url:
        output.note(f"{_NAMES[query.engine]} is free on an AWS of its own")
        return
    output.tell(f"{_NAMES[query.engine]} costs ${PER_GB[query.engine]:g} for each GB it scans")
    if namespace.yes:
        return
    if settings.no_input or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise SettingsError("this query costs money and nobody can be asked here: add --yes")
    sys.stderr.write("run it? yes or no: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise SettingsError("the query was not run")


def _coverage(found: TrailAnswer, start: datetime, end: datetime) -> Coverage:
    """All of the window, unless the limit of rows cut it off."""
    oldest = min((event.time for event in found.events), default=start)
    newest = max((event.time for event in found.events), default=None)
    is_cut = found.rows >= MOST_ROWS
    return Coverage(
        start=start,
        end=end,
        complete_from=oldest + timedelta(seconds=1) if is_cut else start,
        newest=newest,
        scanned=found.rows,
    )


def _tell(found: TrailAnswer, query: TrailQuery, settings: Settings, output: Output) -> None:
    scanned = f"{found.scanned_bytes / GB:,.3f} GB scanned"
    price = "free" if settings.endpoint_url else f"about ${found.usd(query.engine):.4f}"
    output.note(f"{_NAMES[query.engine]}: {found.rows:,} rows, {scanned}, {price}")
    if found.rows >= MOST_ROWS:
        output.note(f"the newest {MOST_ROWS:,} only; a narrower window or filter finds older ones")
    if found.malformed:
        output.note(f"{found.malformed:,} rows are no record that can be read")
