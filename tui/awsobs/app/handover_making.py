"""What a hand-over is made of: everything that is known at this moment, in a thread."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from awsobs.analysis.situation import firing_of
from awsobs.app.evidence import incident_of
from awsobs.app.scene import Scene
from awsobs.domain.context import Context
from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import SourceState
from awsobs.domain.timeline import Timeline
from awsobs.domain.triage import BEFORE
from awsobs.domain.window import Window
from awsobs.present.aws_commands import describe_alarm, filter_log_events, lookup_event
from awsobs.present.handover import MOST_LINES, Handover, Note
from awsobs.present.map_text import draw
from awsobs.present.rows import text_of
from awsobs.present.states import not_current
from awsobs.present.verdict import Told
from awsobs.store.log_view import LogView
from awsobs.store.ordering import Order

_CELLS = 60
_MAP_WIDTH = 100
_MOST_COMMANDS = 5


def handover_of(scene: Scene, notes: Sequence[Note], marked: Sequence[Order]) -> Handover:
    """Made for a thread: takes some hundred milliseconds.

    Args:
        scene: What is known.
        notes: What was written down.
        marked: The lines that the user has marked.
    """
    scene.patterns.catch_up(lambda: False)
    stretches, window = scene.stretches(), scene.shown()
    drawn = window.start, window.end
    table = scene.patterns.table(stretches.now, stretches.before, drawn, _CELLS)
    incident = incident_of(scene, _CELLS, table)
    firing = [one for one in firing_of(scene.memory.alarms.alarms()) if not one.is_billing]
    anchor = firing[0] if firing else None
    lines = tuple(_marked_lines(scene, marked))
    context = scene.memory.feeds.context
    return Handover(
        at=scene.now(),
        context=context,
        timeline=incident.timeline,
        told=incident.told,
        anchor=anchor,
        patterns=table.patterns,
        notes=tuple(notes),
        marked=lines,
        map_rows=tuple(_map_rows(scene)),
        commands=tuple(
            _commands(scene, context, anchor.name if anchor else "", incident.told, lines)
        ),
        unknown=tuple(_unknown(scene, incident.timeline, incident.told)),
    )


def _marked_lines(scene: Scene, marked: Sequence[Order]) -> Iterator[LogEvent]:
    """Those of the marked lines that are still kept."""
    store = scene.memory.logs
    view = LogView(store)
    with store.lock:
        for order in marked[:MOST_LINES]:
            place = store.place_of(order)
            if place < len(store):
                event = view[place]
                if (event.timestamp, event.event_id) == (order[0], order[2]):
                    yield event


def _map_rows(scene: Scene) -> Iterator[str]:
    graph, situation = scene.graph(), scene.situation()
    if not graph.nodes:
        return
    ranking = [one for one in (situation.root, *situation.victims) if one is not None]
    drawing = draw(graph, width=_MAP_WIDTH, zoom="name", ranking=ranking, hide_clients=True)
    yield from (text_of(row).rstrip() for row in drawing.rows)


def _commands(
    scene: Scene, context: Context, alarm: str, told: Told | None, lines: Sequence[LogEvent]
) -> Iterator[str]:
    """What asks AWS for the alarm, the suspects, and the lines around the onset."""
    endpoint = scene.settings.endpoint_url
    if alarm:
        yield describe_alarm(alarm, context, endpoint_url=endpoint)
    if told is None:
        return
    for suspect in told.verdict.suspects[:_MOST_COMMANDS]:
        yield lookup_event(suspect.event, context, endpoint_url=endpoint)
    groups = list(dict.fromkeys(event.group for event in lines)) or _failing_groups(scene, told)
    around = Window(start=told.onset - BEFORE, end=scene.now(), live=False)
    if groups:
        yield filter_log_events(groups[:_MOST_COMMANDS], around, context, endpoint_url=endpoint)


def _failing_groups(scene: Scene, told: Told) -> list[str]:
    """The log groups of the services that fail by themselves."""
    names = {root.key.name for root in told.verdict.roots}
    return [one for one in scene.memory.logs.groups if one.rsplit("/", 1)[-1] in names]


def _unknown(scene: Scene, timeline: Timeline, told: Told | None) -> Iterator[str]:
    """Sources that are not current, stretches that were not read, lanes left out."""
    states: dict[str, SourceState] = dict(scene.memory.feeds.states())
    for name in not_current(states):
        yield f"{name}: {states[name].condition.value} {states[name].what}".rstrip()
    coverage = scene.memory.trail.coverage
    for start, end in coverage.gaps if coverage is not None else ():
        yield f"the trail from {start:%Y-%m-%d %H:%M}Z to {end:%H:%M}Z was not read"
    if told is not None and told.waits_for:
        yield f"nothing has come yet from {', '.join(told.waits_for)}"
    if scene.memory.logs.evicted:
        yield f"{scene.memory.logs.evicted:,} older log lines were let go"
    if timeline.hidden:
        yield f"{timeline.hidden} more lanes of the timeline"
    graph = scene.graph()
    if graph.nodes:
        yield "traces are a sample of the requests, as X-Ray was told to take it"


def json_beside(file: Path) -> Path:
    """The file for programs, beside the one for people."""
    return file.with_name(f"{file.stem}.json")
