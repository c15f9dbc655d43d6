"""Where `awsobs map` has its graphs from: traces, X-Ray's own graph, summaries, or files."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from awsobs.analysis.service_map import ServiceMap
from awsobs.collecting.questions import which_services
from awsobs.commands.asking import answer_of
from awsobs.commands.output import Output
from awsobs.commands.reading import Found, look
from awsobs.commands.segment_files import span_of, traces_in
from awsobs.domain.clock import SystemClock
from awsobs.domain.service_graph import Basis, ServiceGraph
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.settings import Settings
from awsobs.settings.opening import opening_window
from awsobs.store.traces import TraceStore

AUTO, TRACES, SERVICES, SUMMARIES = "auto", "traces", "service-graph", "summaries"
SOURCES = (AUTO, TRACES, SERVICES, SUMMARIES)
MOST_TRACES = 150
"""At the pace that X-Ray grants, these take half a minute; each stands for others of its kind."""

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """What was read: the window's graph, and that of the time before if it was asked for."""

    now: ServiceGraph
    before: ServiceGraph | None = None
    broken: int = 0
    found: Found | None = None


def graphs_of_account(namespace: Namespace, settings: Settings, output: Output) -> Graphs:
    """The graph of the window, from what was asked for, or from the best that may be read.

    X-Ray's own graph is of all traces: it does not stand in for those that meet an expression.

    Raises:
        SourceError: X-Ray would not give its graph.
    """
    clock = SystemClock()
    window = opening_window(settings, clock.now())
    shown, before = (window.start, window.end), window.baseline if namespace.diff else None
    source: str = namespace.source
    if source == SERVICES or namespace.group:
        return _reported(settings, clock, shown, before, namespace.group)
    graphs = _looked(namespace, settings, output, window)
    if source != AUTO or settings.expression or not _lacks_documents(graphs):
        return graphs
    try:
        reported = _reported(settings, clock, shown, before)
    except SourceError:
        return graphs
    return replace(reported, found=graphs.found) if reported.now.nodes else graphs


def graphs_of_files(paths: Sequence[Path], against: Sequence[Path] | None) -> Graphs:
    """The graphs of the segment documents in some files.

    Raises:
        OSError: one of them can't be read.
    """
    now, broken = _graph_in(paths)
    if against is None:
        return Graphs(now=now, broken=broken)
    before, more = _graph_in(against)
    return Graphs(now=now, before=before, broken=broken + more)


def _looked(namespace: Namespace, settings: Settings, output: Output, window: Window) -> Graphs:
    """From traces, or from their summaries alone."""
    start = window.baseline[0] if namespace.diff else window.start
    found = look(
        settings,
        output,
        "traces",
        asked=("traces",),
        brief=namespace.source == SUMMARIES,
        window=replace(window, start=start),
        most_traces=namespace.traces,
    )
    store: TraceStore = found.memory.traces
    end = found.now if window.live else window.end
    now = store.graph(end - window.width, end)
    lacks = found.error is not None
    return Graphs(
        now=replace(now, partial=now.partial or lacks),
        before=store.graph(end - 2 * window.width, end - window.width) if namespace.diff else None,
        broken=sum(trace.broken for trace in store.traces()),
        found=found,
    )


def _lacks_documents(graphs: Graphs) -> bool:
    """Whether traces are known that nobody may read."""
    error = graphs.found.error if graphs.found is not None else None
    refused = error is not None and error.condition is Condition.DENIED
    return refused and graphs.now.basis is Basis.ROOT_CAUSES


def _reported(
    settings: Settings,
    clock: SystemClock,
    shown: Stretch,
    before: Stretch | None,
    group: str = "",
) -> Graphs:
    """X-Ray's own graphs."""
    now = answer_of(which_services(*shown, group), settings, clock)
    if before is None:
        return Graphs(now=now)
    return Graphs(now=now, before=answer_of(which_services(*before, group), settings, clock))


def _graph_in(paths: Sequence[Path]) -> tuple[ServiceGraph, int]:
    traces, broken = traces_in(paths)
    services = ServiceMap()
    for trace in traces:
        services.put(trace)
    start, end = span_of(traces)
    return services.graph(start.timestamp(), end.timestamp()), broken
